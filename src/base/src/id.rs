//! Names of things: content hashes, listings, SKUs, slugs.

use std::fmt;
use std::io::{self, Read};
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;
use uuid::Uuid;

/// Why a text is no id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// Not 64 hexadecimal digits.
    #[error("a content hash is 64 hexadecimal digits, not '{0}'")]
    ContentHash(String),
    /// Empty, too long or with characters that a SKU can't have.
    #[error(
        "a SKU is 1 to 64 letters, digits, '-', '_' or '.', and starts with a letter or digit; not '{0}'"
    )]
    Sku(String),
    /// Not a slug.
    #[error("an address name is 1 to 80 lower-case letters, digits and single '-', not '{0}'")]
    Slug(String),
    /// Not a listing id.
    #[error("a listing id is a UUID, not '{0}'")]
    Listing(String),
}

/// The SHA-256 of some content; it names that content for ever.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ContentHash([u8; 32]);

impl ContentHash {
    /// The hash of bytes in memory.
    #[must_use]
    pub fn of(content: &[u8]) -> Self {
        Self(Sha256::digest(content).into())
    }

    /// The hash and length of all that `reader` gives, read in 128 KiB pieces.
    ///
    /// # Errors
    /// Those of the reader.
    pub fn of_reader(reader: &mut impl Read) -> io::Result<(Self, u64)> {
        let mut hasher = ContentHasher::default();
        let mut buffer = vec![0; 128 * 1024];
        loop {
            match reader.read(&mut buffer) {
                Ok(0) => return Ok(hasher.finish()),
                Ok(read) => hasher.update(&buffer[..read]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// From the 32 bytes of a SHA-256.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// Hashes content that comes in pieces.
#[derive(Debug, Default, Clone)]
pub struct ContentHasher {
    sha: Sha256,
    length: u64,
}

impl ContentHasher {
    /// Takes the next piece.
    pub fn update(&mut self, piece: &[u8]) {
        self.sha.update(piece);
        self.length += piece.len() as u64;
    }

    /// The hash of all pieces, and their length in bytes.
    #[must_use]
    pub fn finish(self) -> (ContentHash, u64) {
        (ContentHash(self.sha.finalize().into()), self.length)
    }
}

impl fmt::Display for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ContentHash({self})")
    }
}

impl FromStr for ContentHash {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| IdError::ContentHash(text.into()))?;
        Ok(Self(bytes))
    }
}

impl TryFrom<String> for ContentHash {
    type Error = IdError;

    fn try_from(text: String) -> Result<Self, IdError> {
        text.parse()
    }
}

impl From<ContentHash> for String {
    fn from(hash: ContentHash) -> Self {
        hash.to_string()
    }
}

/// A listing's id: a version 7 UUID, so that ids sort by the time they were made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ListingId(Uuid);

impl ListingId {
    /// A new id.
    #[must_use]
    pub fn generate() -> Self {
        Self(Uuid::now_v7())
    }
}

impl fmt::Display for ListingId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

impl FromStr for ListingId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        Uuid::parse_str(text)
            .map(Self)
            .map_err(|_| IdError::Listing(text.into()))
    }
}

/// Makes a checked text type.
macro_rules! checked_text {
    ($(#[$doc:meta])* $name:ident, $error:ident, $check:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                let check: fn(&str) -> bool = $check;
                if check(text) { Ok(Self(text.into())) } else { Err(IdError::$error(text.into())) }
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;

            fn try_from(text: String) -> Result<Self, IdError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0
            }
        }
    };
}

checked_text!(
    /// A merchant's own article number: 1 to 64 of letters, digits, `-`, `_`, `.`.
    Sku,
    Sku,
    |text| {
        (1..=64).contains(&text.len())
            && text.starts_with(|c: char| c.is_ascii_alphanumeric())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
    }
);

