//! Single cells as typed values; what is wrong with one is a sentence.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization as _;

use super::encoding;
use super::item::Action;
use super::number::{self, Number};

/// The most that a product may measure along one side, in metres; more is a slip of the unit.
const MOST_METRES: f64 = 100.0;

/// What programs write where there is nothing, or where a formula failed.
const ERRORS: [&str; 19] = [
    "#N/A",
    "#REF!",
    "#VALUE!",
    "#DIV/0!",
    "#NAME?",
    "#NUM!",
    "#NULL!",
    "#SPILL!",
    "#NV",
    "#WERT!",
    "#BEZUG!",
    "#ZAHL!",
    "#VALEUR!",
    "#NOM?",
    "NULL",
    "\\N",
    "NaN",
    "nan",
    "undefined",
];

/// Units that a size may have behind it, in metres.
const UNITS: [(&str, f64); 14] = [
    ("mm", 0.001),
    ("cm", 0.01),
    ("m", 1.0),
    ("in", 0.0254),
    ("in.", 0.0254),
    ("inch", 0.0254),
    ("inches", 0.0254),
    ("zoll", 0.0254),
    ("\"", 0.0254),
    ("''", 0.0254),
    ("\u{2033}", 0.0254),
    ("\u{201d}", 0.0254),
    ("ft", 0.3048),
    ("meter", 1.0),
];

/// A cell's text as it was meant, and what was taken off it.
///
/// # Errors
/// A sentence where the cell says nothing that was meant.
pub(super) fn plain(text: &str) -> Result<(Cow<'_, str>, Option<&'static str>), String> {
    if text.contains('\u{fffd}') {
        return Err("a letter was lost here: save the spreadsheet as CSV (UTF-8) again".into());
    }
    if ERRORS.contains(&text) || (text.len() > 2 && text.bytes().all(|byte| byte == b'#')) {
        return Err("a program wrote this in place of a value".into());
    }
    if let Some(inner) = text
        .strip_prefix("=\"")
        .and_then(|inner| inner.strip_suffix('"'))
        .filter(|inner| !inner.replace("\"\"", "").contains('"'))
    {
        let inner = inner.replace("\"\"", "\"");
        return Ok((Cow::Owned(inner), Some("=\"...\" keeps text as it is")));
    }
    if text.starts_with('=') && text.len() > 1 {
        return Err("this is a formula: save what it comes to".into());
    }
    if let Some(bare) = text.strip_prefix('\'')
        && bare.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '=' | '+' | '-' | '@'))
    {
        return Ok((Cow::Borrowed(bare), Some(APOSTROPHE)));
    }
    if let Some(meant) = encoding::misread(text) {
        return Err(format!(
            "this was saved in one encoding and read in another, and was '{meant}'"
        ));
    }
    Ok((Cow::Borrowed(text), None))
}

/// Why an apostrophe isn't there any more.
pub(super) const APOSTROPHE: &str = "an apostrophe keeps text as it is";

/// A length in metres. The cell's numbers are in units of `metres`, unless the cell names its own
/// unit. `None` where it is 0: exports write that where nothing is known.
pub(super) fn length(
    text: &str,
    metres: f64,
) -> Result<(Option<f64>, Option<&'static str>), String> {
    let flat: String = text.nfkc().collect();
    let end = flat
        .rfind(|c: char| c.is_ascii_digit())
        .map_or(0, |end| end + 1);
    let (digits, behind) = flat.split_at(end);
    let behind = behind.trim().to_lowercase();
    let (metres, mut why) = match UNITS.iter().find(|(unit, _)| *unit == behind) {
        Some((_, own)) => (*own, Some("the cell names the unit")),
        None if behind.is_empty() => (metres, None),
        None => return Err(format!("a side is a number such as 78.5, not '{text}'")),
    };
    let number = match number::read(digits.trim()) {
        Number::Plain { text, why: odd } => {
            why = why.or(odd);
            text
        }
        // Programs write sizes with a point; the model's own size guards against a slip.
        Number::Either { decimals, .. } if digits.contains('.') => decimals,
        Number::Either {
            thousands,
            decimals,
        } => {
            return Err(format!(
                "this may be {thousands} or {decimals}: write one of them"
            ));
        }
        Number::None => return Err(format!("a side is a number such as 78.5, not '{text}'")),
    };
    match number.parse::<f64>() {
        Ok(0.0) => Ok((None, Some("0 says that nothing is known"))),
        Ok(value) if value * metres <= MOST_METRES => Ok((Some(value * metres), why)),
        _ => Err("a side is over 0 and at most 100 m".into()),
    }
}

/// What to do with a row.
pub(super) fn action(text: &str) -> Result<(Action, Option<&'static str>), String> {
    Ok(match text.to_lowercase().as_str() {
        "" | "publish" | "merge" => (Action::Publish, None),
        "replace" => (
            Action::Publish,
            Some("what the sheet leaves empty stays as it is live"),
        ),
        "create" | "new" => (Action::Create, None),
        "update" | "partialupdate" => (Action::Update, None),
        "skip" | "ignore" => (Action::Skip, None),
        "delete" => (Action::Delete, None),
        _ => return Err("an action is create, update, skip or delete, or nothing".into()),
    })
}

