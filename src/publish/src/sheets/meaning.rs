//! What a header means by itself: its column, unit and currency.

use base::{Currency, Fault, Remedy, Result};

use super::column::Column;
use super::currencies;
use super::headers::{self, Sure};
use super::mapped::{MappedHeader, UNITS};

/// Attributes of the web viewer that a sheet may set.
const ATTRIBUTES: [&str; 9] = [
    "camera-orbit",
    "camera-target",
    "field-of-view",
    "exposure",
    "environment-image",
    "shadow-intensity",
    "shadow-softness",
    "tone-mapping",
    "variant-name",
];

/// What `header` means by itself, and how surely.
pub(super) fn meaning(header: &str) -> (MappedHeader, Sure) {
    let words = headers::normalise(header);
    let mut mapped = MappedHeader {
        header: header.into(),
        column: None,
        attribute: None,
        metres: None,
        currency: None,
    };
    let dashed = words.replace(' ', "-");
    if ATTRIBUTES.contains(&dashed.as_str()) {
        (mapped.column, mapped.attribute) = (Some(Column::Attribute), Some(dashed));
        return (mapped, Sure::Certain);
    }
    let found = headers::find(&words).or_else(|| {
        let (name, metres) = with_unit(&words)?;
        mapped.metres = Some(metres);
        headers::find(name).filter(|(column, _)| column.is_side())
    });
    let found = found.or_else(|| {
        let (name, currency) = with_currency(header, &words)?;
        mapped.currency = Some(currency);
        headers::find(&name).filter(|(column, _)| *column == Column::Price)
    });
    let Some((column, sure)) = found else {
        (mapped.metres, mapped.currency) = (None, None);
        return (mapped, Sure::Perhaps);
    };
    mapped.column = Some(column);
    mapped.metres = column.is_side().then(|| mapped.metres.unwrap_or(0.01));
    (mapped, sure)
}

impl MappedHeader {
    /// A header that means what `word` does where it is one: `sku`, `price EUR`, `height mm`, or `-`
    /// for a column that isn't used.
    ///
    /// # Errors
    /// An input fault where `word` is no header that is known.
    pub fn told(header: &str, word: &str) -> Result<Self> {
        let mut mapped = meaning(word.trim()).0;
        if mapped.column.is_none() && word.trim() != "-" {
            return Err(
                Fault::usage(format!("'{word}' is no column that a sheet can have"))
                    .remedy(Remedy::SayMeaning),
            );
        }
        mapped.header = header.trim().to_owned();
        Ok(mapped)
    }
}

/// The words before the unit that ends `words`, and the unit in metres.
fn with_unit(words: &str) -> Option<(&str, f64)> {
    let (name, last) = words.rsplit_once(' ')?;
    let (_, metres) = UNITS.iter().find(|(unit, _)| *unit == last)?;
    let name = [" in", " en", " im"]
        .iter()
        .find_map(|word| name.strip_suffix(word))
        .unwrap_or(name);
    Some((name, *metres))
}

/// The words beside a currency's code or sign in `header`, and the currency.
fn with_currency(header: &str, words: &str) -> Option<(String, Currency)> {
    let signed = currencies::SIGNS
        .iter()
        .find(|(sign, _)| !sign.chars().any(char::is_alphabetic) && header.contains(sign))
        .and_then(|(_, codes)| match codes {
            [code] => code.parse().ok(),
            _ => None,
        });
    let mut currency = signed;
    let mut name: Vec<&str> = Vec::new();
    for word in words.split(' ') {
        match currencies::code(word) {
            Some(code) if currency.is_none() => currency = Some(code),
            Some(_) => return None,
            None => name.push(word),
        }
    }
    while name.last().is_some_and(|word| ["in", "en"].contains(word)) {
        name.pop();
    }
    Some((name.join(" "), currency?))
}

#[cfg(test)]
mod tests {
    use super::ATTRIBUTES;

    #[test]
    fn a_sheet_sets_what_a_manifest_may_set() {
        for name in ATTRIBUTES {
            assert!(viewer::is_settable(name), "{name}");
        }
    }
}
