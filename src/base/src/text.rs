//! Text from elsewhere: what it may hide, and what a terminal may be shown of it.

use std::borrow::Cow;

/// Whether `c` changes the order in which what stands around it is shown: with such characters a
/// text reads otherwise than it is written. Marks that only give a direction to themselves, as
/// Arabic and Hebrew texts need them, are none.
#[must_use]
pub const fn turns_text(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Whether `c` has no place in one line of text: controls, line breaks, and what
/// [turns text](turns_text).
#[must_use]
pub fn is_hidden(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') || turns_text(c)
}

/// Whether `c` has no place in a text of several lines.
#[must_use]
pub fn is_hidden_in_lines(c: char) -> bool {
    is_hidden(c) && !matches!(c, '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}')
}

/// `text` as it may be shown on a terminal: without escapes that would colour, move or write over
/// what stands there, and in the order in which it is written. Lines stay.
#[must_use]
pub fn shown(text: &str) -> Cow<'_, str> {
    if text.chars().any(is_hidden_in_lines) {
        let kept = |c: &char| !is_hidden_in_lines(*c);
        Cow::Owned(text.chars().filter(kept).collect())
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_is_shown_text_alone() {
        assert_eq!(shown("Stühle für 2\nZeilen\t€"), "Stühle für 2\nZeilen\t€");
        assert_eq!(shown("a\u{1b}[31mb\u{7}\u{9b}2Jc"), "a[31mb2Jc");
        assert_eq!(shown("gnp.\u{202e}exe"), "gnp.exe");
        // Persian needs the joiner, Hebrew the mark, and so do some emoji.
        let fine = "می\u{200c}خواهم \u{200f}! 👩\u{200d}🎨";
        assert_eq!(shown(fine), fine);
    }

    #[test]
    fn a_line_has_no_breaks_and_no_turns() {
        for hidden in ['\n', '\u{0}', '\u{85}', '\u{2028}', '\u{202e}', '\u{2067}'] {
            assert!(is_hidden(hidden), "{hidden:?}");
        }
        for plain in ['a', 'ü', '\u{200d}', '\u{200f}', '💺'] {
            assert!(!is_hidden(plain), "{plain:?}");
        }
    }
}
