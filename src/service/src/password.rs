//! Passwords: Argon2id, kept as a PHC string: `$argon2id$v=19$m=<KiB>,t=<passes>,p=<lanes>$<salt>$<hash>`.

mod older;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{self, PasswordHasher, PasswordVerifier};
use argon2::{Argon2, Params};
use base::Fault;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::{JoinError, spawn_blocking};

use crate::secret;

/// Memory in KiB, passes and lanes: the first choice of OWASP's password storage guide for Argon2id
/// with 19 MiB.
const COST: (u32, u32, u32) = (19_456, 2, 1);
const HASH_BYTES: usize = 32;

/// Where there is no such account, the password is verified against this, so that the answer takes as
/// long as for one that exists. It is a hash of nothing, with the usual cost.
pub(crate) const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// How many passwords are verified at once: each takes 19 MiB, and a core that the shop needs as well.
const AT_ONCE: usize = 2;
/// Passwords that wait to be verified; together they take about a second.
const WAITING: usize = 64;

/// Verifies few passwords at once, whoever asks.
pub(crate) struct Hashing {
    turns: Arc<Semaphore>,
    waiting: AtomicUsize,
}

impl Default for Hashing {
    fn default() -> Self {
        Self {
            turns: Arc::new(Semaphore::new(AT_ONCE)),
            waiting: AtomicUsize::new(0),
        }
    }
}

/// The right to verify one password.
pub(crate) struct Turn(OwnedSemaphorePermit);

/// One that waits, until this is dropped.
struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Hashing {
    /// Waits for a turn; `None` where too many wait already.
    pub(crate) async fn turn(&self) -> Option<Turn> {
        let before = self.waiting.fetch_add(1, Ordering::SeqCst);
        let _waiting = Waiting(&self.waiting);
        if before >= WAITING {
            return None;
        }
        let permit = Arc::clone(&self.turns).acquire_owned().await.ok()?;
        Some(Turn(permit))
    }
}

impl Turn {
    /// Whether `password` is the one that `kept` was made of. The turn ends with the work, even
    /// where nobody waits for the answer any more.
    pub(crate) async fn verify(self, password: String, kept: String) -> Result<bool, JoinError> {
        spawn_blocking(move || {
            let right = verify(&password, &kept);
            drop(self.0);
            right
        })
        .await
    }
}

/// What is kept of a password. Takes some 20 ms of CPU: call it off the async threads.
pub(crate) fn hash(password: &str) -> Result<String, Fault> {
    let (memory, passes, lanes) = COST;
    let hashed = Params::new(memory, passes, lanes, Some(HASH_BYTES))
        .map_err(password_hash::Error::from)
        .and_then(|params| {
            let salt = secret::random::<16>();
            Argon2::from(params).hash_password_with_salt(password.as_bytes(), &salt)
        });
    let hashed: Result<PasswordHash, _> = hashed;
    hashed
        .map(|hash| hash.to_string())
        .map_err(|error| Fault::service("The password could not be hashed").because(error))
}

/// Whether `password` is the one that `kept` was made of; `false` for anything unreadable too.
pub(crate) fn verify(password: &str, kept: &str) -> bool {
    if older::is(kept) {
        return older::verify(password, kept).unwrap_or(false);
    }
    // Cost and salt are those that the text names.
    Argon2::default()
        .verify_password(password.as_bytes(), kept)
        .is_ok()
}

/// Whether `kept` is written as [`hash`] no longer writes it.
pub(crate) fn is_outdated(kept: &str) -> bool {
    older::is(kept)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    /// Made by the reference implementation.
    const OF_REFERENCE: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAECAwQFBgcICQoLDA0ODw$0AuQxA+RjPiJeA19Op7DwrFxnfh9xeTU2T6mFj2wThc";

    #[test]
    fn only_the_same_password_verifies() {
        let kept = hash("correct horse").unwrap();
        assert!(
            kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{kept}"
        );
        for kept in [&kept, OF_REFERENCE] {
            assert!(verify("correct horse", kept), "{kept}");
            assert!(!verify("correct horsf", kept), "{kept}");
            assert!(!is_outdated(kept));
        }
        for broken in ["", "$argon2id$v=19$m=19456,t=2,p=1$zz$00", "$argon2id$"] {
            assert!(!verify("correct horse", broken), "{broken}");
        }
        assert_ne!(kept, hash("correct horse").unwrap(), "the salt differs");
    }

    #[test]
    fn nobody_costs_as_much_as_somebody() {
        let cost = |kept: &str| {
            let hash = PasswordHash::new(kept).unwrap();
            (
                Params::try_from(&hash).unwrap(),
                hash.salt.unwrap().len(),
                hash.hash.unwrap().len(),
            )
        };
        assert_eq!(cost(NOBODY), cost(&hash("somebody").unwrap()));
        assert!(!verify("", NOBODY));
    }
}
