//! The checksums that a store verifies before an object becomes visible.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use crc_fast::{CrcAlgorithm, Digest};

/// Which checksums go along with an upload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Checksums {
    /// CRC-64/NVME of each part and of the whole object.
    #[default]
    Crc64Nvme,
    /// CRC-32C of each part and of the whole object, for stores that don't know the other.
    Crc32C,
    /// None but where S3 demands one, for stores that refuse them.
    WhenRequired,
}

impl Checksums {
    /// A stable word for the journal.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Crc64Nvme => "crc64nvme",
            Self::Crc32C => "crc32c",
            Self::WhenRequired => "when-required",
        }
    }

    /// What [`word`](Self::word) stands for.
    pub(crate) fn from_word(word: &str) -> Option<Self> {
        [Self::Crc64Nvme, Self::Crc32C, Self::WhenRequired]
            .into_iter()
            .find(|checksums| checksums.word() == word)
    }
}

/// The checksums of one part of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartSums {
    /// Length of the part in bytes.
    pub length: u64,
    /// CRC-64/NVME.
    pub crc64_nvme: u64,
    /// CRC-32C (Castagnoli).
    pub crc32c: u32,
}

impl PartSums {
    /// Those of bytes in memory.
    #[must_use]
    pub fn of(content: &[u8]) -> Self {
        let mut hasher = PartHasher::new();
        hasher.update(content);
        hasher.finish()
    }

    /// Those of two parts after each other.
    #[must_use]
    pub fn then(&self, next: &Self) -> Self {
        let combine = |algorithm, first, second| {
            crc_fast::checksum_combine(algorithm, first, second, next.length)
        };
        Self {
            length: self.length + next.length,
            crc64_nvme: combine(CrcAlgorithm::Crc64Nvme, self.crc64_nvme, next.crc64_nvme),
            crc32c: combine(
                CrcAlgorithm::Crc32Iscsi,
                self.crc32c.into(),
                next.crc32c.into(),
            ) as u32,
        }
    }

    /// CRC-64/NVME as S3's headers carry it.
    #[must_use]
    pub fn crc64_nvme_text(&self) -> String {
        BASE64.encode(self.crc64_nvme.to_be_bytes())
    }

    /// CRC-32C as S3's headers carry it.
    #[must_use]
    pub fn crc32c_text(&self) -> String {
        BASE64.encode(self.crc32c.to_be_bytes())
    }
}

/// Computes the checksums of a part that comes in pieces.
#[derive(Debug)]
pub(crate) struct PartHasher {
    length: u64,
    crc64_nvme: Digest,
    crc32c: Digest,
}

impl PartHasher {
    pub(crate) fn new() -> Self {
        Self {
            length: 0,
            crc64_nvme: Digest::new(CrcAlgorithm::Crc64Nvme),
            crc32c: Digest::new(CrcAlgorithm::Crc32Iscsi),
        }
    }

    pub(crate) fn update(&mut self, piece: &[u8]) {
        self.length += piece.len() as u64;
        self.crc64_nvme.update(piece);
        self.crc32c.update(piece);
    }

    pub(crate) fn finish(self) -> PartSums {
        PartSums {
            length: self.length,
            crc64_nvme: self.crc64_nvme.finalize(),
            crc32c: self.crc32c.finalize() as u32,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_values_of_the_catalogue_come_out() {
        // The CRC catalogue's check input and values.
        let sums = PartSums::of(b"123456789");
        assert_eq!(sums.crc64_nvme, 0xae8b_1486_0a79_9888);
        assert_eq!(sums.crc32c, 0xe306_9283);
        assert_eq!(sums.crc32c_text(), "4waSgw==");
        assert_eq!(sums.crc64_nvme_text(), "rosUhgp5mIg=");
    }

    #[test]
    fn sums_of_parts_combine_to_the_sum_of_the_whole() {
        let whole = PartSums::of(b"123456789");
        let combined = PartSums::of(b"1234").then(&PartSums::of(b"56789"));
        assert_eq!(combined, whole);
        let empty = PartSums::of(b"");
        assert_eq!(empty.then(&whole), whole);
    }
}
