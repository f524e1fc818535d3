//! The real binary on a display of its own: it opens a file and leaves by itself.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::product;

/// The binary beside this test's: the workspace's tests build both.
fn plinth() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let profile = test.parent().and_then(Path::parent).unwrap();
    profile
        .join("plinth")
        .with_extension(std::env::consts::EXE_EXTENSION)
}

#[test]
#[allow(clippy::print_stderr, reason = "a skipped test says so")]
fn the_window_opens_a_file_and_leaves_by_itself() {
    if !cfg!(target_os = "linux") || Command::new("xvfb-run").arg("--help").output().is_err() {
        eprintln!("skipped: there is no xvfb-run here");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let good = product::write(folder.path(), "pine_box.glb");
    let broken = folder.path().join("broken.glb");
    std::fs::write(&broken, b"glTF").unwrap();
    for (file, code) in [(good, 0), (broken, 3)] {
        let output = Command::new("timeout")
            .args(["120", "xvfb-run", "-a", "-s", "-screen 0 1280x800x24"])
            .arg(plinth())
            .args(["--quit-after-frames", "3", "--data"])
            .arg(folder.path().join("data"))
            .arg(&file)
            .env_remove("WAYLAND_DISPLAY")
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(
            output.status.code(),
            Some(code),
            "{}: {said}",
            file.display()
        );
    }
}
