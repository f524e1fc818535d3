//! The elements of one accessor by its number, for those who change models.

use serde_json::Value;

use super::accessor::Accessor;
use super::buffers::Buffer;
use super::source::Source;
use crate::json::At;
use crate::{Document, Error, Limits};

/// The decoded elements of an accessor.
#[derive(Debug, Clone, PartialEq)]
pub struct Elements {
    /// Numbers of one element: 1, 2, 3, 4, 9 or 16.
    pub width: usize,
    /// The numbers, one element after the other. Integers become fractions where they are
    /// normalised; whole numbers above 2^24 are rounded.
    pub values: Vec<f32>,
}

/// Reads the accessor `index` of `document`, whatever strides, sparse elements or meshopt
/// compression are in the way.
///
/// # Errors
/// [`Error`] where there is no such accessor or it is broken.
pub fn elements(document: &Document, index: usize, limits: &Limits) -> Result<Elements, Error> {
    let number = Value::from(index);
    let buffers: Vec<Buffer> = document
        .buffers
        .iter()
        .cloned()
        .map(Buffer::Bytes)
        .collect();
    let mut source = Source::new(At::root(&document.json), &buffers, limits);
    let accessor = Accessor::read(&mut source, &At::root(&number))?;
    let (width, source) = (accessor.width, &mut source);
    let values = accessor.flat(source)?;
    Ok(Elements { width, values })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    #[test]
    fn normalised_pairs_are_read_across_a_stride() {
        let document = Document {
            json: serde_json::json!({
                "bufferViews": [{"buffer": 0, "byteLength": 8, "byteStride": 4}],
                "accessors": [{"bufferView": 0, "componentType": 5121, "normalized": true,
                    "count": 2, "type": "VEC2"}],
            }),
            buffers: vec![bytes::Bytes::from_static(&[0, 255, 9, 9, 255, 51, 9, 9])],
            ..Document::default()
        };
        let elements = elements(&document, 0, &Limits::default()).unwrap();
        assert_eq!(
            elements,
            Elements {
                width: 2,
                values: vec![0.0, 1.0, 1.0, 0.2]
            }
        );
        assert!(super::elements(&document, 1, &Limits::default()).is_err());
    }
}
