//! Passwords: Argon2id, kept as `argon2id$<memory KiB>$<passes>$<lanes>$<salt>$<hash>`.

use argon2::{Algorithm, Argon2, Params, Version};
use base::Fault;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::{JoinError, spawn_blocking};
use uuid::Uuid;

use crate::secret;

/// Memory in KiB, passes and lanes: the first choice of OWASP's password storage guide for Argon2id
/// with 19 MiB.
const COST: (u32, u32, u32) = (19_456, 2, 1);
const HASH_BYTES: usize = 32;

/// Passwords that are verified at once: each takes 19 MiB, and a core that the shop wants too.
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
    let salt = Uuid::new_v4();
    let (memory, passes, lanes) = COST;
    let hash = derive(password, salt.as_bytes(), COST)
        .ok_or_else(|| Fault::service("The password could not be hashed"))?;
    Ok(format!(
        "argon2id${memory}${passes}${lanes}${}${}",
        hex::encode(salt.as_bytes()),
        hex::encode(hash)
    ))
}

/// Whether `password` is the one that `kept` was made of; `false` for anything unreadable too.
pub(crate) fn verify(password: &str, kept: &str) -> bool {
    check(password, kept).unwrap_or(false)
}

fn check(password: &str, kept: &str) -> Option<bool> {
    let fields = kept.split('$').collect::<Vec<_>>();
    let ["argon2id", memory, passes, lanes, salt, expected] = fields[..] else {
        return None;
    };
    let cost = (
        memory.parse().ok()?,
        passes.parse().ok()?,
        lanes.parse().ok()?,
    );
    let salt = hex::decode(salt).ok()?;
    let expected = hex::decode(expected).ok()?;
    Some(secret::same(&derive(password, &salt, cost)?, &expected))
}

fn derive(password: &str, salt: &[u8], cost: (u32, u32, u32)) -> Option<[u8; HASH_BYTES]> {
    let params = Params::new(cost.0, cost.1, cost.2, Some(HASH_BYTES)).ok()?;
    let mut hash = [0; HASH_BYTES];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(password.as_bytes(), salt, &mut hash)
        .ok()?;
    Some(hash)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    #[test]
    fn only_the_same_password_verifies() {
        let kept = hash("correct horse").unwrap();
        assert!(kept.starts_with("argon2id$19456$2$1$"));
        assert!(verify("correct horse", &kept));
        assert!(!verify("correct horsf", &kept));
        assert!(!verify("correct horse", "argon2id$19456$2$1$zz$00"));
        assert!(!verify("correct horse", ""));
        assert_ne!(kept, hash("correct horse").unwrap(), "the salt differs");
    }
}