/// Whether a shop has it for sale, by its status.
pub(super) fn for_sale(text: &str) -> Result<bool, String> {
    match text.to_lowercase().as_str() {
        "active" | "enabled" | "live" | "published" | "publish" | "aktiv" | "actif" | "activo" => {
            Ok(true)
        }
        "draft" | "archived" | "inactive" | "disabled" | "unlisted" | "hidden" | "private"
        | "pending" | "entwurf" | "archiviert" | "inaktiv" | "brouillon" | "archivé"
        | "borrador" => Ok(false),
        _ => yes(text).ok_or_else(|| "a status is active, draft or archived".into()),
    }
}

/// Whether a shop shows it.
pub(super) fn published(text: &str) -> Result<bool, String> {
    yes(text).ok_or_else(|| "this is yes or no (true or false, 1 or 0)".into())
}

/// Yes or no, as spreadsheets of several languages say it.
fn yes(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "1" | "true" | "yes" | "y" | "on" | "visible" | "wahr" | "ja" | "vrai" | "oui"
        | "verdadero" | "sí" | "si" | "vero" | "sì" | "waar" | "x" => Some(true),
        // WooCommerce has -1 for drafts, Magento 2 for what is off.
        "0" | "-1" | "2" | "false" | "no" | "n" | "off" | "hidden" | "falsch" | "nein" | "faux"
        | "non" | "falso" | "onwaar" | "nee" => Some(false),
        _ => None,
    }
}

/// What is wrong with an article number that a spreadsheet has changed. An apostrophe in front tells
/// that it is meant as it stands.
pub(super) fn changed_sku(text: &str) -> Option<String> {
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if let Some((whole, zeros)) = text.split_once('.')
        && is_digits(whole)
        && is_digits(zeros)
        && zeros.bytes().all(|b| b == b'0')
    {
        return Some(format!(
            "a program made a number of {whole}: write {whole}, or '{text} where that is the SKU"
        ));
    }
    if let Some((number, exponent)) = text.split_once(['e', 'E'])
        && number.contains(['.', ','])
        && number.parse::<f64>().is_ok()
        && exponent.starts_with('+')
    {
        return Some(
            "the spreadsheet rounded this: format the column as text and enter it again".into(),
        );
    }
    let months = [
        "jan", "feb", "mar", "mär", "apr", "may", "mai", "jun", "jul", "aug", "sep", "oct", "okt",
        "nov", "dec", "dez",
    ];
    let is_month =
        |text: &str| months.contains(&text.trim_end_matches('.').to_lowercase().as_str());
    let (first, second) = text.split_once(['-', '.'])?;
    let second = second.trim_start();
    let is_date = (is_digits(first) && first.len() <= 2 && is_month(second))
        || (is_month(first)
            && is_digits(second)
            && second.len() == 2
            && first.len() == 3
            && text.contains('-')
            && first.chars().next().is_some_and(char::is_uppercase)
            && first.chars().skip(1).all(char::is_lowercase));
    is_date.then(|| {
        format!(
            "this looks like a date that the spreadsheet made: write '{text} where that is the SKU"
        )
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    #[test]
    fn sizes_are_read_and_slips_refused() {
        for (text, unit, metres) in [
            ("78.5", 0.01, 0.785),
            ("785", 0.001, 0.785),
            ("78,5", 0.01, 0.785),
            ("1'785 mm", 0.01, 1.785),
            ("31.5\"", 0.01, 0.8001),
            ("1.250", 1.0, 1.25),
        ] {
            let read = length(text, unit).unwrap().0.unwrap();
            assert!((read - metres).abs() < 1e-9, "{text}: {read}");
        }
        assert_eq!(length("0.00", 0.01).unwrap().0, None);
        for bad in ["", "-1", "NaN", "20000", "a", "5 kg", "1,250", "50 x 60"] {
            assert!(length(bad, 0.01).is_err(), "{bad}");
        }
    }

    #[test]
    fn words_are_understood_or_named() {
        assert_eq!(action("Delete").unwrap().0, Action::Delete);
        assert_eq!(action("REPLACE").unwrap().0, Action::Publish);
        assert!(action("remove").is_err());
        assert_eq!(for_sale("Archived"), Ok(false));
        assert_eq!(for_sale("ACTIVE"), Ok(true));
        assert!(for_sale("ready").is_err());
        assert_eq!(published("FALSCH"), Ok(false));
        assert_eq!(published("-1"), Ok(false));
        assert!(published("web").is_err());
        assert_eq!(names("Oak, dark | Moss |"), ["Oak, dark", "Moss"]);
        assert_eq!(names("Oak, Moss"), ["Oak", "Moss"]);
    }

    #[test]
    fn what_programs_add_to_a_cell_is_taken_off() {
        for (cell, meant) in [
            ("=\"4006381333931\"", "4006381333931"),
            ("'0123", "0123"),
            ("'=x", "=x"),
            ("'S Gravenhage", "'S Gravenhage"),
            ("24\" frame", "24\" frame"),
            ("=", "="),
        ] {
            assert_eq!(plain(cell).unwrap().0, meant);
        }
        for bad in [
            "=A1&\"x\"",
            "=\"a\"&\"b\"",
            "#N/A",
            "NULL",
            "########",
            "St\u{fffd}hle",
            "StÃ¼hle",
        ] {
            assert!(plain(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn article_numbers_that_spreadsheets_changed_are_named() {
        for changed in [
            "1001.0", "1001.00", "1.23E+05", "01-Mar", "1. Mär", "Mar-05",
        ] {
            assert!(changed_sku(changed).is_some(), "{changed}");
        }
        for fine in [
            "1001", "A.0", "1E5", "CH-1", "10.5", "MAR-05", "12-3", "1.2.0",
        ] {
            assert_eq!(changed_sku(fine), None, "{fine}");
        }
    }
}
