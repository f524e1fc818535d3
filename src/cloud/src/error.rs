//! What a store or a CDN can answer instead of what was asked, in words that people can act upon.

use std::error::Error as StdError;
use std::fmt;

use base::{Fault, FaultKind, Remedy};
use time::OffsetDateTime;

/// A result of this crate.
pub type StoreResult<T> = Result<T, StoreError>;

/// What went wrong with the object store, the CDN, or the file on its way there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StoreErrorKind {
    /// No such object, bucket or distribution.
    NotFound,
    /// The store knows the upload in parts no more: it was completed, dropped, or has run out.
    Gone,
    /// The store has other parts than those that were named at completion.
    Parts,
    /// The credentials don't allow it, are wrong, or could not be had.
    Denied,
    /// The credentials have run out.
    Expired,
    /// This computer's clock is too far from the store's.
    Clock,
    /// Something is there already, and it is something else.
    Exists,
    /// Too many requests at once.
    Throttled,
    /// No connection, or it broke, or it took too long.
    Network,
    /// The service failed by itself.
    Unavailable,
    /// The service answered that all is well, and what else it said can't be read.
    Unreadable,
    /// The store has no room left.
    Full,
    /// What arrived isn't what was sent.
    Corrupt,
    /// The local file can't be read.
    Source,
    /// The local file changed while it was sent.
    SourceChanged,
    /// The bucket is elsewhere.
    Moved,
    /// More was answered than the caller allows.
    TooLarge,
    /// The journal of uploads can't be read or written.
    Journal,
    /// The service refuses the request for another reason.
    Refused,
    /// The user stopped the work.
    Cancelled,
}

impl StoreErrorKind {
    /// Whether the same request may well succeed a moment later.
    #[must_use]
    pub const fn is_passing(self) -> bool {
        matches!(
            self,
            Self::Throttled | Self::Network | Self::Unavailable | Self::Unreadable | Self::Corrupt
        )
    }

    /// Whether what was asked for may have been done all the same, so that only a look tells.
    #[must_use]
    pub const fn leaves_open(self) -> bool {
        self.is_passing() || matches!(self, Self::Gone | Self::NotFound | Self::Exists)
    }

    /// What the user can do about it.
    const fn hint(self) -> Option<&'static str> {
        match self {
            Self::NotFound => Some("Check the bucket's and the distribution's name"),
            Self::Gone => Some("Try again; it begins anew"),
            Self::Parts => Some("Try again; what the store doesn't have is sent again"),
            Self::Moved => Some("Give the platform the store's present address and region"),
            Self::Expired => Some("Try again: fresh credentials are asked for each time"),
            Self::Clock => Some("Set this computer's clock, then try again"),
            Self::Full => Some("Make room at the store, then go on; nothing that arrived is lost"),
            Self::Exists => {
                Some("Someone else wrote there; look at what is there before deleting it")
            }
            Self::Throttled => Some("Wait a minute, then try again; nothing that arrived is lost"),
            Self::Network => Some("Check the network and the address, then try again"),
            Self::Unavailable | Self::Unreadable => {
                Some("Try again in a minute; if it lasts, the service has a problem")
            }
            Self::Corrupt => Some("Try again; if it lasts, something on the way changes the bytes"),
            Self::Source => Some("Check that the file exists and may be read"),
            Self::SourceChanged => {
                Some("Let the program that writes the file finish, then try again")
            }
            Self::Journal => {
                Some("Check that the disk has room and the data folder may be written")
            }
            // What can be done where something is denied is a remedy.
            Self::Denied | Self::TooLarge | Self::Refused | Self::Cancelled => None,
        }
    }

    const fn fault_kind(self) -> FaultKind {
        match self {
            Self::Denied => FaultKind::Denied,
            Self::Exists => FaultKind::Refused,
            Self::Source | Self::SourceChanged => FaultKind::Input,
            Self::Cancelled => FaultKind::Cancelled,
            Self::NotFound
            | Self::Gone
            | Self::Parts
            | Self::Moved
            | Self::Expired
            | Self::Clock
            | Self::Throttled
            | Self::Network
            | Self::Unavailable
            | Self::Unreadable
            | Self::Full
            | Self::Corrupt
            | Self::TooLarge
            | Self::Journal
            | Self::Refused => FaultKind::Service,
        }
    }
}

/// One failure of the object store or of the CDN in front of it.
#[derive(Debug)]
pub struct StoreError {
    kind: StoreErrorKind,
    message: String,
    /// The service's time, where it said so and that matters.
    server_time: Option<OffsetDateTime>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl StoreError {
    /// A failure with one sentence that says what and where, without a full stop.
    pub fn new(kind: StoreErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            server_time: None,
            source: None,
        }
    }

    /// The user stopped the work.
    #[must_use]
    pub fn cancelled() -> Self {
        Self::new(StoreErrorKind::Cancelled, "Stopped")
    }

    /// Adds the error underneath.
    #[must_use]
    pub fn because(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Adds the service's time.
    pub(crate) fn at(mut self, server_time: Option<OffsetDateTime>) -> Self {
        self.server_time = server_time;
        self
    }

    /// The service's time, where it refused for that of the request.
    pub(crate) const fn server_time(&self) -> Option<OffsetDateTime> {
        self.server_time
    }

    /// The kind.
    #[must_use]
    pub const fn kind(&self) -> StoreErrorKind {
        self.kind
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for StoreError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source
            .as_ref()
            .map(|source| &**source as &(dyn StdError + 'static))
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        if error.kind == StoreErrorKind::Cancelled {
            return Self::cancelled();
        }
        let mut fault = Self::new(error.kind.fault_kind(), error.message);
        if let Some(hint) = error.kind.hint() {
            fault = fault.hint(hint);
        }
        if error.kind == StoreErrorKind::Denied {
            fault = fault.remedy(Remedy::SignInAgain);
        }
        match error.source {
            Some(source) => fault.because(source),
            None => fault,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_failure_becomes_a_fault_with_its_exit_code_and_a_hint() {
        let cases = [
            (StoreErrorKind::Denied, FaultKind::Denied),
            (StoreErrorKind::Network, FaultKind::Service),
            (StoreErrorKind::SourceChanged, FaultKind::Input),
            (StoreErrorKind::Exists, FaultKind::Refused),
        ];
        for (kind, expected) in cases {
            let fault = Fault::from(StoreError::new(kind, "It failed").because("why"));
            assert_eq!(fault.kind(), expected);
            assert_eq!(fault.message(), "It failed");
            assert!(fault.is_advised(), "{kind:?}");
            assert_eq!(fault.causes(), ["why"]);
        }
        assert_eq!(
            Fault::from(StoreError::cancelled()).kind(),
            FaultKind::Cancelled
        );
    }
}