checked_text!(
    /// The name of a listing in the shop's address: 1 to 80 lower-case letters, digits, single `-`.
    Slug,
    Slug,
    |text| {
        (1..=80).contains(&text.len())
            && text.split('-').all(|word| {
                !word.is_empty()
                    && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
            })
    }
);

impl Slug {
    /// A slug from a title and the SKU that makes it unique: `Oak armchair`, `A-1` →
    /// `oak-armchair-a-1`. A listing keeps the one that it was made with.
    #[must_use]
    pub fn from_title(title: &str, sku: &Sku) -> Self {
        let mut words: Vec<String> = Vec::new();
        let sku_words = split_words(sku.as_str());
        // Room for the SKU, which makes the slug unique, comes first.
        let room = 80_usize.saturating_sub(sku_words.iter().map(|word| word.len() + 1).sum());
        let mut length = 0;
        for word in split_words(title) {
            if length + word.len() + 1 > room {
                break;
            }
            length += word.len() + 1;
            words.push(word);
        }
        words.extend(sku_words);
        let mut slug = words.join("-");
        slug.truncate(80);
        Self(slug.trim_end_matches('-').to_owned())
    }
}

/// The words of `text` in lower-case ASCII. Umlauts are written as in German (`Stühle` → `stuehle`),
/// other letters as their script is usually spelled in Latin ones; all else divides words.
fn split_words(text: &str) -> Vec<String> {
    let mut ascii = String::with_capacity(text.len());
    for letter in text.nfc() {
        match letter {
            'ä' | 'Ä' => ascii += "ae",
            'ö' | 'Ö' => ascii += "oe",
            'ü' | 'Ü' => ascii += "ue",
            _ if letter.is_alphanumeric() => {
                ascii += deunicode::deunicode_char(letter).unwrap_or(" ");
            }
            // A mark that no single letter has belongs to the word around it.
            _ if is_combining_mark(letter) => {}
            _ => ascii.push(' '),
        }
    }
    ascii
        .to_ascii_lowercase()
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    #[test]
    fn a_content_hash_is_sha_256_in_hex_and_back() {
        let hash = ContentHash::of(b"abc");
        let text = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(hash.to_string(), text);
        assert_eq!(text.parse::<ContentHash>().unwrap(), hash);
        assert_eq!(ContentHash::of_reader(&mut &b"abc"[..]).unwrap(), (hash, 3));
        assert!("ba78".parse::<ContentHash>().is_err());
    }

    #[test]
    fn skus_keep_paths_and_spaces_out() {
        assert!("A-100.b_2".parse::<Sku>().is_ok());
        for bad in ["", "../x", "a b", "-a", "ä", &"x".repeat(65)] {
            assert!(bad.parse::<Sku>().is_err(), "{bad}");
        }
    }

    #[test]
    fn slugs_come_from_titles_and_stay_short() {
        let sku: Sku = "CH-1".parse().unwrap();
        for (title, slug) in [
            ("Café  Chair, moss!", "cafe-chair-moss-ch-1"),
            ("Stühle", "stuehle-ch-1"),
            ("Stu\u{308}hle", "stuehle-ch-1"),
            ("GROẞE Öfen & Söhne", "grosse-oefen-soehne-ch-1"),
            ("Smørrebrød, œuvre, Łódź", "smorrebrod-oeuvre-lodz-ch-1"),
            ("İstanbul ılık", "istanbul-ilik-ch-1"),
            ("Стул", "stul-ch-1"),
            ("椅子", "yi-zi-ch-1"),
            ("Chair 🪑™", "chair-ch-1"),
            ("!?", "ch-1"),
        ] {
            assert_eq!(Slug::from_title(title, &sku).as_str(), slug, "{title}");
        }
        let long = Slug::from_title(&"very ".repeat(60), &sku);
        assert!(long.as_str().len() <= 80 && long.as_str().ends_with("-ch-1"));
        assert!(long.as_str().parse::<Slug>().is_ok());
    }
}
