//! Unpacks what an earlier build wrote, as if it had been written here a moment ago.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use base::ContentHash;
use flate2::read::GzDecoder;
use serde::Deserialize;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _};
use time::OffsetDateTime;

/// What a test must know of a folder.
#[derive(Deserialize)]
pub(super) struct Notes {
    /// The rows of its batch.
    pub(super) rows: u64,
    /// Those that were done, by SKU.
    pub(super) done: Vec<String>,
    /// The bytes that had arrived of the publication that was killed.
    pub(super) arrived: u64,
    /// What each hash in the batch's journal is the hash of.
    fingerprints: BTreeMap<String, String>,
}

/// Writes the data of `build` to `to`.
pub(super) fn unpacked(build: &str, to: &Path) -> Notes {
    let from = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("house/fixtures")
        .join(build);
    let notes = fs::read_to_string(from.join("notes.json")).unwrap();
    let notes: Notes = serde_json::from_str(&notes).unwrap();
    let now = OffsetDateTime::now_utc().unix_timestamp_nanos() / 1000;
    for path in files(&from) {
        let name = path.strip_prefix(&from).unwrap();
        let target = to.join(name);
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        let target_without_end = target.with_extension("");
        let end = name.extension().and_then(|end| end.to_str());
        match end {
            Some("sql") => {
                let text = fs::read_to_string(&path).unwrap();
                database(&target_without_end, &dated(&placed(&text, to), now));
            }
            Some("gz") => {
                let mut content = Vec::new();
                let packed = fs::read(&path).unwrap();
                GzDecoder::new(&packed[..])
                    .read_to_end(&mut content)
                    .unwrap();
                fs::write(target_without_end, content).unwrap();
            }
            Some("in") => {
                let text = fs::read_to_string(&path).unwrap();
                fs::write(target_without_end, placed(&text, to)).unwrap();
            }
            _ => {
                fs::copy(&path, &target).unwrap();
            }
        }
    }
    let journal = to.join("products-batch/batch.jsonl");
    let mut text = fs::read_to_string(&journal).unwrap();
    for (hash, asked) in &notes.fingerprints {
        let here = ContentHash::of(placed(asked, to).as_bytes());
        text = text.replace(hash, &here.to_string());
    }
    fs::write(journal, text).unwrap();
    notes
}

/// All files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.file_name().is_some_and(|name| name != "notes.json") {
            found.push(path);
        }
    }
    found
}

/// `text` with this folder's name in it.
fn placed(text: &str, folder: &Path) -> String {
    text.replace("@FOLDER@", &folder.display().to_string())
}

/// `text` with moments in place of their distances from `now`, in microseconds.
fn dated(text: &str, now: i128) -> String {
    let mut pieces = text.split("@NOW");
    let mut dated = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (distance, rest) = piece.split_once('@').unwrap();
        let distance: i128 = distance.parse().unwrap();
        dated += &(now + distance).to_string();
        dated += rest;
    }
    dated
}

/// A database of these statements.
fn database(path: &Path, statements: &str) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            // Rows come table by table, not in the order in which they name each other.
            .foreign_keys(false);
        let mut connection = options.connect().await.unwrap();
        sqlx::raw_sql(AssertSqlSafe(statements.to_owned()))
            .execute(&mut connection)
            .await
            .unwrap();
        connection.close().await.unwrap();
    });
}
