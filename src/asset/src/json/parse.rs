//! JSON text into a value, within limits.

use serde::Deserialize;
use serde_json::Value;

use crate::defect::{Defect, Effect, Notes};
use crate::{Error, Limits};

/// Parses the JSON of a model. The root must be an object.
///
/// The text is scanned before it is parsed: how deep it is nested and how many values it has decide
/// how much stack and memory parsing takes, and a few bytes of text can ask for a lot of both.
pub(crate) fn parse(text: &[u8], limits: &Limits, notes: &Notes) -> Result<Value, Error> {
    let limit = |what, value, limit| Error::Limit {
        at: "the JSON".to_owned(),
        what,
        value,
        limit,
    };
    if text.len() as u64 > limits.json_bytes {
        return Err(limit(
            "its length in bytes",
            text.len() as u64,
            limits.json_bytes,
        ));
    }
    let shape = Shape::of(text);
    if shape.depth > limits.json_depth {
        return Err(limit(
            "its depth",
            shape.depth as u64,
            limits.json_depth as u64,
        ));
    }
    if shape.values > limits.json_values {
        return Err(limit(
            "its number of values",
            shape.values as u64,
            limits.json_values as u64,
        ));
    }
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    // Browsers put U+FFFD in the place of what isn't UTF-8.
    let text = String::from_utf8_lossy(text);
    if let std::borrow::Cow::Owned(_) = &text {
        let problem = "some of the JSON isn't UTF-8; signs of it are lost";
        notes.push(Defect::new("INVALID_UTF8", Effect::Drawn, "", problem));
    }
    let text = text.as_bytes();
    let json = deep(text, shape.depth).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        // The place is told apart from the problem.
        let problem = error
            .to_string()
            .replace(&format!(" at line {line} column {column}"), "");
        Error::Syntax {
            line,
            column,
            problem,
        }
    })?;
    if json.is_object() {
        Ok(json)
    } else {
        Err(Error::Syntax {
            line: 1,
            column: 1,
            problem: "the root isn't an object".to_owned(),
        })
    }
}

/// Parses text that is nested `depth` deep, which was checked, on a stack that is as large.
fn deep(text: &[u8], depth: usize) -> Result<Value, serde_json::Error> {
    /// As deep as any thread's stack takes.
    const SHALLOW: usize = 100;
    /// Bytes of stack that a level takes, many times over.
    const LEVEL: usize = 64 << 10;
    let parse = || {
        let mut parser = serde_json::Deserializer::from_slice(text);
        parser.disable_recursion_limit();
        let json = Value::deserialize(&mut parser)?;
        parser.end()?;
        Ok(json)
    };
    if depth <= SHALLOW {
        return parse();
    }
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(depth.saturating_mul(LEVEL));
        let thread = thread
            .spawn_scoped(scope, parse)
            .map_err(serde_json::Error::io)?;
        let failed = |_| serde_json::Error::io(std::io::Error::other("it can't be parsed"));
        thread.join().map_err(failed)?
    })
}

/// What a text asks of a JSON parser, at most.
#[derive(Debug, PartialEq, Eq)]
struct Shape {
    /// Arrays and objects within one another.
    depth: usize,
    /// Values: one for each `[`, `{`, `,` and `:` outside of strings is enough, with the root.
    values: usize,
}

impl Shape {
    fn of(text: &[u8]) -> Self {
        let (mut depth, mut deepest, mut values) = (0_usize, 0, 1);
        let mut bytes = text.iter();
        while let Some(byte) = bytes.next() {
            match byte {
                b'"' => skip_string(&mut bytes),
                b'[' | b'{' => {
                    depth += 1;
                    values += 1;
                    deepest = deepest.max(depth);
                }
                b']' | b'}' => depth = depth.saturating_sub(1),
                b',' => values += 1,
                _ => {}
            }
        }
        Self {
            depth: deepest,
            values,
        }
    }
}

/// Goes behind the closing quote.
fn skip_string(bytes: &mut std::slice::Iter<'_, u8>) {
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => return,
            b'\\' => {
                bytes.next();
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    #[test]
    fn the_shape_ignores_what_is_in_strings() {
        let shape = Shape::of(br#"{"a[[[": [1, 2, {"b": "\"[[["}], "c": "}}\\"}"#);
        assert_eq!(
            shape,
            Shape {
                depth: 3,
                values: 7
            }
        );
        assert!(parse(br#"{"a": "\\"}"#, &Limits::default(), &Notes::default()).is_ok());
    }

    #[test]
    fn hostile_texts_are_refused_in_words() {
        let limits = Limits {
            json_values: 100,
            json_bytes: 5000,
            ..Limits::default()
        };
        let refusal = |text: &[u8]| {
            parse(text, &limits, &Notes::default())
                .unwrap_err()
                .to_string()
        };
        let cases: [(Vec<u8>, &str); 5] = [
            (
                b"[".repeat(4000),
                "the JSON: its depth is 4000, more than the limit of 512",
            ),
            (
                [b"{\"a\":[".to_vec(), b"0,".repeat(200)].concat(),
                "the JSON: its number of values is 203, more than the limit of 100",
            ),
            (
                b" ".repeat(5001),
                "the JSON: its length in bytes is 5001, more than the limit of 5000",
            ),
            (
                b"{\n  \"a\" 1}".to_vec(),
                "the JSON is broken at line 2, column 7: expected `:`",
            ),
            (
                b"[]".to_vec(),
                "the JSON is broken at line 1, column 1: the root isn't an object",
            ),
        ];
        for (text, expected) in cases {
            let refusal = refusal(&text);
            assert!(refusal.contains(expected), "{refusal}");
        }
    }
}
