//! HTML descriptions of shops' exports as the plain text that a page shows.

use html2text::config;
use html2text::render::TextDecorator;

/// No line of a description is as long: only its own ends end lines.
const WIDTH: usize = 50_000;
/// What stands before an item of a list.
const BULLET: &str = "\u{2022} ";
/// Elements that descriptions are written with. Others in angle brackets are words.
const ELEMENTS: &[&str] = &[
    "a",
    "article",
    "b",
    "big",
    "blockquote",
    "body",
    "br",
    "center",
    "code",
    "dd",
    "div",
    "dl",
    "dt",
    "em",
    "figure",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "hr",
    "html",
    "i",
    "iframe",
    "img",
    "li",
    "link",
    "meta",
    "ol",
    "p",
    "picture",
    "pre",
    "s",
    "script",
    "section",
    "small",
    "span",
    "strong",
    "style",
    "sub",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "title",
    "tr",
    "u",
    "ul",
    "video",
];

/// The text of `html`: paragraphs divided by empty lines, an item a line, tags gone, character
/// references read. A text without tags keeps its lines, and only its references are read.
pub(super) fn text(html: &str) -> String {
    if is_marked(html) {
        laid_out(html)
    } else if has_references(html) {
        laid_out(&format!("<pre>{}</pre>", html.replace('<', "&lt;")))
    } else {
        html.trim().to_owned()
    }
}

/// Whether `text` has tags of HTML, or a comment.
fn is_marked(text: &str) -> bool {
    text.match_indices('<').any(|(place, _)| {
        let inner = &text[place + 1..];
        let Some(end) = inner.find(['>', '<']) else {
            return false;
        };
        if !inner[end..].starts_with('>') {
            return false;
        }
        let name: String = inner[..end]
            .trim_start_matches('/')
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect();
        inner.starts_with("!--") || ELEMENTS.contains(&name.to_ascii_lowercase().as_str())
    })
}

/// Whether `text` has anything such as `&uuml;` or `&#252;`.
fn has_references(text: &str) -> bool {
    text.match_indices('&').any(|(place, _)| {
        let inner = &text[place + 1..];
        inner.find(';').is_some_and(|end| {
            let name = inner[..end].trim_start_matches('#');
            !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric())
        })
    })
}

fn laid_out(html: &str) -> String {
    let laid_out = config::with_decorator(Plain)
        .no_table_borders()
        .allow_width_overflow()
        .string_from_read(html.as_bytes(), WIDTH)
        // Reading from memory can't fail, and no line is too wide.
        .unwrap_or_else(|_| html.to_owned());
    let mut out = String::new();
    let mut empty = 0;
    let mut last_is_item = false;
    for line in laid_out.lines() {
        let line = line.replace('\u{a0}', " ");
        let line = line.trim_end();
        // A rule across the page is drawn with these.
        if line.is_empty() || line.chars().all(|c| c == '\u{2500}') {
            empty += 1;
            continue;
        }
        let is_item = line.starts_with(BULLET) || line.starts_with("1. ");
        let begins_list = is_item && !last_is_item;
        if !out.is_empty() {
            out += if empty > 0 || begins_list {
                "\n\n"
            } else {
                "\n"
            };
        }
        out += line;
        empty = 0;
        last_is_item = line.starts_with(BULLET);
    }
    out.trim().to_owned()
}

/// Nothing but the text, and a mark before the items of lists.
#[derive(Debug, Clone)]
struct Plain;

impl TextDecorator for Plain {
    type Annotation = ();

    fn decorate_link_start(&mut self, _url: &str) -> (String, ()) {
        Default::default()
    }
    fn decorate_link_end(&mut self) -> String {
        String::new()
    }
    fn decorate_em_start(&self) -> (String, ()) {
        Default::default()
    }
    fn decorate_em_end(&self) -> String {
        String::new()
    }
    fn decorate_strong_start(&self) -> (String, ()) {
        Default::default()
    }
    fn decorate_strong_end(&self) -> String {
        String::new()
    }
    fn decorate_strikeout_start(&self) -> (String, ()) {
        Default::default()
    }
    fn decorate_strikeout_end(&self) -> String {
        String::new()
    }
    fn decorate_code_start(&self) -> (String, ()) {
        Default::default()
    }
    fn decorate_code_end(&self) -> String {
        String::new()
    }
    fn decorate_preformat_first(&self) {}
    fn decorate_preformat_cont(&self) {}
    fn decorate_image(&mut self, _src: &str, _title: &str) -> (String, ()) {
        Default::default()
    }
    fn header_prefix(&self, _level: usize) -> String {
        String::new()
    }
    fn quote_prefix(&self) -> String {
        String::new()
    }
    fn unordered_item_prefix(&self) -> String {
        BULLET.into()
    }
    fn ordered_item_prefix(&self, number: i64) -> String {
        format!("{number}. ")
    }
    fn make_subblock_decorator(&self) -> Self {
        Self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_becomes_paragraphs() {
        assert_eq!(
            text(
                "<p>Oak  &amp;\n wool.</p><ul><li>52 &times; 88&nbsp;cm</li><li>Made&#32;in Lech</li></ul>"
            ),
            "Oak & wool.\n\n• 52 × 88 cm\n• Made in Lech"
        );
        assert_eq!(text("A<br/>B<BR>C"), "A\nB\nC");
        assert_eq!(
            text(
                "<h2>St&uuml;hle</h2><table><tr><td>A</td><td>B</td></tr></table><hr><ol><li>x<li>y</ol>"
            ),
            "Stühle\n\nA B\n\n1. x\n2. y"
        );
        assert_eq!(
            text("<style>p{}</style><p class='a'>Seen</p><!-- not --><script>x<y</SCRIPT>!"),
            "Seen\n\n!"
        );
    }

    #[test]
    fn plain_text_stays_as_it_is() {
        for plain in ["", "Two\n\nparagraphs", "a < b & c", "1 &unknown; 2", "<3"] {
            assert_eq!(text(plain), plain.trim());
        }
        assert_eq!(text("cut <p off"), "cut <p off");
        assert_eq!(text("<Birke>, 5 < 6"), "<Birke>, 5 < 6");
        assert_eq!(
            text("St&uuml;hle &euro;\n\n5 &lt; 6 <7 &AElig;"),
            "Stühle €\n\n5 < 6 <7 Æ"
        );
    }
}
