//! Checksums: computing them on the way, comparing them with what the client says, joining those of
//! parts to that of the whole.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use crc_fast::CrcAlgorithm;
use s3s::crypto::Checksum as _;
use s3s::crypto::{Md5, Sha1, Sha256};
use serde::{Deserialize, Serialize};

use super::error::{ObjectError, Result};

/// The checksums of S3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(super) enum Algorithm {
    Crc32,
    Crc32c,
    Crc64Nvme,
    Sha1,
    Sha256,
}

impl Algorithm {
    pub(super) const ALL: [Self; 5] = [
        Self::Crc32,
        Self::Crc32c,
        Self::Crc64Nvme,
        Self::Sha1,
        Self::Sha256,
    ];

    /// S3's word for it.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Crc32 => "CRC32",
            Self::Crc32c => "CRC32C",
            Self::Crc64Nvme => "CRC64NVME",
            Self::Sha1 => "SHA1",
            Self::Sha256 => "SHA256",
        }
    }

    /// The header that carries it, also as a trailer.
    pub(super) const fn header(self) -> &'static str {
        match self {
            Self::Crc32 => "x-amz-checksum-crc32",
            Self::Crc32c => "x-amz-checksum-crc32c",
            Self::Crc64Nvme => "x-amz-checksum-crc64nvme",
            Self::Sha1 => "x-amz-checksum-sha1",
            Self::Sha256 => "x-amz-checksum-sha256",
        }
    }

    pub(super) fn from_word(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|algorithm| algorithm.word().eq_ignore_ascii_case(word))
    }

    /// The CRC, where it is one: those of parts can be joined.
    const fn crc(self) -> Option<CrcAlgorithm> {
        match self {
            Self::Crc32 => Some(CrcAlgorithm::Crc32IsoHdlc),
            Self::Crc32c => Some(CrcAlgorithm::Crc32Iscsi),
            Self::Crc64Nvme => Some(CrcAlgorithm::Crc64Nvme),
            Self::Sha1 | Self::Sha256 => None,
        }
    }
}

/// How a multipart object's checksum is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Composition {
    /// Over all bytes.
    Full,
    /// Over the parts' checksums, with their number behind: `abc=-3`.
    Composite,
}

impl Composition {
    /// S3's word for it.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Full => "FULL_OBJECT",
            Self::Composite => "COMPOSITE",
        }
    }

    pub(super) fn from_word(word: &str) -> Option<Self> {
        [Self::Full, Self::Composite]
            .into_iter()
            .find(|composition| composition.word() == word)
    }

    /// What S3 does where the client doesn't say, and what it refuses.
    pub(super) fn choose(algorithm: Algorithm, asked: Option<Self>) -> Result<Self> {
        let only_full = algorithm == Algorithm::Crc64Nvme;
        let only_composite = algorithm.crc().is_none();
        match asked {
            Some(Self::Full) if only_composite => Err(ObjectError::Invalid(
                "a SHA checksum of a multipart upload can only be COMPOSITE",
            )),
            Some(Self::Composite) if only_full => Err(ObjectError::Invalid(
                "CRC64NVME of a multipart upload can only be FULL_OBJECT",
            )),
            Some(asked) => Ok(asked),
            None if only_full => Ok(Self::Full),
            None => Ok(Self::Composite),
        }
    }
}

/// Computes while bytes pass. CRCs cost next to nothing and let any of them be verified for the
/// whole of a multipart upload later; SHA is computed on request only.
pub(super) struct Hashers {
    md5: Md5,
    crcs: [(Algorithm, crc_fast::Digest); 3],
    sha1: Option<Sha1>,
    sha256: Option<Sha256>,
}

impl Hashers {
    /// MD5, all CRCs, and the SHAs among `wanted`.
    pub(super) fn new(wanted: &[Algorithm]) -> Self {
        let crc = |algorithm, crc| (algorithm, crc_fast::Digest::new(crc));
        Self {
            md5: Md5::new(),
            crcs: [
                crc(Algorithm::Crc32, CrcAlgorithm::Crc32IsoHdlc),
                crc(Algorithm::Crc32c, CrcAlgorithm::Crc32Iscsi),
                crc(Algorithm::Crc64Nvme, CrcAlgorithm::Crc64Nvme),
            ],
            sha1: wanted.contains(&Algorithm::Sha1).then(Sha1::new),
            sha256: wanted.contains(&Algorithm::Sha256).then(Sha256::new),
        }
    }

    pub(super) fn update(&mut self, bytes: &[u8]) {
        self.md5.update(bytes);
        for (_, crc) in &mut self.crcs {
            crc.update(bytes);
        }
        if let Some(sha1) = &mut self.sha1 {
            sha1.update(bytes);
        }
        if let Some(sha256) = &mut self.sha256 {
            sha256.update(bytes);
        }
    }

    pub(super) fn finish(self) -> Digests {
        let mut sums: Vec<Sum> = self
            .crcs
            .into_iter()
            .map(|(algorithm, crc)| Sum {
                algorithm,
                value: crc_bytes(algorithm, crc.finalize()),
            })
            .collect();
        sums.extend(self.sha1.map(|sha| Sum {
            algorithm: Algorithm::Sha1,
            value: sha.finalize().to_vec(),
        }));
        sums.extend(self.sha256.map(|sha| Sum {
            algorithm: Algorithm::Sha256,
            value: sha.finalize().to_vec(),
        }));
        Digests {
            md5: self.md5.finalize(),
            sums,
        }
    }
}

