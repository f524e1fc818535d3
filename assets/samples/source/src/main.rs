//! Writes the sample products: `cargo run -p samples -- [FOLDER]`, by default into `assets/samples` of this checkout.

use std::io::Write;
use std::path::PathBuf;

fn main() -> Result<(), samples::Failure> {
    let folder = std::env::args_os().nth(1).map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/..")),
        PathBuf::from,
    );
    std::fs::create_dir_all(&folder)?;
    let mut out = std::io::stdout();
    for sample in samples::products()? {
        // Beside first, then renamed: nobody reads half a file.
        let (path, beside) = (
            folder.join(sample.file),
            folder.join(format!("{}.part", sample.file)),
        );
        let mut file = std::fs::File::create(&beside)?;
        file.write_all(&sample.bytes)?;
        file.sync_all()?;
        std::fs::rename(&beside, &path)?;
        writeln!(
            out,
            "{} {:.2} MB",
            path.display(),
            sample.bytes.len() as f64 / 1e6
        )?;
    }
    Ok(())
}
