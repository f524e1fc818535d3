//! Helpers shared by the test binaries: the program under test and the models it is tried on.

use std::path::{Path, PathBuf};

/// The `plinth` program, built beside the test binaries.
///
/// # Panics
/// Where it was not built: a test of another package can't ask cargo to build it.
#[must_use]
pub fn plinth_binary() -> PathBuf {
    // target/debug/deps/house-<hash>: the programs are one folder up.
    let name = format!("plinth{}", std::env::consts::EXE_SUFFIX);
    let program = std::env::current_exe()
        .ok()
        .and_then(|test| Some(test.parent()?.parent()?.join(name)));
    match program {
        Some(program) if program.is_file() => program,
        _ => panic!("the plinth program isn't beside the tests: run `cargo build -p plinth` first"),
    }
}

/// A sample product's model: `armchair`, `lamp` or `turntable`.
#[must_use]
pub fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../assets/samples")
        .join(format!("{name}.glb"))
}
