//! Paths that people type or paste, and what is wrong with them.

use std::path::{Path, PathBuf};

use super::state::PathFor;

/// The file that `text` means, `~` being `home`: pasted paths may stand in quotes or be `file:`
/// addresses.
///
/// # Errors
/// What is wrong with it, in one sentence.
pub(super) fn read(
    text: &str,
    purpose: PathFor,
    replace: bool,
    home: Option<&Path>,
) -> Result<PathBuf, String> {
    let path = resolve(text.trim(), home);
    if path.as_os_str().is_empty() {
        return Err("Type the path of a file".into());
    }
    match purpose {
        PathFor::Model | PathFor::Light => readable(&path)?,
        PathFor::Picture => writable(&path, replace)?,
    }
    Ok(path)
}

fn resolve(text: &str, home: Option<&Path>) -> PathBuf {
    let bare = ['"', '\'']
        .into_iter()
        .find_map(|quote| text.strip_prefix(quote)?.strip_suffix(quote))
        .unwrap_or(text);
    if bare.starts_with("file:")
        && let Some(path) = url::Url::parse(bare)
            .ok()
            .and_then(|it| it.to_file_path().ok())
    {
        return path;
    }
    match (bare.strip_prefix('~'), home) {
        (Some(rest), Some(home)) if rest.is_empty() || rest.starts_with('/') => {
            home.join(rest.trim_start_matches('/'))
        }
        _ => PathBuf::from(bare),
    }
}

fn readable(path: &Path) -> Result<(), String> {
    match std::fs::metadata(path) {
        Ok(found) if found.is_dir() => Err("That is a folder: add the file's name".into()),
        Ok(_) => Ok(()),
        Err(error) => Err(unreachable(&error)),
    }
}

fn writable(path: &Path, replace: bool) -> Result<(), String> {
    let known = path
        .extension()
        .and_then(|extension| extension.to_str())
        .is_some_and(|extension| {
            ["png", "webp", "jpg", "jpeg"].contains(&extension.to_ascii_lowercase().as_str())
        });
    match std::fs::metadata(path) {
        Ok(found) if found.is_dir() => return Err("That is a folder: add a name".into()),
        _ if !known => return Err("The name ends in .png, .webp or .jpg".into()),
        Ok(_) if !replace => {
            return Err(
                "There is such a file: save again to replace it, or give another name".into(),
            );
        }
        _ => {}
    }
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    match folder.map(std::fs::metadata) {
        Some(Err(_)) => Err("There is no such folder".into()),
        Some(Ok(found)) if !found.is_dir() => Err("There is no such folder".into()),
        _ => Ok(()),
    }
}

fn unreachable(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::PermissionDenied => "You may not read there".into(),
        _ => "There is no such file".into(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    #[test]
    fn paths_are_understood_as_people_paste_them() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("oak chair.glb");
        std::fs::write(&file, b"glTF").unwrap();
        let home = Some(folder.path());
        let plain = file.display().to_string();
        let url = url::Url::from_file_path(&file).unwrap().to_string();
        let written = [
            plain.clone(),
            format!("  {plain}\n"),
            format!("'{plain}'"),
            format!("\"{plain}\""),
            "~/oak chair.glb".into(),
            url,
        ];
        for text in written {
            assert_eq!(
                read(&text, PathFor::Model, false, home),
                Ok(file.clone()),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_wrong_with_a_path_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name).display().to_string();
        std::fs::write(at("there.png"), b"picture").unwrap();
        let cases = [
            ("", PathFor::Model, "Type"),
            (&at("nothing.glb"), PathFor::Model, "no such file"),
            (&at(""), PathFor::Light, "folder"),
            (&at(""), PathFor::Picture, "folder"),
            (&at("chair.bmp"), PathFor::Picture, ".png"),
            (&at("there.png"), PathFor::Picture, "replace"),
            (&at("nowhere/chair.png"), PathFor::Picture, "no such folder"),
        ];
        for (text, purpose, words) in cases {
            let wrong = read(text, purpose, false, None).unwrap_err();
            assert!(wrong.contains(words), "{text}: {wrong}");
        }
        assert!(read(&at("there.png"), PathFor::Picture, true, None).is_ok());
        assert!(read(&at("chair.WebP"), PathFor::Picture, false, None).is_ok());
    }
}
