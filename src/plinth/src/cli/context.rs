//! What a command is given: the shell, a job, and an engine when it asks for one.

use std::time::Duration;

use base::{Cancel, Job, Result};

use super::interrupt;
use super::options::{Global, Platform};
use super::shell::Shell;
use engine::{DataDir, Engine, EngineOptions, MissingPlatform};

/// How often a command that waits looks whether it should stop.
const LOOK: Duration = Duration::from_millis(50);

/// What a command is given.
#[derive(Debug)]
pub(crate) struct Context {
    shell: Shell,
    global: Global,
    cancel: Cancel,
}

impl Context {
    /// A context as the user asked for it.
    pub(crate) fn new(global: Global) -> Self {
        Self {
            shell: Shell::new(&global),
            global,
            cancel: Cancel::new(),
        }
    }

    /// The terminal.
    pub(crate) const fn shell(&self) -> &Shell {
        &self.shell
    }

    /// A job that reports to the terminal and that Ctrl-C stops.
    ///
    /// # Errors
    /// A service fault where Ctrl-C can't be watched.
    pub(crate) fn job(&self) -> Result<Job> {
        interrupt::watch(self.cancel.clone())?;
        Ok(Job::new(self.shell.reporter(), self.cancel.clone()))
    }

    /// An engine for work on this computer alone.
    pub(crate) fn engine(&self) -> Result<Engine> {
        self.engine_for(&Platform::default())
    }

    /// An engine that talks to the platform that the user named, or to the one that runs.
    pub(crate) fn engine_for(&self, platform: &Platform) -> Result<Engine> {
        Engine::new(EngineOptions {
            data_dir: self.global.data.clone(),
            endpoint: platform.to.clone(),
            missing_platform: MissingPlatform::Refuse,
            insecure: platform.insecure,
        })
    }

    /// The window's engine: it starts a platform where it needs one and none runs.
    #[cfg(feature = "window")]
    pub(crate) fn window_engine(&self) -> Result<Engine> {
        Engine::new(EngineOptions {
            data_dir: self.global.data.clone(),
            endpoint: None,
            missing_platform: MissingPlatform::Start,
            insecure: false,
        })
    }

    /// The data folder.
    pub(crate) fn data(&self) -> Result<DataDir> {
        DataDir::resolve(self.global.data.as_deref())
    }

    /// Waits until Ctrl-C.
    pub(crate) fn wait_for_interrupt(&self) {
        while !self.cancel.is_cancelled() {
            std::thread::sleep(LOOK);
        }
    }
}
