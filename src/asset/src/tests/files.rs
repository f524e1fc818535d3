//! Models in files, and the files they name.

use std::fs;
use std::path::Path;

use base::{Cancel, Job, Quiet};
use serde_json::json;

use super::build::{Build, png};
use crate::{Error, Limits, Model, read, save, write_glb};

fn open(path: &Path) -> Result<Model, Error> {
    read(path, &Limits::default(), &Job::quiet())
}

/// A square whose bytes and picture are in files of their own.
fn outside(folder: &Path) -> std::path::PathBuf {
    let mut build = Build::square();
    build.push("images", json!({ "uri": "textures/cloth%201.png" }));
    build.push("textures", json!({ "source": 0 }));
    let (json, bin) = build.gltf_beside("square.bin");
    fs::create_dir(folder.join("textures")).unwrap();
    fs::write(folder.join("square.bin"), bin).unwrap();
    fs::write(folder.join("textures/cloth 1.png"), png(2, 2, [1; 4])).unwrap();
    fs::write(folder.join("square.gltf"), json).unwrap();
    folder.join("square.gltf")
}

#[test]
fn the_three_forms_give_the_same_model() {
    let folder = tempfile::tempdir().unwrap();
    let path = outside(folder.path());
    let model = open(&path).unwrap();
    assert_eq!(model.name, "square.gltf");
    assert_eq!(
        (model.images[0].width, model.images[0].mime.as_str()),
        (2, "image/png")
    );
    assert_eq!(
        model.images[0].uri.as_deref(),
        Some("textures/cloth%201.png")
    );
    let sizes = ["square.gltf", "square.bin", "textures/cloth 1.png"];
    let size = |name: &&str| fs::metadata(folder.path().join(name)).unwrap().len();
    assert_eq!(model.source_bytes, sizes.iter().map(size).sum::<u64>());
    let positions = |model: &Model| model.meshes[0].primitives[0].positions.clone();
    let build = Build::square();
    assert_eq!(
        positions(&model),
        positions(&super::read(build.glb()).unwrap())
    );
    assert_eq!(
        positions(&model),
        positions(&super::read(build.gltf()).unwrap())
    );

    // Written as GLB it needs no files.
    let glb = write_glb(&model.document).unwrap();
    let embedded = super::read(glb.clone()).unwrap();
    assert_eq!(embedded.images[0].data, model.images[0].data);
    assert_eq!(embedded.images[0].uri, None);
    assert_eq!(embedded.document.json["images"][0]["mimeType"], "image/png");
    assert_eq!(embedded.source_bytes, glb.len() as u64);
}

#[test]
fn a_missing_picture_is_a_warning_and_missing_bytes_are_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = outside(folder.path());
    fs::remove_file(folder.path().join("textures/cloth 1.png")).unwrap();
    let model = open(&path).unwrap();
    assert!(model.images[0].data.is_empty());
    let warning =
        "/images/0: the file textures/cloth%201.png is missing; what it shows stays blank";
    assert_eq!(model.warnings(), [warning]);
    // The link survives being written.
    let written = write_glb(&model.document).unwrap();
    assert_eq!(
        super::read(written).unwrap().images[0].uri,
        model.images[0].uri
    );

    fs::remove_file(folder.path().join("square.bin")).unwrap();
    let refusal = open(&path).unwrap_err().to_string();
    assert_eq!(refusal, "/buffers/0/uri: square.bin: the file is missing");
    let refusal: base::Fault = open(&folder.path().join("none.glb")).unwrap_err().into();
    assert!(
        refusal.message().contains("none.glb can't be read"),
        "{refusal}"
    );
    assert_eq!(
        refusal.hint_text(),
        Some("Check the spelling and the folder")
    );
    assert!(open(folder.path()).is_err());
}

