//! The embedded object store as clients see it that nobody here wrote: boto3, the aws cli, rclone.
//! `packaging/test.sh` installs them.

use std::path::Path;
use std::process::{Command, Output};

/// A store, and how to reach it.
struct Place {
    running: service::Running,
    _data: tempfile::TempDir,
}

impl Place {
    async fn start() -> Self {
        let data = tempfile::tempdir().unwrap();
        let config = service::Config::embedded(data.path());
        Self {
            running: service::start(config).await.unwrap(),
            _data: data,
        }
    }

    /// Runs `program` with the store's keys in its environment.
    async fn run(&self, program: &str, words: &[&str]) -> Output {
        let keys = self.running.credentials();
        let mut command = Command::new(program);
        command
            .args(words)
            .env("AWS_ACCESS_KEY_ID", &keys.s3_access_key)
            .env("AWS_SECRET_ACCESS_KEY", &keys.s3_secret_key)
            .env("AWS_DEFAULT_REGION", "us-east-1")
            .env("AWS_REGION", "us-east-1")
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("AWS_CONFIG_FILE", "/nowhere")
            .env("AWS_SHARED_CREDENTIALS_FILE", "/nowhere")
            .env("NO_PROXY", "127.0.0.1")
            // The store is spoken to without TLS, and rclone stumbles over this.
            .env_remove("AWS_CA_BUNDLE");
        let name = program.to_owned();
        tokio::task::spawn_blocking(move || {
            command.output().unwrap_or_else(|error| {
                panic!("{name} doesn't start ({error}): run the tests with packaging/test.sh")
            })
        })
        .await
        .unwrap()
    }

    /// The same, which must go well; what it printed.
    async fn done(&self, program: &str, words: &[&str]) -> String {
        let output = self.run(program, words).await;
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success(),
            "{program} {words:?}: {said}{}",
            String::from_utf8_lossy(&output.stdout)
        );
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    async fn aws(&self, words: &[&str]) -> String {
        let mut all = vec!["--endpoint-url", self.running.s3_endpoint()];
        all.extend_from_slice(words);
        self.done("aws", &all).await
    }

    async fn rclone(&self, words: &[&str]) -> String {
        let mut all = vec!["--config", "", "--s3-provider", "Other", "--s3-env-auth"];
        all.extend_from_slice(&["--s3-endpoint", self.running.s3_endpoint()]);
        all.extend_from_slice(words);
        self.done("rclone", &all).await
    }
}

/// A file of `length` bytes that `seed` decides.
fn file(folder: &Path, name: &str, length: usize, seed: u32) -> String {
    let content: Vec<u8> = (0..length as u32)
        .map(|place| (place.wrapping_mul(2_654_435_761).wrapping_add(seed) >> 24) as u8)
        .collect();
    let path = folder.join(name);
    std::fs::write(&path, content).unwrap();
    path.display().to_string()
}

fn same(one: &str, other: &str) {
    assert!(
        std::fs::read(one).unwrap() == std::fs::read(other).unwrap(),
        "{one} and {other} differ"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn boto3_finds_all_of_s3_that_it_needs() {
    let place = Place::start().await;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("clients/store.py");
    let keys = place.running.credentials();
    let said = place
        .done(
            "python3",
            &[
                &script.display().to_string(),
                place.running.s3_endpoint(),
                &keys.s3_access_key,
                &keys.s3_secret_key,
            ],
        )
        .await;
    assert_eq!(said.lines().count(), 7, "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_aws_cli_copies_there_back_and_across() {
    let place = Place::start().await;
    let folder = tempfile::tempdir().unwrap();
    let small = file(folder.path(), "small.bin", 1000, 1);
    let large = file(folder.path(), "large.bin", 21_000_000, 2);
    let back = folder.path().join("back.bin").display().to_string();
    for local in [&small, &large] {
        place
            .aws(&["s3", "cp", "--only-show-errors", local, "s3://plinth/a/one"])
            .await;
        let across = [
            "s3",
            "cp",
            "--only-show-errors",
            "s3://plinth/a/one",
            "s3://plinth/a/two",
        ];
        place.aws(&across).await;
        place
            .aws(&["s3", "cp", "--only-show-errors", "s3://plinth/a/two", &back])
            .await;
        same(local, &back);
    }
    place
        .aws(&[
            "s3",
            "sync",
            "--only-show-errors",
            &folder.path().display().to_string(),
            "s3://plinth/s/",
        ])
        .await;
    let listed = place.aws(&["s3", "ls", "s3://plinth/s/"]).await;
    for name in ["small.bin", "large.bin", "back.bin"] {
        assert!(listed.contains(name), "{listed}");
    }
    place
        .aws(&[
            "s3",
            "mv",
            "--only-show-errors",
            "s3://plinth/s/large.bin",
            "s3://plinth/s/moved.bin",
        ])
        .await;
    place
        .aws(&[
            "s3",
            "rm",
            "--only-show-errors",
            "--recursive",
            "s3://plinth/a/",
        ])
        .await;
    let listed = place
        .aws(&["s3", "ls", "--recursive", "s3://plinth/"])
        .await;
    assert!(
        listed.contains("s/moved.bin") && !listed.contains("a/one"),
        "{listed}"
    );
    assert!(!listed.contains("s/large.bin"), "{listed}");
    let head = place
        .aws(&[
            "s3api",
            "head-object",
            "--bucket",
            "plinth",
            "--key",
            "s/small.bin",
        ])
        .await;
    assert!(head.contains("\"ContentLength\": 1000"), "{head}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rclone_syncs_checks_and_moves() {
    let place = Place::start().await;
    let folder = tempfile::tempdir().unwrap();
    file(folder.path(), "small.bin", 1000, 3);
    file(folder.path(), "large.bin", 13_000_000, 4);
    let local = folder.path().display().to_string();
    let parts = [
        "--s3-upload-cutoff",
        "8M",
        "--s3-chunk-size",
        "5M",
        "--s3-no-check-bucket",
    ];
    let with = |words: &[&'static str]| -> Vec<&'static str> {
        words.iter().chain(&parts).copied().collect()
    };
    let mut sync = with(&["sync"]);
    sync.extend_from_slice(&[&local, ":s3:plinth/r"]);
    place.rclone(&sync).await;
    let mut check = with(&["check", "--download"]);
    check.extend_from_slice(&[&local, ":s3:plinth/r"]);
    place.rclone(&check).await;
    place
        .rclone(&with(&[
            "copyto",
            ":s3:plinth/r/small.bin",
            ":s3:plinth/r2/small.bin",
        ]))
        .await;
    place
        .rclone(&with(&[
            "moveto",
            ":s3:plinth/r/large.bin",
            ":s3:plinth/r2/large.bin",
        ]))
        .await;
    check.truncate(check.len() - 1);
    check.push(":s3:plinth/r2");
    place.rclone(&check).await;
    place.rclone(&with(&["delete", ":s3:plinth/r"])).await;
    let left = place
        .rclone(&with(&["lsf", "--recursive", ":s3:plinth"]))
        .await;
    assert!(
        left.contains("r2/large.bin") && !left.contains("r/"),
        "{left}"
    );
}
