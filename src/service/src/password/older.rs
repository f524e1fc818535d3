//! Hashes as they were kept before PHC strings: `argon2id$<memory KiB>$<passes>$<lanes>$<salt>$<hash>`,
//! the last two in hexadecimal.

use argon2::{Algorithm, Argon2, Params, Version};

use super::HASH_BYTES;
use crate::secret;

/// Whether `kept` is one of them. A PHC string begins with a `$`.
pub(super) fn is(kept: &str) -> bool {
    kept.starts_with("argon2id$")
}

/// Whether `password` is the one that `kept` was made of; `None` where it can't be read.
pub(super) fn verify(password: &str, kept: &str) -> Option<bool> {
    let fields = kept.split('$').collect::<Vec<_>>();
    let ["argon2id", memory, passes, lanes, salt, expected] = fields[..] else {
        return None;
    };
    let params = Params::new(
        memory.parse().ok()?,
        passes.parse().ok()?,
        lanes.parse().ok()?,
        Some(HASH_BYTES),
    );
    let salt = hex::decode(salt).ok()?;
    let expected = hex::decode(expected).ok()?;
    let mut hash = [0; HASH_BYTES];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params.ok()?)
        .hash_password_into(password.as_bytes(), &salt, &mut hash)
        .ok()?;
    Some(secret::same(&hash, &expected))
}

#[cfg(test)]
mod tests {
    use super::super::{is_outdated, verify};

    /// As platforms kept it; the hash is the reference implementation's.
    const KEPT: &str = "argon2id$19456$2$1$000102030405060708090a0b0c0d0e0f$d00b90c40f918cf889780d7d3a9ec3c2b1719df87dc5e4d4d93ea6163db04e17";

    #[test]
    fn what_older_platforms_kept_still_verifies() {
        assert!(is_outdated(KEPT));
        assert!(verify("correct horse", KEPT));
        assert!(!verify("correct horsf", KEPT));
        assert!(!verify("correct horse", "argon2id$19456$2$1$zz$00"));
        assert!(!verify("correct horse", &KEPT[..KEPT.len() - 2]));
    }
}
