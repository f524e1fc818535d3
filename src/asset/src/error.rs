//! What can be wrong with a model, and where.

use base::Fault;

/// Why a model couldn't be read or written.
///
/// `at` is the place in the JSON, as a JSON pointer such as `/accessors/3/count`.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file couldn't be opened, read or written.
    #[error("{file} can't be {action}: {source}")]
    Io {
        /// The file.
        file: String,
        /// What was tried: `read` or `written`.
        action: &'static str,
        /// What the system said.
        source: std::io::Error,
    },
    /// The job was cancelled.
    #[error("the work was stopped")]
    Cancelled,
    /// The file is something else than glTF.
    #[error("this isn't a glTF or GLB file: {found}")]
    Unrecognised {
        /// What it seems to be.
        found: String,
    },
    /// The frame of a GLB file is broken.
    #[error("the GLB is broken at byte {offset}: {problem}")]
    Container {
        /// Byte offset in the file.
        offset: u64,
        /// What is wrong there.
        problem: String,
    },
    /// The JSON can't be parsed.
    #[error("the JSON is broken at line {line}, column {column}: {problem}")]
    Syntax {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What is wrong there.
        problem: String,
    },
    /// A value of the JSON isn't what glTF asks for.
    #[error("{at}: {problem}")]
    Invalid {
        /// Where.
        at: String,
        /// What is wrong.
        problem: String,
    },
    /// An index of the JSON names something that isn't there.
    #[error("{at}: names {what} {index}, but there are {count}")]
    Dangling {
        /// Where.
        at: String,
        /// What is named, such as `mesh`.
        what: &'static str,
        /// The index.
        index: u64,
        /// How many there are.
        count: usize,
    },
    /// A range of bytes leaves what holds it.
    #[error("{at}: needs bytes up to {end} of {of}, which has {available}")]
    Bounds {
        /// Where.
        at: String,
        /// What holds the bytes, such as `bufferView 2`.
        of: String,
        /// The end of the range.
        end: u64,
        /// Bytes there are.
        available: u64,
    },
    /// The file asks for more than [`crate::Limits`] grants.
    #[error("{at}: {what} is {value}, more than the limit of {limit}")]
    Limit {
        /// Where.
        at: String,
        /// What is too large.
        what: &'static str,
        /// How large it is.
        value: u64,
        /// How large it may be.
        limit: u64,
    },
    /// A file, data URI or address that the model names can't be used.
    #[error("{at}: {uri}: {problem}")]
    Link {
        /// Where.
        at: String,
        /// What is named, shortened.
        uri: String,
        /// What is wrong.
        problem: String,
    },
    /// Compressed geometry or an image can't be decoded.
    #[error("{at}: the {format} data can't be decoded: {problem}")]
    Codec {
        /// Where; an image's name where that is all there is.
        at: String,
        /// Its form, such as `PNG` or `KHR_draco_mesh_compression`.
        format: &'static str,
        /// What is wrong.
        problem: String,
    },
    /// A form of data that is known but not read.
    #[error("{at}: Plinth doesn't read {format}")]
    Unsupported {
        /// Where; an image's name where that is all there is.
        at: String,
        /// The form, such as `images of unknown form`.
        format: String,
    },
}

impl Error {
    /// What the Khronos validator calls such a mistake.
    pub(crate) const fn code(&self) -> &'static str {
        match self {
            Self::Dangling { .. } => "UNRESOLVED_REFERENCE",
            Self::Bounds { .. } => "ACCESSOR_TOO_LONG",
            Self::Link { .. } | Self::Io { .. } => "IO_ERROR",
            Self::Codec { .. } => "DATA_BROKEN",
            Self::Unsupported { .. } => "DATA_UNKNOWN",
            Self::Unrecognised { .. } => "UNKNOWN_FORMAT",
            Self::Container { .. } => "GLB_BROKEN",
            Self::Syntax { .. } => "INVALID_JSON",
            Self::Limit { .. } | Self::Cancelled => "LIMIT",
            Self::Invalid { .. } => "TYPE_MISMATCH",
        }
    }

    /// Whether something is wrong with the file itself, rather than too much or unreadable.
    pub(crate) const fn is_of_the_file(&self) -> bool {
        !matches!(self, Self::Limit { .. } | Self::Cancelled | Self::Io { .. })
    }

    /// What the user can do about it.
    fn hint(&self) -> Option<&'static str> {
        Some(match self {
            Self::Io {
                action: "written", ..
            } => "Check that the folder exists, may be written to and has space left",
            Self::Io { source, .. } if source.kind() == std::io::ErrorKind::NotFound => {
                "Check the spelling and the folder"
            }
            Self::Io { .. } => "Check that the file may be read",
            Self::Cancelled => return None,
            Self::Unrecognised { .. } => {
                "Export the product as glTF 2.0, best as one .glb file, and open that"
            }
            Self::Container { .. } | Self::Syntax { .. } => {
                "The file was cut short or damaged on its way: export or download it again"
            }
            Self::Invalid { .. } | Self::Dangling { .. } | Self::Bounds { .. } => {
                "The program that wrote the file made a mistake, and the web viewer can't open it \
                 either: export it again, if possible with a newer version"
            }
            Self::Limit { .. } => "Make the model smaller before opening it",
            Self::Link { .. } => {
                "Put every file that the model names into the model's folder, or export one .glb \
                 file that holds all of them"
            }
            Self::Codec { .. } => "Export the product again; without compression if that fails too",
            Self::Unsupported { .. } => {
                "Export the product with PNG, JPEG or WebP textures and uncompressed or meshopt \
                 geometry"
            }
        })
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        let fault = match &error {
            Error::Cancelled => return Self::cancelled(),
            Error::Io {
                action: "written", ..
            } => Self::service(error.to_string()),
            _ => Self::input(error.to_string()),
        };
        let hint = error.hint();
        let fault = match error {
            Error::Io { source, .. } => fault.because(source),
            _ => fault,
        };
        match hint {
            Some(hint) => fault.hint(hint),
            None => fault,
        }
    }
}
