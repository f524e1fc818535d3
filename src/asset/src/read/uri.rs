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
    /// Understands `uri` as a browser does, or says what is wrong with it.
    pub(crate) fn parse(uri: &str) -> Result<Self, String> {
        if let Some(data) = strip_prefix_ignoring_case(uri, "data:") {
            return decode_data(data).map(Self::Data);
        }
        let web = ["http://", "https://", "//", "\\\\", "blob:"];
        if web
            .into_iter()
            .any(|head| strip_prefix_ignoring_case(uri, head).is_some())
        {
            return Err("files on the web aren't fetched".to_owned());
        }
        relative(&percent_decode(path_of(uri).as_bytes())).map(Self::File)
    }

    /// What else the author may have meant: where a browser finds nothing, these are tried.
    pub(crate) fn guesses(uri: &str) -> Vec<PathBuf> {
        let once = percent_decode(path_of(uri).as_bytes());
        let guesses = [
            // Encoded twice.
            percent_decode(&once),
            // Windows' folders, encoded.
            once.iter()
                .map(|byte| if *byte == b'\\' { b'/' } else { *byte })
                .collect(),
            // A name with `?`, `#` or `%` that wasn't encoded.
            uri.as_bytes().to_vec(),
        ];
        let mut paths = Vec::new();
        for guess in guesses.iter().filter(|guess| **guess != once) {
            if let Ok(path) = relative(guess)
                && !paths.contains(&path)
            {
                paths.push(path);
            }
        }
        paths
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

/// The path of a relative URI: no query, no fragment, and folders as browsers tell them.
fn path_of(uri: &str) -> String {
    let end = uri.find(['?', '#']).unwrap_or(uri.len());
    // Browsers drop tabs and line breaks anywhere, and spaces at the end.
    let path: String = uri[..end]
        .chars()
        .filter(|c| !matches!(c, '\t' | '\n' | '\r'))
        .map(|c| if c == '\\' { '/' } else { c })
        .collect();
    match end == uri.len() {
        true => path.trim_end_matches(|c: char| c <= ' ').to_owned(),
        false => path,
    }
}

/// The bytes of what follows `data:`, as a browser decodes them.
fn decode_data(data: &str) -> Result<Vec<u8>, String> {
    /// Exporters differ in whether they write the padding, and browsers don't mind what is in it.
    const BASE64: GeneralPurpose = GeneralPurpose::new(
        &STANDARD,
        GeneralPurposeConfig::new()
            .with_decode_padding_mode(DecodePaddingMode::Indifferent)
            .with_decode_allow_trailing_bits(true),
    );
    let (media, body) = data.split_once(',').ok_or("the data URI has no comma")?;
    let end = body.find('#').unwrap_or(body.len());
    let mut bytes = match body[..end].contains('%') {
        true => percent_decode(&body.as_bytes()[..end]),
        false => body.as_bytes()[..end].to_vec(),
    };
    let media = media.trim_end().to_ascii_lowercase();
    let base64 = media.strip_suffix("base64").map(str::trim_end);
    if base64.is_some_and(|media| media.ends_with(';')) {
        bytes.retain(|byte| !byte.is_ascii_whitespace());
        BASE64
            .decode(bytes)
            .map_err(|error| format!("the data URI isn't base64: {error}"))
    } else {
        Ok(bytes)
    }
}

/// A path that stays in the folder it is relative to.
fn relative(name: &[u8]) -> Result<PathBuf, String> {
    let text = str::from_utf8(name).map_err(|_| "the name of the file isn't UTF-8".to_owned())?;
    if text.is_empty() {
        return Err("the name of the file is empty".to_owned());
    }
    if text.contains('\0') {
        return Err("the name of the file has a zero byte".to_owned());
    }
    let escapes = || "the path leaves the model's folder".to_owned();
    // There it names a drive or a stream; elsewhere it is a letter like any other.
    if cfg!(windows) && text.contains(':') {
        return Err("the name of the file has a colon".to_owned());
    }
    let mut path = PathBuf::new();
    for component in Path::new(text).components() {
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
fn percent_decode(text: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut bytes = text;
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
        assert_eq!(Uri::parse("data:,a%20b%#c"), data(b"a b%"));
        // As browsers do: spaces anywhere, encoded signs, bits to spare.
        assert_eq!(Uri::parse("data:a/b; base64 ,AQ I\nD"), data(&[1, 2, 3]));
        assert_eq!(Uri::parse("data:;base64,%41QID"), data(&[1, 2, 3]));
        assert_eq!(Uri::parse("data:;base64,AR=="), data(&[1]));
        let file = |path: &str| Ok(Uri::File(path.into()));
        assert_eq!(Uri::parse("a%20b/./c.png"), file("a b/c.png"));
        assert_eq!(Uri::parse("textures\\c.png"), file("textures/c.png"));
        assert_eq!(Uri::parse("a/../b.png"), file("b.png"));
        assert_eq!(Uri::parse("wood.png?v=3"), file("wood.png"));
        assert_eq!(Uri::parse("wood.png#a?b"), file("wood.png"));
        assert_eq!(Uri::parse("a b\tü.png "), file("a bü.png"));
        assert_eq!(Uri::parse("a%2520b.png"), file("a%20b.png"));
    }

    #[cfg(unix)]
    #[test]
    fn colons_are_letters() {
        let file = |path: &str| Ok(Uri::File(path.into()));
        assert_eq!(Uri::parse("a%3Ab.png"), file("a:b.png"));
        assert_eq!(Uri::parse("a:b.png"), file("a:b.png"));
        assert_eq!(Uri::parse("C:\\a.png"), file("C:/a.png"));
        assert_eq!(Uri::parse("file:///etc/passwd"), file("file:/etc/passwd"));
    }

    #[test]
    fn what_else_may_be_meant() {
        assert_eq!(
            Uri::guesses("a%2520b.png"),
            [Path::new("a b.png"), Path::new("a%2520b.png")]
        );
        assert_eq!(Uri::guesses("a.png?v=3"), [Path::new("a.png?v=3")]);
        assert!(Uri::guesses("a/b.png").is_empty());
        assert!(
            Uri::guesses("..%2Fb.png")
                .iter()
                .all(|path| !path.starts_with(".."))
        );
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
            ("/etc/passwd", "the path leaves the model's folder"),
            ("//host/share/a", "files on the web aren't fetched"),
            ("\\\\host\\share\\a", "files on the web aren't fetched"),
            ("../a.bin", "the path leaves the model's folder"),
            ("a/../../b.bin", "the path leaves the model's folder"),
            ("%2e%2e/a.bin", "the path leaves the model's folder"),
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
