//! The file that lights a shop page: it goes live with the model, and opened releases find it again.

use std::fs::File;
use std::path::{Path, PathBuf};

use ::publish::BundleFile;
use base::{ContentHash, Fault, Result};
use listing::{ManifestObject, Role};
use viewer::{Attributes, Environment};

/// What the web viewer takes as surroundings: extensions, the one that goes into the key, and media
/// types.
const FORMS: [(&str, &str, &str); 6] = [
    ("hdr", "hdr", "image/vnd.radiance"),
    ("jpg", "jpg", "image/jpeg"),
    ("jpeg", "jpg", "image/jpeg"),
    ("png", "png", "image/png"),
    ("webp", "webp", "image/webp"),
    ("avif", "avif", "image/avif"),
];

/// A light that goes live with its model.
#[derive(Debug)]
pub(super) struct PublishedLight {
    /// The file.
    pub(super) file: BundleFile,
    /// Where the page finds it.
    pub(super) address: String,
}

impl PublishedLight {
    /// The light of `attributes`, where that is a file.
    ///
    /// # Errors
    /// A usage fault for a form that the web viewer doesn't take, an input fault for a file that can't
    /// be read.
    pub(super) fn of(attributes: &Attributes) -> Result<Option<Self>> {
        let Environment::File(path) = &attributes.environment else {
            return Ok(None);
        };
        let end = path.extension().and_then(|end| end.to_str());
        let end = end.unwrap_or_default().to_ascii_lowercase();
        let form = FORMS.iter().find(|(extension, ..)| *extension == end);
        let (_, extension, content_type) = form.ok_or_else(|| {
            no_light(path, "Take a .hdr file, or a panorama as JPEG, PNG or WebP")
        })?;
        let unreadable = |error| {
            Fault::input(format!("{} can't be read: {error}", path.display()))
                .hint("Check the light's file and choose it again")
                .because(error)
        };
        let hash = File::open(path).and_then(|mut file| ContentHash::of_reader(&mut file));
        let (hash, _) = hash.map_err(unreadable)?;
        Ok(Some(Self {
            file: BundleFile {
                role: Role::Light,
                target: None,
                // The journal may be read from another folder than this one.
                path: std::path::absolute(path).unwrap_or_else(|_| path.clone()),
                content_type: (*content_type).into(),
                extension: (*extension).into(),
                triangles: None,
                width: None,
                height: None,
            },
            address: listing::object_path(&hash, extension),
        }))
    }
}

/// The fault for a light that a page can't have.
pub(super) fn no_light(path: &Path, hint: &str) -> Fault {
    Fault::usage(format!("The shop page can't be lit by {}", path.display())).hint(hint)
}

/// Puts the fetched copy in the place of the light that a manifest names; `fetched` are the release's
/// objects with their copies. A light that isn't among them isn't followed: it would be a file of this
/// computer, chosen by others. Gives its name then.
pub(super) fn find<'a>(
    attributes: &mut Attributes,
    mut fetched: impl Iterator<Item = (&'a ManifestObject, &'a PathBuf)>,
) -> Option<String> {
    let Environment::File(named) = &attributes.environment else {
        return None;
    };
    let found = fetched.find(|(object, _)| named.to_str() == Some(object.path().as_str()));
    let (environment, lost) = match found {
        Some((_, copy)) => (Environment::File(copy.clone()), None),
        None => (
            Environment::default(),
            Some(format!("environment-image=\"{}\"", named.display())),
        ),
    };
    attributes.environment = environment;
    lost
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    fn lit_by(path: impl Into<PathBuf>) -> Attributes {
        Attributes {
            environment: Environment::File(path.into()),
            ..Attributes::default()
        }
    }

    #[test]
    fn a_file_becomes_an_object_with_the_address_that_its_bytes_give_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("Studio.HDR");
        std::fs::write(&path, b"light").unwrap();
        let light = PublishedLight::of(&lit_by(&path)).unwrap().unwrap();
        let hash = ContentHash::of(b"light");
        assert_eq!(light.address, format!("/objects/{hash}.hdr"));
        assert_eq!(light.file.object(hash, 5).path(), light.address);
        assert_eq!(light.file.content_type, "image/vnd.radiance");
        assert!(
            PublishedLight::of(&Attributes::default())
                .unwrap()
                .is_none()
        );
    }

    #[test]
    fn other_forms_and_missing_files_are_refused_by_name() {
        for name in ["studio.exr", "studio", "gone.hdr"] {
            let fault = PublishedLight::of(&lit_by(name)).unwrap_err();
            assert!(fault.message().contains(name), "{fault}");
        }
    }

    #[test]
    fn a_manifest_names_no_file_of_this_computer() {
        let mut attributes = lit_by("/etc/passwd");
        let lost = find(&mut attributes, std::iter::empty());
        assert_eq!(lost.as_deref(), Some("environment-image=\"/etc/passwd\""));
        assert_eq!(attributes.environment, Environment::Neutral);
        assert_eq!(find(&mut attributes, std::iter::empty()), None);
    }
}
