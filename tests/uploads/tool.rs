//! The tools, and how each is told to send a file.

use std::io;
use std::path::Path;
use std::process::Command;

use super::Target;

/// A tool that sends files to S3.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tool {
    /// Plinth's own client, `plinth bench upload`.
    Plinth,
    /// `aws s3 cp`.
    Aws,
    /// `s5cmd cp`.
    S5cmd,
    /// `rclone copyto`.
    Rclone,
}

impl Tool {
    /// All of them, Plinth first.
    pub const ALL: [Self; 4] = [Self::Plinth, Self::Aws, Self::S5cmd, Self::Rclone];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plinth => "plinth",
            Self::Aws => "aws",
            Self::S5cmd => "s5cmd",
            Self::Rclone => "rclone",
        }
    }

    /// The command that sends `file` to `target`; `None` where the tool isn't installed.
    pub(super) fn command(
        self,
        program: &Path,
        target: &Target,
        file: &Path,
        run: u32,
    ) -> io::Result<Option<Command>> {
        let name = if self == Self::Plinth {
            program.as_os_str().to_owned()
        } else {
            self.name().into()
        };
        if self != Self::Plinth && !is_installed(self.name()) {
            return Ok(None);
        }
        let key = format!("bench/{}-{run}.bin", self.name());
        let url = format!("s3://{}/{key}", target.bucket);
        let mut command = Command::new(name);
        command
            .env("AWS_ACCESS_KEY_ID", &target.access_key)
            .env("AWS_SECRET_ACCESS_KEY", &target.secret_key)
            .env("AWS_REGION", "us-east-1")
            .env("AWS_DEFAULT_REGION", "us-east-1")
            .env("AWS_EC2_METADATA_DISABLED", "true")
            // The server is spoken to without TLS, and some tools stumble over this.
            .env_remove("AWS_CA_BUNDLE");
        match self {
            Self::Plinth => command.args(["bench", "upload"]).arg(file).args([
                "--endpoint",
                &target.endpoint,
                "--bucket",
                &target.bucket,
                "--key",
                &key,
                "--access-key",
                &target.access_key,
                "--secret-key",
                &target.secret_key,
                "--json",
            ]),
            Self::Aws => command
                .args(["s3", "cp", "--only-show-errors"])
                .args(["--endpoint-url", &target.endpoint])
                .arg(file)
                .arg(&url),
            Self::S5cmd => command
                .args(["--endpoint-url", &target.endpoint, "cp"])
                .arg(file)
                .arg(&url),
            Self::Rclone => command
                .args(["copyto", "--config", "", "--s3-no-check-bucket"])
                .args(["--s3-provider", "Other", "--s3-env-auth"])
                .args(["--s3-endpoint", &target.endpoint])
                .args(["--ignore-checksum", "--s3-upload-concurrency", "8"])
                .arg(file)
                .arg(format!(":s3:{}/{key}", target.bucket)),
        };
        Ok(Some(command))
    }
}

/// Whether a program of this name is on the path.
fn is_installed(name: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(name).is_file()))
}
