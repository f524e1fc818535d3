//! Numbers as people and spreadsheets write them: with points or commas, divided by thousands.

/// What a number was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Number {
    /// One way to read it: digits, with a point before those after it.
    Plain {
        /// Such as `1299.00`.
        text: String,
        /// What had to be known to read it; `None` where it stands there just so.
        why: Option<&'static str>,
    },
    /// Thousands, or digits after the point: `1.299` is both.
    Either {
        /// Read as thousands: `1299`.
        thousands: String,
        /// Read with a point: `1.299`.
        decimals: String,
    },
    /// No number.
    None,
}

/// Why a number wasn't read letter by letter.
const COMMA: &str = "the comma divides the decimals";
const THOUSANDS: &str = "thousands are divided";

/// Reads digits that may be divided by points, commas, spaces and apostrophes.
pub(super) fn read(text: &str) -> Number {
    let last = text.rfind(['.', ',']);
    let points = text.matches('.').count();
    let commas = text.matches(',').count();
    let Some(place) = last else {
        return whole(text).map_or(Number::None, |digits| plain(&digits, "", text, ""));
    };
    let (before, after) = (&text[..place], &text[place + 1..]);
    let mark = &text[place..=place];
    if !is_digits(after) {
        return Number::None;
    }
    if points + commas > 1 && (points == 0 || commas == 0) {
        // The same mark again and again can only divide thousands.
        return whole(text).map_or(Number::None, |digits| plain(&digits, "", text, ""));
    }
    if points > 0 && commas > 0 && before.contains(mark) {
        return Number::None;
    }
    let Some(digits) = whole(before) else {
        return Number::None;
    };
    let may_be_thousands =
        is_digits(before) && before.len() <= 3 && !before.starts_with('0') && after.len() == 3;
    if may_be_thousands {
        return Number::Either {
            thousands: format!("{before}{after}"),
            decimals: format!("{before}.{after}"),
        };
    }
    plain(&digits, after, before, mark)
}

fn plain(digits: &str, decimals: &str, written: &str, mark: &str) -> Number {
    let text = if decimals.is_empty() {
        digits.to_owned()
    } else {
        format!("{digits}.{decimals}")
    };
    let why = match mark {
        "," => Some(COMMA),
        _ if !is_digits(written) => Some(THOUSANDS),
        _ => None,
    };
    Number::Plain { text, why }
}

/// The digits of a number without decimals, its thousands divided by one kind of mark or none.
fn whole(text: &str) -> Option<String> {
    if is_digits(text) {
        return Some(text.to_owned());
    }
    let mark = text.chars().find(|c| !c.is_ascii_digit())?;
    if !matches!(mark, '.' | ',' | ' ' | '\'' | '\u{2019}') {
        return None;
    }
    let groups: Vec<&str> = text.split(mark).collect();
    let (first, rest) = groups.split_first()?;
    let (last, middle) = rest.split_last()?;
    let digits = groups.iter().all(|group| is_digits(group));
    let by_three = first.len() <= 3 && rest.iter().all(|group| group.len() == 3);
    // In India the last three digits are divided off, then each two.
    let by_two = mark == ','
        && first.len() <= 2
        && !middle.is_empty()
        && middle.iter().all(|group| group.len() == 2)
        && last.len() == 3;
    (digits && !first.starts_with('0') && (by_three || by_two)).then(|| groups.concat())
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain_text(text: &str) -> Option<String> {
        match read(text) {
            Number::Plain { text, .. } => Some(text),
            _ => None,
        }
    }

    #[test]
    fn numbers_are_read_as_they_were_meant() {
        for (written, meant) in [
            ("1299", "1299"),
            ("1299.00", "1299.00"),
            ("12,50", "12.50"),
            ("1.299,00", "1299.00"),
            ("1,299.00", "1299.00"),
            ("1 299,00", "1299.00"),
            ("1'299.00", "1299.00"),
            ("1\u{2019}299.00", "1299.00"),
            ("1.299.000", "1299000"),
            ("1,299,000", "1299000"),
            ("1,29,900.00", "129900.00"),
            ("1 299", "1299"),
            ("0.785", "0.785"),
            ("1299.000", "1299.000"),
            ("199.0000", "199.0000"),
        ] {
            assert_eq!(plain_text(written).as_deref(), Some(meant), "{written}");
        }
        for bad in [
            "",
            "1,2,3",
            "12,34.5,6",
            "1 29",
            "a",
            "1.",
            ".5",
            "1..2",
            "01.299.000",
        ] {
            assert_eq!(read(bad), Number::None, "{bad}");
        }
    }

    #[test]
    fn three_digits_after_one_mark_are_read_either_way() {
        for text in ["1.299", "1,299", "12.000"] {
            assert!(matches!(read(text), Number::Either { .. }), "{text}");
        }
    }
}
