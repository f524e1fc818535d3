//! Our pictures against the web viewer's in Chromium: a few of the board's models and a sample; and
//! against the goldens, which need no browser. All of it is
//! `cargo run -p tests --bin parity -- --board --samples --settings` (tests/parity/README.md).

use tests::parity::{
    Bench, ORBITS, WebViewer, board_subjects, differences, golden_folder, least, reference_folder,
    sample_subjects, settings_subjects,
};

/// Models of the board that together cross most of the shaders.
const FEW: [&str; 7] = [
    "normal",
    "blend",
    "clearcoat-textures",
    "glass-and-blend",
    "lights",
    "skin/bent",
    // The viewer's own decoder misreads it.
    "meshopt-turned",
];
/// Pixels on each side: enough for the bound to mean what it means at full size.
const SIDE: u32 = 512;

#[test]
fn pictures_are_those_of_the_web_viewer() {
    let folder = tempfile::tempdir().unwrap();
    let mut subjects = board_subjects(folder.path(), None).unwrap();
    subjects.retain(|subject| FEW.contains(&subject.name.as_str()));
    assert_eq!(
        subjects.len(),
        FEW.len(),
        "the board has lost one of {FEW:?}"
    );
    let samples = sample_subjects().unwrap();
    subjects.extend(samples.into_iter().filter(|sample| sample.name == "lamp"));
    // Light from a JPEG with a map of gains, which only the viewer's own loader is a measure of.
    let settings = settings_subjects(folder.path(), None).unwrap();
    subjects.extend(
        settings
            .into_iter()
            .filter(|subject| subject.name.ends_with("/gain-map")),
    );
    assert_eq!(subjects.len(), FEW.len() + 2);
    let bench = Bench::open(SIDE, false).unwrap();
    let mut viewer = WebViewer::new(None);
    let mut under = Vec::new();
    for subject in &subjects {
        let (views, _) = bench.measure(subject, &ORBITS[1..2], &mut viewer).unwrap();
        for view in views.iter().filter(|view| !view.is_same()) {
            let measured = view.comparison;
            under.push(format!(
                "{} at {}: {:.2} dB, SSIM {:.4}",
                view.name, view.orbit, measured.psnr, measured.ssim
            ));
        }
    }
    let (psnr, ssim) = least();
    assert!(
        under.is_empty(),
        "these are under {psnr} dB and SSIM {ssim} on {}:\n{}",
        bench.adapter(),
        under.join("\n")
    );
}

#[test]
fn the_board_looks_as_its_goldens_do() {
    let models = tempfile::tempdir().unwrap();
    let changed = reference_folder().join("changed");
    let lines = differences(models.path(), &changed).unwrap();
    assert!(
        lines.is_empty(),
        "these differ from {}; the new pictures are in {}. Look at them; where they are right, bless \
         them with `cargo run -p tests --bin parity -- --bless`:\n{}",
        golden_folder().display(),
        changed.display(),
        lines.join("\n")
    );
}