/// A checksum in its bytes, most significant first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Sum {
    algorithm: Algorithm,
    value: Vec<u8>,
}

/// What was computed of some bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Digests {
    md5: [u8; 16],
    sums: Vec<Sum>,
}

impl Digests {
    /// The ETag of bytes that came in one piece: their MD5 in hexadecimal.
    pub(super) fn etag(&self) -> String {
        hex::encode(self.md5)
    }

    /// A checksum as S3 writes it, where it was computed.
    pub(super) fn text(&self, algorithm: Algorithm) -> Option<String> {
        self.value(algorithm).map(|value| BASE64.encode(value))
    }

    /// A checksum's bytes, where it was computed.
    pub(super) fn value(&self, algorithm: Algorithm) -> Option<&[u8]> {
        self.sums
            .iter()
            .find(|sum| sum.algorithm == algorithm)
            .map(|sum| sum.value.as_slice())
    }

    /// Compares with what the client says of the bytes.
    pub(super) fn verify(&self, claims: &Claims) -> Result<()> {
        if let Some(md5) = &claims.md5
            && *md5 != BASE64.encode(self.md5)
        {
            return Err(ObjectError::BadDigest("Content-MD5"));
        }
        for (algorithm, claimed) in &claims.sums {
            if self.text(*algorithm).as_deref() != Some(claimed) {
                return Err(ObjectError::BadDigest(algorithm.word()));
            }
        }
        Ok(())
    }
}

/// What a client says of the bytes it sends.
#[derive(Debug, Default, Clone)]
pub(super) struct Claims {
    /// Base64 of the MD5.
    pub md5: Option<String>,
    /// Base64 of checksums.
    pub sums: Vec<(Algorithm, String)>,
}

/// The ETag of a multipart object: the MD5 of its parts' MD5s, with their number.
pub(super) fn multipart_etag(parts: &[(u64, Digests)]) -> String {
    let mut md5 = Md5::new();
    for (_, digests) in parts {
        md5.update(&digests.md5);
    }
    format!("{}-{}", hex::encode(md5.finalize()), parts.len())
}

/// The checksum of a multipart object as S3 writes it, from its parts' sizes and digests; `None`
/// where a part lacks it.
pub(super) fn multipart_checksum(
    algorithm: Algorithm,
    composition: Composition,
    parts: &[(u64, Digests)],
) -> Option<String> {
    match (composition, algorithm.crc()) {
        (Composition::Full, Some(crc)) => {
            let mut whole = None;
            for (size, digests) in parts {
                let part = crc_number(digests.value(algorithm)?);
                whole = Some(match whole {
                    None => part,
                    Some(before) => crc_fast::checksum_combine(crc, before, part, *size),
                });
            }
            Some(BASE64.encode(crc_bytes(algorithm, whole?)))
        }
        (Composition::Full, None) => None,
        (Composition::Composite, _) => {
            let mut hashers = Hashers::new(&[algorithm]);
            for (_, digests) in parts {
                hashers.update(digests.value(algorithm)?);
            }
            let text = hashers.finish().text(algorithm)?;
            Some(format!("{text}-{}", parts.len()))
        }
    }
}

fn crc_bytes(algorithm: Algorithm, value: u64) -> Vec<u8> {
    let bytes = value.to_be_bytes();
    match algorithm {
        Algorithm::Crc64Nvme => bytes.to_vec(),
        _ => bytes[4..].to_vec(),
    }
}

fn crc_number(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0, |number, byte| (number << 8) | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    fn digests(bytes: &[u8]) -> Digests {
        let mut hashers = Hashers::new(&Algorithm::ALL);
        hashers.update(bytes);
        hashers.finish()
    }

    #[test]
    fn the_check_values_of_the_catalogues_come_out() {
        let digests = digests(b"123456789");
        let hex_of = |algorithm| hex::encode(digests.value(algorithm).unwrap());
        assert_eq!(hex_of(Algorithm::Crc32), "cbf43926");
        assert_eq!(hex_of(Algorithm::Crc32c), "e3069283");
        assert_eq!(hex_of(Algorithm::Crc64Nvme), "ae8b14860a799888");
        assert_eq!(digests.etag(), "25f9e794323b453885f5181f1b624d0b");
        assert_eq!(
            hex_of(Algorithm::Sha1),
            "f7c3bc1d808e04732adf679965ccc34ca7ae3441"
        );
    }

    #[test]
    fn joined_crcs_of_parts_are_those_of_the_whole() {
        let whole: Vec<u8> = (0..100_000_u32).map(|i| (i * 7 % 251) as u8).collect();
        let parts: Vec<(u64, Digests)> = whole
            .chunks(33_333)
            .map(|part| (part.len() as u64, digests(part)))
            .collect();
        for algorithm in [Algorithm::Crc32, Algorithm::Crc32c, Algorithm::Crc64Nvme] {
            assert_eq!(
                multipart_checksum(algorithm, Composition::Full, &parts),
                digests(&whole).text(algorithm)
            );
        }
        assert!(multipart_checksum(Algorithm::Sha256, Composition::Full, &parts).is_none());
        let composite =
            multipart_checksum(Algorithm::Sha256, Composition::Composite, &parts).unwrap();
        assert!(composite.ends_with("=-4"));
    }
}
