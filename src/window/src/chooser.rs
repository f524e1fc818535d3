//! The desktop's own windows for choosing files.

use std::path::PathBuf;
#[cfg(target_os = "linux")]
use std::process::{Command, Stdio};

use rfd::FileDialog;

/// What came of asking for a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// This one.
    Path(PathBuf),
    /// None: the user thought better of it.
    Nothing,
    /// The desktop has no window to choose files in.
    NoChooser,
}

/// Asks for a model.
pub(super) fn model() -> Choice {
    let dialog = FileDialog::new()
        .set_title("Open a model")
        .add_filter("3D models (GLB, glTF)", &["glb", "gltf"])
        .add_filter("All files", &["*"]);
    ask(|| dialog.pick_file())
}

/// Asks for a picture of a light.
pub(super) fn light() -> Choice {
    let dialog = FileDialog::new()
        .set_title("Choose a light")
        .add_filter("Light (Radiance HDR)", &["hdr"])
        .add_filter("Panorama", &["jpg", "jpeg", "png", "webp"]);
    ask(|| dialog.pick_file())
}

/// Asks where to save a picture that is called `name`.
pub(super) fn place(name: &str) -> Choice {
    let dialog = FileDialog::new()
        .set_title("Save the picture")
        .set_file_name(name)
        .add_filter("PNG", &["png"])
        .add_filter("WebP", &["webp"])
        .add_filter("JPEG", &["jpg", "jpeg"]);
    ask(|| dialog.save_file())
}

/// The dialogs answer "none" also where they can't be shown, so that is asked before.
fn ask(show: impl FnOnce() -> Option<PathBuf>) -> Choice {
    if !is_there() {
        return Choice::NoChooser;
    }
    show().map_or(Choice::Nothing, Choice::Path)
}

/// Whether the desktop offers one: through its portal, or as the program that is used without one.
#[cfg(target_os = "linux")]
fn is_there() -> bool {
    portal::shows_files() || has_zenity()
}

/// Other systems always do.
#[cfg(not(target_os = "linux"))]
fn is_there() -> bool {
    true
}

#[cfg(target_os = "linux")]
fn has_zenity() -> bool {
    Command::new("zenity")
        .arg("--version")
        .stdin(Stdio::null())
        .output()
        .is_ok_and(|output| output.status.success())
}

/// The desktop's portal, over D-Bus.
#[cfg(target_os = "linux")]
mod portal {
    use std::time::Duration;

    use zbus::connection::Builder;

    /// A portal that is started just for this question answers within it.
    const PATIENCE: Duration = Duration::from_secs(5);

    /// Whether there is a portal and it has a window for files: only then does that have a version.
    pub(super) fn shows_files() -> bool {
        tokio::runtime::Builder::new_current_thread()
            .build()
            .is_ok_and(|runtime| runtime.block_on(version()).is_ok_and(|version| version > 0))
    }

    async fn version() -> zbus::Result<u32> {
        let bus = Builder::session()?.method_timeout(PATIENCE).build().await?;
        let answer = bus
            .call_method(
                Some("org.freedesktop.portal.Desktop"),
                "/org/freedesktop/portal/desktop",
                Some("org.freedesktop.DBus.Properties"),
                "Get",
                &("org.freedesktop.portal.FileChooser", "version"),
            )
            .await?;
        let value: zbus::zvariant::OwnedValue = answer.body().deserialize()?;
        Ok(u32::try_from(value)?)
    }
}
