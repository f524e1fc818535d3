//! What outlives a restart, and what a crash leaves.

use std::sync::Arc;
use std::sync::atomic::AtomicI64;

use base::FaultKind;
use reqwest::StatusCode;

use super::{Bench, config, s3};
use crate::{LocalCredentials, start};

#[tokio::test]
async fn everything_is_there_again_after_a_restart() {
    let bench = Bench::new().await;
    let person = bench.sign_in("merchant@test").await;
    let (listing, manifest) = bench.live(&person, "A-1").await;
    let before = bench.running.credentials().clone();
    let stray = bench.folder.path().join("objects/blobs/ab/abcdef");
    std::fs::write(&stray, b"left by a crash").unwrap();
    let Bench {
        running, folder, ..
    } = bench;
    running.shutdown().await;

    let bench = Bench::in_folder(folder).await;
    assert!(!stray.exists());
    let after = bench.running.credentials();
    assert_eq!(after.password, before.password);
    let page = bench.edge(&format!("/p/{}", listing.slug)).await;
    assert_eq!(page.status(), StatusCode::OK);
    let model = bench.edge(&manifest.objects[0].path()).await;
    assert_eq!(model.text().await.unwrap(), "model of A-1");
    // The session of before is still good.
    let again = super::Person {
        api: bench.running.api_url().into(),
        ..person
    };
    assert_eq!(again.get("/v1/listings").await.status(), StatusCode::OK);
}

#[tokio::test]
async fn replaced_objects_are_removed_at_the_next_start() {
    let bench = Bench::new().await;
    let blobs = bench.folder.path().join("objects/blobs");
    for content in ["one", "two", "three"] {
        bench
            .s3()
            .put_object()
            .bucket("plinth")
            .key("k")
            .body(content.as_bytes().to_vec().into())
            .send()
            .await
            .unwrap();
    }
    assert_eq!(s3::walk(&blobs), 3, "someone may still be reading");
    let Bench {
        running, folder, ..
    } = bench;
    running.shutdown().await;
    let _bench = Bench::in_folder(folder).await;
    assert_eq!(s3::walk(&blobs), 1);
}

#[tokio::test]
async fn one_platform_a_folder() {
    let bench = Bench::new().await;
    let second = start(config(bench.folder.path(), &Arc::new(AtomicI64::new(0)))).await;
    let fault = second.err().unwrap();
    assert_eq!(fault.kind(), FaultKind::Service);
    assert!(fault.message().contains("A platform is running"), "{fault}");
    assert_eq!(fault.way_out(), Some(&base::Remedy::StopPlatform));
}

#[tokio::test]
async fn the_credentials_are_readable_by_their_owner_alone() {
    let bench = Bench::new().await;
    let read = LocalCredentials::read(bench.folder.path()).unwrap();
    assert_eq!(&read, bench.running.credentials());
    assert_eq!(read.api_url, bench.running.api_url());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let file = bench.folder.path().join("credentials.json");
        let mode = std::fs::metadata(file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let elsewhere = tempfile::tempdir().unwrap();
    let fault = LocalCredentials::read(elsewhere.path()).unwrap_err();
    assert_eq!(fault.kind(), FaultKind::Input);
}

#[tokio::test]
async fn a_taken_port_is_one_clear_sentence() {
    let bench = Bench::new().await;
    let folder = tempfile::tempdir().unwrap();
    let mut taken = config(folder.path(), &Arc::new(AtomicI64::new(0)));
    taken.listen = bench.running.addr();
    let fault = start(taken).await.err().unwrap();
    assert_eq!(fault.kind(), FaultKind::Service);
    assert!(
        fault
            .message()
            .starts_with("The shop can't listen on 127.0.0.1:"),
        "{fault}"
    );
}

#[cfg(unix)]
#[tokio::test]
async fn everything_is_for_the_owner_alone_also_what_an_older_platform_left_open() {
    use std::os::unix::fs::PermissionsExt;

    fn walk(folder: &std::path::Path, found: &mut Vec<std::path::PathBuf>) {
        found.push(folder.to_path_buf());
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else {
                found.push(path);
            }
        }
    }
    let mode = |path: &std::path::Path| {
        let metadata = std::fs::symlink_metadata(path).unwrap();
        metadata.permissions().mode() & 0o777
    };
    let bench = Bench::new().await;
    let person = bench.sign_in("merchant@test").await;
    bench.live(&person, "A-1").await;
    let root = bench.folder.path().to_path_buf();
    let mut found = Vec::new();
    walk(&root, &mut found);
    assert!(found.iter().any(|path| path.ends_with("platform.db-wal")));
    for path in &found {
        let expected = if path.is_dir() { 0o700 } else { 0o600 };
        assert_eq!(mode(path), expected, "{}", path.display());
    }

    let Bench {
        running, folder, ..
    } = bench;
    running.shutdown().await;
    let databases = ["platform.db", "objects/index.db", "platform.lock"];
    for (name, open) in databases.map(|name| (name, 0o644)).into_iter().chain([
        ("", 0o755),
        ("objects", 0o755),
        ("objects/blobs", 0o755),
    ]) {
        std::fs::set_permissions(root.join(name), PermissionsExt::from_mode(open)).unwrap();
    }
    let _bench = Bench::in_folder(folder).await;
    for name in databases {
        assert_eq!(mode(&root.join(name)), 0o600, "{name}");
    }
    for name in ["", "objects", "objects/blobs"] {
        assert_eq!(mode(&root.join(name)), 0o700, "{name}");
    }
}
