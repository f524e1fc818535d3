//! Descriptions that shops export as HTML, as plain paragraphs.

/// Elements whose content is no text for people.
const HIDDEN: [&str; 2] = ["script", "style"];
/// Elements that end a paragraph.
const BLOCKS: [&str; 12] = [
    "p", "div", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "section",
];
/// Elements that end a line.
const LINES: [&str; 3] = ["br", "li", "tr"];

/// The text of `html`: paragraphs divided by empty lines, tags gone, character references read. A
/// text without tags is given back with its references read alone.
pub(super) fn text(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    let marked = html.contains("</") || html.contains("<br") || html.contains("<p");
    while let Some(start) = rest.find('<') {
        let (before, from) = rest.split_at(start);
        push_words(&mut out, before, marked);
        let Some((name, closes, after)) = tag(from) else {
            // A lone `<` is a character like any other.
            out.push('<');
            rest = &from[1..];
            continue;
        };
        rest = after;
        if HIDDEN.contains(&name.as_str()) && !closes {
            rest = skip_to_end(rest, &name);
        } else if BLOCKS.contains(&name.as_str()) {
            end_with(&mut out, "\n\n");
        } else if LINES.contains(&name.as_str()) {
            end_with(&mut out, "\n");
        }
    }
    push_words(&mut out, rest, marked);
    out.trim().to_owned()
}

/// The name of the tag that `text` begins with, whether it closes one, and what follows it.
fn tag(text: &str) -> Option<(String, bool, &str)> {
    if let Some(comment) = text.strip_prefix("<!--") {
        let after = comment.find("-->").map_or("", |end| &comment[end + 3..]);
        return Some((String::new(), false, after));
    }
    let inner = &text[1..];
    let closes = inner.starts_with('/');
    let named = inner.trim_start_matches('/');
    if !named.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let end = inner.find('>')?;
    let name = named
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_ascii_lowercase();
    Some((name, closes, &inner[end + 1..]))
}

/// What follows the end tag of `name`; nothing where it never ends.
fn skip_to_end<'a>(text: &'a str, name: &str) -> &'a str {
    let end = format!("</{name}");
    let lower = text.to_ascii_lowercase();
    match lower.find(&end) {
        Some(place) => text[place..]
            .find('>')
            .map_or("", |close| &text[place + close + 1..]),
        None => "",
    }
}

/// Adds text with its character references read. In marked-up text, white space is one space.
fn push_words(out: &mut String, text: &str, marked: bool) {
    let text = references(text);
    if !marked {
        out.push_str(&text);
        return;
    }
    for part in text.split_inclusive(char::is_whitespace) {
        let word = part.trim_end();
        out.push_str(word);
        let fresh = out.is_empty() || out.ends_with([' ', '\n']);
        if word.len() < part.len() && !fresh {
            out.push(' ');
        }
    }
}

/// Lets `out` end with `ending` and nothing more.
fn end_with(out: &mut String, ending: &str) {
    let text = out.trim_end_matches(' ').len();
    out.truncate(text);
    if out.is_empty() {
        return;
    }
    let there = out.len() - out.trim_end_matches('\n').len();
    for _ in there..ending.len() {
        out.push('\n');
    }
}

/// `&amp;`, `&#228;`, `&#xe4;` and their like as characters; unknown ones stay.
fn references(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        out.push_str(&rest[..start]);
        let from = &rest[start..];
        let read = from
            .find(';')
            .filter(|end| *end <= 10)
            .and_then(|end| Some((character(&from[1..end])?, &from[end + 1..])));
        match read {
            Some((character, after)) => {
                out.push(character);
                rest = after;
            }
            None => {
                out.push('&');
                rest = &from[1..];
            }
        }
    }
    out + rest
}

fn character(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|c| !c.is_control());
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        "ndash" => '–',
        "mdash" => '—',
        "hellip" => '…',
        "rsquo" => '’',
        "lsquo" => '‘',
        "rdquo" => '”',
        "ldquo" => '“',
        "deg" => '°',
        "times" => '×',
        _ => return None,
    })
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
            "Oak & wool.\n\n52 × 88 cm\nMade in Lech"
        );
        assert_eq!(text("A<br/>B<BR>C"), "A\nB\nC");
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
    }
}