#[cfg(unix)]
#[test]
fn files_are_found_as_browsers_and_people_name_them() {
    // The name on the disk, the URI, and whether a server would find it too.
    let cases = [
        ("wood.png", "wood.png?v=3", true),
        ("wood.png", "wood.png#top", true),
        ("a:b.png", "a%3Ab.png", true),
        ("a b.png", "a b.png", true),
        ("Stühle.png", "Stühle.png", true),
        ("Stühle.png", "St%C3%BChle.png", true),
        ("wood.png", ".\\maps\\..\\wood.png", true),
        ("Wood.PNG", "wood.png", false),
        // Its accent apart, as disks of macOS have it.
        ("Stu\u{308}hle.png", "Stühle.png", false),
        ("a b.png", "a%2520b.png", false),
        ("wood.png?v=3", "wood.png?v=3", false),
    ];
    for (name, uri, exact) in cases {
        let folder = tempfile::tempdir().unwrap();
        let mut build = Build::square();
        build.push("images", json!({ "uri": uri }));
        build.push("textures", json!({ "source": 0 }));
        build.push(
            "materials",
            json!({ "pbrMetallicRoughness": { "baseColorTexture": { "index": 0 } } }),
        );
        build.primitive()["material"] = 0.into();
        let path = folder.path().join("square.gltf");
        fs::write(&path, build.gltf()).unwrap();
        fs::write(folder.path().join(name), png(2, 2, [1; 4])).unwrap();
        let model = open(&path).unwrap();
        assert_eq!(model.images[0].width, 2, "{uri}");
        assert_eq!(model.effect(), crate::Effect::Drawn);
        let codes: Vec<_> = model.defects.iter().map(|defect| defect.code).collect();
        let expected: &[&str] = if exact { &[] } else { &["FILE_NAME_DIFFERS"] };
        assert_eq!(codes, expected, "{uri}");
        // What is written holds it.
        let packed = super::read(write_glb(&model.document).unwrap()).unwrap();
        assert_eq!(packed.images[0].data, model.images[0].data);
        assert!(packed.defects.is_empty(), "{:?}", packed.defects);
    }
}

#[cfg(unix)]
#[test]
fn which_of_two_files_is_meant_is_not_guessed() {
    let folder = tempfile::tempdir().unwrap();
    let mut build = Build::square();
    build.push("images", json!({ "uri": "wood.png" }));
    let path = folder.path().join("square.gltf");
    fs::write(&path, build.gltf()).unwrap();
    for name in ["Wood.png", "wood.PNG"] {
        fs::write(folder.path().join(name), png(2, 2, [1; 4])).unwrap();
    }
    assert!(open(&path).unwrap().images[0].data.is_empty());
}

#[cfg(unix)]
#[test]
fn links_out_of_the_folder_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("model");
    fs::create_dir(&inner).unwrap();
    let path = outside(&inner);
    let secret = folder.path().join("secret.bin");
    fs::rename(inner.join("square.bin"), &secret).unwrap();
    std::os::unix::fs::symlink(&secret, inner.join("square.bin")).unwrap();
    let refusal = open(&path).unwrap_err().to_string();
    assert_eq!(
        refusal,
        "/buffers/0/uri: square.bin: the path leaves the model's folder"
    );
    // Within the folder a link is a file like any other.
    fs::remove_file(inner.join("square.bin")).unwrap();
    fs::rename(&secret, inner.join("bytes")).unwrap();
    std::os::unix::fs::symlink(inner.join("bytes"), inner.join("square.bin")).unwrap();
    assert!(open(&path).is_ok());
}

#[test]
fn files_count_against_the_limit_together() {
    let folder = tempfile::tempdir().unwrap();
    let path = outside(folder.path());
    let total = open(&path).unwrap().source_bytes;
    for (bytes, fits) in [(total, true), (total - 1, false), (10, false)] {
        let limits = Limits {
            file_bytes: bytes,
            ..Limits::default()
        };
        let result = read(&path, &limits, &Job::quiet());
        match result {
            Ok(_) => assert!(fits, "{bytes}"),
            Err(refusal) => assert!(!fits && matches!(refusal, Error::Limit { .. }), "{refusal}"),
        }
    }
}

#[test]
fn a_cancelled_job_reads_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = outside(folder.path());
    let cancel = Cancel::new();
    let job = Job::new(std::sync::Arc::new(Quiet), cancel.clone());
    cancel.cancel();
    assert!(matches!(
        read(&path, &Limits::default(), &job),
        Err(Error::Cancelled)
    ));
}

#[test]
fn saving_replaces_files_and_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.glb");
    save(&path, b"old").unwrap();
    save(&path, b"new").unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"new");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    // A folder can't be replaced; what was written beside goes away again.
    fs::create_dir_all(folder.path().join("b.glb/full")).unwrap();
    let refusal = save(&folder.path().join("b.glb"), b"x").unwrap_err();
    assert!(
        matches!(
            refusal,
            Error::Io {
                action: "written",
                ..
            }
        ),
        "{refusal}"
    );
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    let fault: base::Fault = save(&folder.path().join("none/c.glb"), b"x")
        .unwrap_err()
        .into();
    assert_eq!(fault.kind(), base::FaultKind::Service);
}
