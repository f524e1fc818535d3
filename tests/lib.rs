//! Helpers shared by the test binaries: the program under test, the models it is tried on, the
//! comparisons with the web viewer and with other tools, a proxy that does harm, and publications
//! that are killed.

pub mod kills;
pub mod optimise;
pub mod parity;
pub mod platform;
pub mod proxy;
pub mod unseen;
pub mod uploads;

use std::path::{Path, PathBuf};

/// The `plinth` program, built beside the test binaries.
///
/// # Panics
/// Where it was not built: a test of another package can't ask cargo to build it.
#[must_use]
pub fn plinth_binary() -> PathBuf {
    // A test is target/debug/deps/house-<hash>, and the programs are one folder up; one of them may
    // ask as well.
    let name = format!("plinth{}", std::env::consts::EXE_SUFFIX);
    let asking = std::env::current_exe().unwrap_or_default();
    let mut near = asking
        .ancestors()
        .skip(1)
        .take(2)
        .map(|folder| folder.join(&name));
    match near.find(|program| program.is_file()) {
        Some(program) => program,
        None => {
            panic!("the plinth program isn't beside the tests: run `cargo build -p plinth` first")
        }
    }
}

/// A sample product's model: `armchair`, `lamp` or `turntable`.
#[must_use]
pub fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../assets/samples")
        .join(format!("{name}.glb"))
}
