//! Whether the system asks for less motion.

use std::process::{Command, Stdio};

/// The system's setting, where it has one that can be asked for; otherwise motion is welcome.
pub(crate) fn is_reduced() -> bool {
    if cfg!(target_os = "macos") {
        answers(
            "defaults",
            &["read", "com.apple.universalaccess", "reduceMotion"],
            "1",
        )
    } else if cfg!(target_os = "linux") {
        let setting = ["get", "org.gnome.desktop.interface", "enable-animations"];
        answers("gsettings", &setting, "false")
    } else {
        false
    }
}

/// Whether `program` is there, succeeds and prints `answer`.
fn answers(program: &str, arguments: &[&str], answer: &str) -> bool {
    Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .is_ok_and(|output| {
            output.status.success() && output.stdout.trim_ascii() == answer.as_bytes()
        })
}
