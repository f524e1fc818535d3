//! From a file's bytes to text: UTF-8, UTF-16, or what else spreadsheets save.

use base::{Fault, Remedy, Result};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// What to do with a sheet that can't be read as it is.
pub(super) const SAVE_AGAIN: &str = "Save the spreadsheet as CSV (UTF-8)";

/// A sheet's text and how it was written.
#[derive(Debug)]
pub(super) struct Decoded {
    /// Without a byte order mark. Bytes that make no character are U+FFFD.
    pub(super) text: String,
    /// Its encoding's name.
    pub(super) name: &'static str,
    /// Whether nothing in the file says so.
    pub(super) guessed: bool,
}

/// The text of `bytes`, in the encoding that `told` names, if one is told.
///
/// # Errors
/// An input fault where the encoding can't be told and a guess would put wrong letters on a page; a
/// usage fault where `told` is no encoding.
pub(super) fn decode(bytes: &[u8], told: Option<&str>) -> Result<Decoded> {
    if let Some(told) = told {
        let encoding = Encoding::for_label(told.as_bytes()).ok_or_else(|| {
            Fault::usage(format!("'{told}' is no encoding"))
                .hint("Write utf-8, windows-1252, windows-1250, macintosh, shift_jis or such")
        })?;
        return Ok(with(encoding, bytes, false));
    }
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return Ok(with(encoding, bytes, false));
    }
    if let Some(encoding) = sixteen_bits(bytes) {
        return Ok(with(encoding, bytes, true));
    }
    // UTF-8 with a spoilt cell is still UTF-8: text in other encodings seldom has sequences that are
    // valid in UTF-8.
    let (mut letters, mut spoilt) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        letters += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        spoilt += usize::from(!chunk.invalid().is_empty());
    }
    if spoilt == 0 || letters >= spoilt {
        return Ok(with(UTF_8, bytes, false));
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    if guess == WINDOWS_1252 && !inside_words(bytes) {
        return Ok(with(WINDOWS_1252, bytes, true));
    }
    // As windows-1252 these bytes would be signs in the middle of words: other systems' letters.
    let name = if guess == WINDOWS_1252 {
        "macintosh"
    } else {
        guess.name()
    };
    Err(
        Fault::input(format!("The sheet isn't UTF-8, and may be {name}"))
            .hint(SAVE_AGAIN)
            .remedy(Remedy::SayEncoding { name: name.into() }),
    )
}

fn with(encoding: &'static Encoding, bytes: &[u8], guessed: bool) -> Decoded {
    let (text, encoding, _) = encoding.decode(bytes);
    Decoded {
        // A byte of the end of a file under CP/M, which old programs still write.
        text: text.trim_end_matches(['\0', '\u{1a}']).to_owned(),
        name: encoding.name(),
        guessed,
    }
}

/// UTF-16 without a byte order mark: every other byte of ASCII in it is 0.
fn sixteen_bits(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = &bytes[..bytes.len().min(256)];
    let zeros = |odd: usize| {
        let places = start
            .iter()
            .enumerate()
            .filter(|(place, _)| place % 2 == odd);
        places.filter(|(_, byte)| **byte == 0).count() * 4 > start.len()
    };
    match (zeros(0), zeros(1)) {
        (false, true) => Some(UTF_16LE),
        (true, false) => Some(UTF_16BE),
        _ => None,
    }
}

/// Whether bytes that are signs in windows-1252 stand inside of words.
fn inside_words(bytes: &[u8]) -> bool {
    bytes.windows(3).any(|window| match window {
        // An apostrophe, the letters oe, and a dash do.
        [_, 0x92 | 0x9c | 0x96, _] => false,
        [before, 0x80..=0x9f, after] => before.is_ascii_alphabetic() && after.is_ascii_alphabetic(),
        _ => false,
    })
}

/// What `text` was meant to be, where its UTF-8 was once read as windows-1252: `StÃ¼hle`.
pub(super) fn misread(text: &str) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    let (bytes, _, unmappable) = WINDOWS_1252.encode(text);
    let meant = std::str::from_utf8(&bytes).ok()?;
    (!unmappable && !meant.is_ascii()).then(|| meant.to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    #[test]
    fn what_spreadsheets_save_is_read() {
        let text = "sku;title\nA;Stühle, grün\nB;Café – crème\n";
        let sixteen = |order: fn(u16) -> [u8; 2]| -> Vec<u8> {
            text.encode_utf16().flat_map(order).collect()
        };
        for (bytes, name, guessed) in [
            (text.as_bytes().to_vec(), "UTF-8", false),
            ([b"\xef\xbb\xbf", text.as_bytes()].concat(), "UTF-8", false),
            (sixteen(u16::to_le_bytes), "UTF-16LE", true),
            (sixteen(u16::to_be_bytes), "UTF-16BE", true),
            (
                [vec![0xff, 0xfe], sixteen(u16::to_le_bytes)].concat(),
                "UTF-16LE",
                false,
            ),
            (
                WINDOWS_1252.encode(text).0.into_owned(),
                "windows-1252",
                true,
            ),
        ] {
            let decoded = decode(&bytes, None).unwrap();
            assert_eq!((decoded.name, decoded.guessed), (name, guessed));
            assert_eq!(decoded.text, text, "{name}");
        }
        assert_eq!(decode(b"a,b\n\x1a", None).unwrap().text, "a,b\n");
    }

    #[test]
    fn what_cannot_be_told_is_asked() {
        for text in [
            encoding_rs::MACINTOSH
                .encode("sku,title\nA,Stühle grün\n")
                .0,
            encoding_rs::WINDOWS_1250
                .encode("sku,title\nA,Krzesło dębowe, żółte\n")
                .0,
            encoding_rs::SHIFT_JIS
                .encode("sku,title\nA,木の椅子とテーブル\n")
                .0,
        ] {
            let fault = decode(&text, None).unwrap_err();
            let way = fault.way_out();
            assert!(matches!(way, Some(Remedy::SayEncoding { .. })), "{fault}");
        }
        let mac = encoding_rs::MACINTOSH.encode("Stühle").0;
        assert_eq!(decode(&mac, Some("macintosh")).unwrap().text, "Stühle");
        assert!(decode(b"a", Some("nonsense")).is_err());
    }

    #[test]
    fn text_read_wrongly_once_is_known() {
        assert_eq!(misread("StÃ¼hle").as_deref(), Some("Stühle"));
        for fine in ["Stühle", "chair", "Ã", "5 €", "椅子"] {
            assert_eq!(misread(fine), None, "{fine}");
        }
    }
}
