//! Disks that are really full: small file systems in memory. Only root may mount them; without that
//! right these tests say so and try nothing.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use base::{Fault, FaultKind, Job};
use cloud::{
    Checksums, Credentials, Journal, ObjectStore as _, S3Config, S3Store, StoreErrorKind, Written,
};

use crate::stores::{LENGTH, config, file, options};

/// A file system of its own that is unmounted when this is dropped.
struct Small {
    folder: tempfile::TempDir,
}

impl Small {
    /// One of `megabytes`; `None`, said loudly, where this account may not mount.
    fn mount(megabytes: u32) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let size = format!("size={megabytes}m");
        let mounted = mount(&["-t", "tmpfs", "-o", &size, "tmpfs"], folder.path());
        if let Err(why) = mounted {
            say(&format!(
                "SKIPPED: a full disk can't be tried here, as nothing can be mounted: {why}"
            ));
            return None;
        }
        Some(Self { folder })
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn grow(&self, megabytes: u32) {
        mount(&["-o", &format!("remount,size={megabytes}m")], self.path()).unwrap();
    }

    /// Writes until nothing more fits.
    fn fill(&self) -> PathBuf {
        let path = self.path().join("filler");
        let mut length = 1 << 20;
        let mut content = Vec::new();
        while length > 0 {
            let mut longer = content.clone();
            longer.resize(content.len() + length, 7);
            if std::fs::write(&path, &longer).is_ok() {
                content = longer;
            } else {
                length /= 2;
            }
        }
        std::fs::write(&path, content).unwrap();
        path
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.path()).status();
    }
}

fn mount(words: &[&str], folder: &Path) -> Result<(), String> {
    let output = Command::new("mount").args(words).arg(folder).output();
    let output = output.map_err(|error| error.to_string())?;
    if output.status.success() {
        Ok(())
    } else {
        Err(String::from_utf8_lossy(&output.stderr).trim().to_owned())
    }
}

#[allow(clippy::print_stderr, reason = "a test that tries nothing must say so")]
fn say(line: &str) {
    eprintln!("{line}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_store_says_so_at_once_keeps_what_it_has_and_goes_on_when_there_is_room() {
    let Some(disk) = Small::mount(20) else { return };
    let running = service::start(service::Config::embedded(disk.path().join("shop")))
        .await
        .unwrap();
    let keys = running.credentials();
    let credentials = Arc::new(Credentials {
        access_key: keys.s3_access_key.clone(),
        secret_key: keys.s3_secret_key.clone(),
        session_token: None,
        expires: None,
    });
    let notes = tempfile::tempdir().unwrap();
    let journal = Arc::new(Journal::open(notes.path()).await.unwrap());
    let store = S3Store::new(S3Config {
        checksums: Checksums::default(),
        journal: Some(journal.clone()),
        concurrency: 1,
        ..config(running.s3_endpoint(), running.bucket(), credentials)
    });
    let (first, second) = (file("full/first").await, file("full/second").await);
    let job = Job::quiet();
    store
        .upload("full/first", &first.source, &options(), &job)
        .await
        .unwrap();
    let error = store
        .upload("full/second", &second.source, &options(), &job)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Full, "{error}");
    assert!(error.to_string().contains("full"), "{error}");
    let fault = Fault::from(error);
    assert_eq!(fault.kind(), FaultKind::Service);
    assert!(fault.hint_text().unwrap().contains("room"));
    let there = store.get("full/first", None).await.unwrap();
    assert!(there.collect(LENGTH).await.unwrap() == first.content);
    assert!(store.head("full/second").await.unwrap().is_none());

    disk.grow(64);
    let written = store
        .upload("full/second", &second.source, &options(), &job)
        .await
        .unwrap();
    // The part that fitted isn't sent again.
    assert!(
        matches!(written, Written::Rest(sent) if sent < LENGTH),
        "{written:?}"
    );
    let there = store.get("full/second", None).await.unwrap();
    assert!(there.collect(LENGTH).await.unwrap() == second.content);
    assert_eq!(journal.uploads().await.unwrap(), []);
    running.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_journal_without_room_stops_the_upload_before_a_part_is_sent() {
    let Some(disk) = Small::mount(4) else { return };
    let journal = Arc::new(Journal::open(&disk.path().join("journal")).await.unwrap());
    let (place, key) = (crate::stores::embedded().await, "full/noted");
    let far = place.far();
    let store = far.store(Checksums::default(), Some(journal.clone()));
    let file = file(key).await;
    let filler = disk.fill();
    let error = store
        .upload(key, &file.source, &options(), &Job::quiet())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Journal, "{error}");
    let fault = Fault::from(error);
    assert!(fault.hint_text().unwrap().contains("disk has room"));
    let sent = far.proxy.log();
    assert!(sent.iter().all(|seen| seen.request.part().is_none()));

    std::fs::remove_file(filler).unwrap();
    store
        .upload(key, &file.source, &options(), &Job::quiet())
        .await
        .unwrap();
    assert_eq!(journal.uploads().await.unwrap(), []);
}
