//! Options that more than one command takes.

use std::path::PathBuf;

use clap::{ArgAction, Args};

/// How the window is opened.
#[derive(Debug, Default, PartialEq, Eq, Args)]
pub(crate) struct Window {
    /// The model to open in the window, or the address of a listing's page
    #[arg(value_name = "FILE|URL")]
    pub(crate) file: Option<PathBuf>,
    /// Close the window by itself after this many frames, once nothing is under way; for tests.
    #[arg(long, value_name = "N", hide = true)]
    pub(crate) quit_after_frames: Option<u32>,
    /// Lose the graphics device so many frames after a model is shown; for tests.
    #[arg(long, value_name = "N", hide = true)]
    pub(crate) lose_device_after_frames: Option<u32>,
}

/// What every command takes, before its name or after it.
#[derive(Debug, Clone, Args)]
pub(crate) struct Global {
    /// Print one JSON document on stdout
    #[arg(long, global = true, display_order = 900)]
    pub(crate) json: bool,
    /// Print results and errors only
    #[arg(short, long, global = true, display_order = 901)]
    pub(crate) quiet: bool,
    /// Say more: stages and causes; twice: details for developers
    #[arg(
        short,
        long,
        global = true,
        display_order = 902,
        action = ArgAction::Count,
        conflicts_with = "quiet"
    )]
    pub(crate) verbose: u8,
    /// Folder for Plinth's data [default: PLINTH_DATA, or the system's place]
    #[arg(long, global = true, display_order = 903, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
}

/// Which platform a command talks to.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct Platform {
    /// The platform's address [default: PLINTH_ENDPOINT, or one that runs on this computer]
    #[arg(long, value_name = "ENDPOINT")]
    pub(crate) to: Option<String>,
    /// Send passwords and tokens to an http:// address of another computer: without encryption, so
    /// only in a network where nobody else reads along
    #[arg(long)]
    pub(crate) insecure: bool,
}
