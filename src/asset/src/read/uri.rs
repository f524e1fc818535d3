//! What a URI in a model may be: data, or a file in the model's folder.

use std::path::{Component, Path, PathBuf};

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// A URI, understood.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Uri {
    /// The bytes of a `data:` URI.
    Data(Vec<u8>),
    /// A path relative to the model's folder that doesn't leave it.
    File(PathBuf),
}

impl Uri {
    /// Understands `uri`, or says what is wrong with it.
    pub(crate) fn parse(uri: &str) -> Result<Self, String> {
        if let Some(data) = strip_prefix_ignoring_case(uri, "data:") {
            return decode_data(data).map(Self::Data);
        }
        if let Some(scheme) = scheme(uri) {
            return Err(match scheme.to_ascii_lowercase().as_str() {
                "http" | "https" => "files on the web aren't fetched".to_owned(),
                scheme => format!("'{scheme}:' addresses aren't opened"),
            });
        }
        relative(uri).map(Self::File)
    }
}

/// The head of a long URI, for people.
pub(crate) fn shorten(uri: &str) -> String {
    const SHORT: usize = 80;
    match uri.char_indices().nth(SHORT) {
        Some((end, _)) => format!("{}…", &uri[..end]),
        None => uri.to_owned(),
    }
}

fn strip_prefix_ignoring_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix)
        .then(|| &text[prefix.len()..])
}

/// What stands before the first colon, if it can be a scheme; drive letters are taken for one too.
fn scheme(uri: &str) -> Option<&str> {
    let (scheme, _) = uri.split_once(':')?;
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    is_scheme.then_some(scheme)
}

/// The bytes of what follows `data:`.
fn decode_data(data: &str) -> Result<Vec<u8>, String> {
    /// Exporters differ in whether they write the padding.
    const BASE64: GeneralPurpose = GeneralPurpose::new(
        &STANDARD,
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
    );
    let (media, body) = data.split_once(',').ok_or("the data URI has no comma")?;
    if media.to_ascii_lowercase().ends_with(";base64") {
        BASE64
            .decode(body)
            .map_err(|error| format!("the data URI isn't base64: {error}"))
    } else {
        Ok(percent_decode(body))
    }
}

/// A path that stays in the folder it is relative to.
fn relative(uri: &str) -> Result<PathBuf, String> {
    let text = String::from_utf8(percent_decode(uri))
        .map_err(|_| "the name of the file isn't UTF-8".to_owned())?;
    if text.is_empty() {
        return Err("the name of the file is empty".to_owned());
    }
    if text.contains('\0') {
        return Err("the name of the file has a zero byte".to_owned());
    }
    // Some exporters on Windows write backslashes. A colon there names a drive or a stream.
    let text = text.replace('\\', "/");
    let escapes = || "the path leaves the model's folder".to_owned();
    if text.contains(':') {
        return Err(escapes());
    }
    let mut path = PathBuf::new();
    for component in Path::new(&text).components() {
        match component {
            Component::Normal(name) => path.push(name),
            Component::CurDir => {}
            // Going back into a folder that was just entered is harmless; `pop` refuses the rest.
            Component::ParentDir => {
                if !path.pop() {
                    return Err(escapes());
                }
            }
            Component::RootDir | Component::Prefix(_) => return Err(escapes()),
        }
    }
    if path.as_os_str().is_empty() {
        Err(escapes())
    } else {
        Ok(path)
    }
}

/// `name` as a URI: all but letters and digits of ASCII and a few signs as percent and two digits.
pub(crate) fn encode(name: &str) -> String {
    let mut uri = String::with_capacity(name.len());
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                uri.push(char::from(byte));
            }
            byte => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

/// `%41` → `A`; anything that isn't two hexadecimal digits after a percent sign stays.
fn percent_decode(text: &str) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut bytes = text.as_bytes();
    while let [first, rest @ ..] = bytes {
        let digit = |at: usize| char::from(*rest.get(at)?).to_digit(16);
        match (first, digit(0).zip(digit(1))) {
            (b'%', Some((high, low))) => {
                // Two digits are less than 256.
                decoded.push((high * 16 + low) as u8);
                bytes = &rest[2..];
            }
            _ => {
                decoded.push(*first);
                bytes = rest;
            }
        }
    }
    decoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_and_files_are_understood() {
        let data = |bytes: &[u8]| Ok(Uri::Data(bytes.to_vec()));
        assert_eq!(
            Uri::parse("data:application/octet-stream;base64,AQID"),
            data(&[1, 2, 3])
        );
        assert_eq!(Uri::parse("DATA:;base64,AQ=="), data(&[1]));
        assert_eq!(Uri::parse("data:;base64,AQ"), data(&[1]));
        assert_eq!(Uri::parse("data:,a%20b%"), data(b"a b%"));
        let file = |path: &str| Ok(Uri::File(path.into()));
        assert_eq!(Uri::parse("a%20b/./c.png"), file("a b/c.png"));
        assert_eq!(Uri::parse("textures\\c.png"), file("textures/c.png"));
        assert_eq!(Uri::parse("a/../b.png"), file("b.png"));
    }

    #[test]
    fn names_survive_as_uris() {
        assert_eq!(encode("Oak chair-1_a.png"), "Oak%20chair-1_a.png");
        for name in ["a%41.png", "Stühle 100 %.bin", "a+b~c#d?.png"] {
            assert_eq!(Uri::parse(&encode(name)), Ok(Uri::File(name.into())));
        }
    }

    #[test]
    fn the_rest_is_refused() {
        let cases = [
            (
                "https://example.com/a.png",
                "files on the web aren't fetched",
            ),
            ("file:///etc/passwd", "'file:' addresses aren't opened"),
            ("C:\\a.png", "'c:' addresses aren't opened"),
            ("/etc/passwd", "the path leaves the model's folder"),
            ("//host/share/a", "the path leaves the model's folder"),
            ("\\\\host\\share\\a", "the path leaves the model's folder"),
            ("../a.bin", "the path leaves the model's folder"),
            ("a/../../b.bin", "the path leaves the model's folder"),
            ("%2e%2e/a.bin", "the path leaves the model's folder"),
            ("a.bin%3Astream", "the path leaves the model's folder"),
            ("a/..", "the path leaves the model's folder"),
            ("", "the name of the file is empty"),
            ("a%00.png", "the name of the file has a zero byte"),
            ("%ff", "the name of the file isn't UTF-8"),
            ("data:;base64", "the data URI has no comma"),
        ];
        for (uri, problem) in cases {
            assert_eq!(Uri::parse(uri), Err(problem.to_owned()), "{uri}");
        }
        assert!(Uri::parse("data:;base64,***").is_err());
    }
}
