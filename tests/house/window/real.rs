//! The real binary on a display of its own: it opens a file and leaves by itself.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use super::product;

/// The binary beside this test's: the workspace's tests build both.
fn plinth() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let profile = test.parent().and_then(Path::parent).unwrap();
    profile
        .join("plinth")
        .with_extension(std::env::consts::EXE_EXTENSION)
}

/// Runs the window on a display of its own; nothing where there is none to be had here.
#[allow(clippy::print_stderr, reason = "a skipped test says so")]
fn run(folder: &Path, file: &Path, words: &[&str], variables: &[(&str, &str)]) -> Option<Output> {
    if !cfg!(target_os = "linux") || Command::new("xvfb-run").arg("--help").output().is_err() {
        eprintln!("skipped: there is no xvfb-run here");
        return None;
    }
    let output = Command::new("timeout")
        .args(["120", "xvfb-run", "-a", "-s", "-screen 0 1280x800x24"])
        .arg(plinth())
        .args(["--quit-after-frames", "3"])
        .args(words)
        .arg("--data")
        .arg(folder.join("data"))
        .arg(file)
        .env_remove("WAYLAND_DISPLAY")
        .envs(variables.iter().copied())
        .stdin(Stdio::null())
        .output();
    Some(output.unwrap())
}

#[test]
fn the_window_opens_a_file_and_leaves_by_itself() {
    let folder = tempfile::tempdir().unwrap();
    let good = product::write(folder.path(), "pine_box.glb");
    let broken = folder.path().join("broken.glb");
    std::fs::write(&broken, b"glTF").unwrap();
    for (file, code) in [(good, 0), (broken, 3)] {
        let Some(output) = run(folder.path(), &file, &[], &[]) else {
            return;
        };
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(
            output.status.code(),
            Some(code),
            "{}: {said}",
            file.display()
        );
    }
}

#[test]
fn a_lost_graphics_device_is_replaced_and_the_picture_rebuilt() {
    let folder = tempfile::tempdir().unwrap();
    let file = product::write(folder.path(), "pine_box.glb");
    let words = ["--lose-device-after-frames", "3"];
    let Some(output) = run(
        folder.path(),
        &file,
        &words,
        &[("PLINTH_LOG", "window=warn")],
    ) else {
        return;
    };
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert_eq!(said.matches("the window opens again").count(), 1, "{said}");
}

#[test]
fn a_window_without_an_adapter_says_so_in_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let file = product::write(folder.path(), "pine_box.glb");
    let adapter = [("PLINTH_ADAPTER", "no such adapter")];
    let Some(output) = run(folder.path(), &file, &[], &adapter) else {
        return;
    };
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(4), "{said}");
    assert!(
        said.contains("error: No graphics adapter can show the window"),
        "{said}"
    );
    assert!(said.contains("hint: "), "{said}");
}
