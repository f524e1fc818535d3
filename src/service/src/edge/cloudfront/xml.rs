//! CloudFront's XML.

use quick_xml::Reader;
use quick_xml::escape::escape;
use quick_xml::events::Event;
use time::format_description::well_known::Rfc3339;

use crate::store::Invalidation;

const NAMESPACE: &str = "http://cloudfront.amazonaws.com/doc/2020-05-31/";
const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// An InvalidationBatch.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Batch {
    pub reference: String,
    pub paths: Vec<String>,
    pub quantity: usize,
}

/// Reads an InvalidationBatch; elements it doesn't know are passed over.
pub(super) fn read_batch(body: &[u8]) -> Result<Batch, String> {
    let text = std::str::from_utf8(body).map_err(|_| "the body isn't UTF-8".to_owned())?;
    let mut reader = Reader::from_str(text);
    let mut batch = Batch::default();
    let mut open: Vec<String> = Vec::new();
    let mut value = String::new();
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Start(element) => {
                open.push(String::from_utf8_lossy(element.local_name().as_ref()).into_owned());
                value.clear();
            }
            Event::Text(text) => value.push_str(&text.decode().map_err(|error| error.to_string())?),
            Event::GeneralRef(reference) => {
                let name = reference.decode().map_err(|error| error.to_string())?;
                let resolved = match reference.resolve_char_ref() {
                    Ok(Some(character)) => character.to_string(),
                    _ => quick_xml::escape::resolve_predefined_entity(&name)
                        .ok_or_else(|| format!("the entity '{name}' isn't known"))?
                        .to_owned(),
                };
                value.push_str(&resolved);
            }
            Event::End(_) => {
                match open.pop().as_deref() {
                    Some("CallerReference") => batch.reference = value.trim().to_owned(),
                    Some("Path") => batch.paths.push(value.trim().to_owned()),
                    Some("Quantity") => batch.quantity = value.trim().parse().unwrap_or(0),
                    _ => {}
                }
                value.clear();
            }
            Event::Eof if open.is_empty() => return Ok(batch),
            Event::Eof => return Err("the body ends within an element".into()),
            _ => {}
        }
    }
}

/// An Invalidation.
pub(super) fn invalidation(invalidation: &Invalidation) -> String {
    let paths: String = invalidation
        .paths
        .iter()
        .map(|path| format!("<Path>{}</Path>", escape(path)))
        .collect();
    format!(
        "{DECLARATION}<Invalidation xmlns=\"{NAMESPACE}\">{}<InvalidationBatch><Paths>\
         <Quantity>{}</Quantity><Items>{paths}</Items></Paths>\
         <CallerReference>{}</CallerReference></InvalidationBatch></Invalidation>",
        summary(invalidation),
        invalidation.paths.len(),
        escape(&invalidation.reference),
    )
}

/// What an Invalidation and its summary share.
fn summary(invalidation: &Invalidation) -> String {
    let created = invalidation.created.format(&Rfc3339).unwrap_or_default();
    format!(
        "<Id>{}</Id><Status>Completed</Status><CreateTime>{created}</CreateTime>",
        escape(&invalidation.id)
    )
}

/// An InvalidationList.
pub(super) fn list(page: &[Invalidation], marker: Option<&str>, limit: u32, more: bool) -> String {
    let items: String = page
        .iter()
        .map(|item| {
            format!(
                "<InvalidationSummary>{}</InvalidationSummary>",
                summary(item)
            )
        })
        .collect();
    let next = match page.last() {
        Some(last) if more => format!("<NextMarker>{}</NextMarker>", escape(&last.id)),
        _ => String::new(),
    };
    format!(
        "{DECLARATION}<InvalidationList xmlns=\"{NAMESPACE}\"><Marker>{}</Marker>{next}\
         <MaxItems>{limit}</MaxItems><IsTruncated>{more}</IsTruncated>\
         <Quantity>{}</Quantity><Items>{items}</Items></InvalidationList>",
        escape(marker.unwrap_or_default()),
        page.len(),
    )
}

/// An ErrorResponse.
pub(super) fn error(code: &str, message: &str) -> String {
    format!(
        "{DECLARATION}<ErrorResponse xmlns=\"{NAMESPACE}\"><Error><Type>Sender</Type>\
         <Code>{code}</Code><Message>{}</Message></Error></ErrorResponse>",
        escape(message)
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    #[test]
    fn a_batch_is_read_with_its_entities() {
        let body = format!(
            "<InvalidationBatch xmlns=\"{NAMESPACE}\"><Paths><Quantity>2</Quantity><Items>\
             <Path>/p/a&amp;b</Path><Path>/p/&#42;</Path></Items></Paths>\
             <CallerReference>r-1</CallerReference></InvalidationBatch>"
        );
        let batch = read_batch(body.as_bytes()).unwrap();
        assert_eq!(batch.paths, ["/p/a&b", "/p/*"]);
        assert_eq!((batch.reference.as_str(), batch.quantity), ("r-1", 2));
        assert!(read_batch(b"<InvalidationBatch><Paths>").is_err());
        assert!(read_batch(b"\xff").is_err());
    }
}
