//! Single cells as typed values; what is wrong with one is a sentence.

use base::{Currency, Money};

use super::plan::Action;

/// The most that a product may measure along one side, in metres; more is a slip of the unit.
const MOST_METRES: f64 = 100.0;

/// A length in metres, written in units of `metres`.
pub(super) fn length(text: &str, metres: f64, decimal_comma: bool) -> Result<f64, String> {
    let number = point(text, decimal_comma);
    match number.parse::<f64>() {
        Ok(value) if value > 0.0 && value * metres <= MOST_METRES => Ok(value * metres),
        Ok(_) => Err("a side is over 0 and at most 100 m".into()),
        Err(_) => Err("a side is a number such as 78.5".into()),
    }
}

/// An amount; a currency's code beside it, as some exports have it, must be `currency`.
pub(super) fn price(text: &str, currency: Currency, decimal_comma: bool) -> Result<Money, String> {
    let bare = text
        .strip_suffix(currency.code())
        .or_else(|| text.strip_prefix(currency.code()))
        .unwrap_or(text)
        .trim();
    let price =
        Money::parse(&point(bare, decimal_comma), currency).map_err(|error| error.to_string())?;
    if price.minor == 0 {
        return Err("a price is over 0".into());
    }
    Ok(price)
}

/// What to do with a row.
pub(super) fn action(text: &str) -> Result<Action, String> {
    Ok(match text.to_lowercase().as_str() {
        "" | "publish" | "merge" => Action::Publish,
        "create" | "new" => Action::Create,
        "update" => Action::Update,
        "skip" | "ignore" => Action::Skip,
        "delete" => Action::Delete,
        _ => return Err("an action is create, update, skip or delete, or nothing".into()),
    })
}

/// Names divided by `|`, or by commas where there is none.
pub(super) fn names(text: &str) -> Vec<String> {
    let divider = if text.contains('|') { '|' } else { ',' };
    text.split(divider)
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .collect()
}

/// Spreadsheets keep a number as text by an apostrophe in front.
pub(super) fn without_apostrophe(text: &str) -> &str {
    text.strip_prefix('\'').unwrap_or(text)
}

/// A number with a point, where it may be written with a comma.
fn point(text: &str, decimal_comma: bool) -> String {
    if decimal_comma && !text.contains('.') && text.matches(',').count() == 1 {
        text.replace(',', ".")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    #[test]
    fn numbers_are_read_and_slips_refused() {
        assert!((length("78.5", 0.01, false).unwrap() - 0.785).abs() < 1e-12);
        assert!((length("785", 0.001, false).unwrap() - 0.785).abs() < 1e-12);
        assert!((length("78,5", 0.01, true).unwrap() - 0.785).abs() < 1e-12);
        for bad in ["", "0", "-1", "NaN", "78,5", "20000", "a"] {
            assert!(length(bad, 0.01, false).is_err(), "{bad}");
        }
        let eur: Currency = "EUR".parse().unwrap();
        assert_eq!(price("199.00 EUR", eur, false).unwrap().minor, 19_900);
        assert_eq!(price("199,5", eur, true).unwrap().minor, 19_950);
        for bad in ["", "0", "199,5", "1.999", "$5", "199 USD"] {
            assert!(price(bad, eur, false).is_err(), "{bad}");
        }
    }

    #[test]
    fn actions_and_names_are_words() {
        assert_eq!(action("Delete").unwrap(), Action::Delete);
        assert_eq!(action("").unwrap(), Action::Publish);
        assert!(action("remove").is_err());
        assert_eq!(names("Oak, dark | Moss |"), ["Oak, dark", "Moss"]);
        assert_eq!(names("Oak, Moss"), ["Oak", "Moss"]);
    }
}
