//! Every environment variable that Plinth reads, in one place; `plinth --help` and the docs list
//! them from here, and a test holds that no other file names one.

/// One environment variable.
#[derive(Debug, Clone, Copy)]
pub struct Variable {
    /// Its name.
    pub name: &'static str,
    /// What it does, in one sentence.
    pub meaning: &'static str,
}

impl Variable {
    /// Its value, where it is set, not empty and valid Unicode.
    #[must_use]
    pub fn get(&self) -> Option<String> {
        std::env::var(self.name)
            .ok()
            .filter(|value| !value.is_empty())
    }
}

macro_rules! variables {
    ($($(#[doc = $doc:literal])+ $constant:ident = $name:literal;)+) => {
        $($(#[doc = $doc])+ pub const $constant: Variable = Variable { name: $name, meaning: concat!($($doc),+) };)+

        /// All of them, in the order of the docs.
        pub const ALL: &[Variable] = &[$($constant),+];
    };
}

variables! {
    /// Where the platform is that `plinth publish` and `plinth listing` talk to.
    PLINTH_ENDPOINT = "PLINTH_ENDPOINT";
    /// The session token to use instead of the one that `plinth login` keeps.
    PLINTH_TOKEN = "PLINTH_TOKEN";
    /// The folder in which the embedded platform and the tool keep their data.
    PLINTH_DATA = "PLINTH_DATA";
    /// The graphics adapter to use: a part of its name, or `vulkan`, `metal`, `dx12`, `gl`.
    PLINTH_ADAPTER = "PLINTH_ADAPTER";
    /// The browser that `--verify-page` looks with: the path of a Chromium or Chrome.
    PLINTH_BROWSER = "PLINTH_BROWSER";
    /// What to log on stderr, such as `info` or `service=debug`.
    PLINTH_LOG = "PLINTH_LOG";
    /// Where programs are looked for; the system sets it.
    PATH = "PATH";
    /// The X11 screen that the window opens on; the desktop sets it.
    DISPLAY = "DISPLAY";
    /// The Wayland screen that the window opens on; the desktop sets it.
    WAYLAND_DISPLAY = "WAYLAND_DISPLAY";
    /// Where a Linux desktop keeps its sockets; it says whether there is a desktop.
    XDG_RUNTIME_DIR = "XDG_RUNTIME_DIR";
    /// When set, the output has no colours.
    NO_COLOR = "NO_COLOR";
}
