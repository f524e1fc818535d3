//! GTINs: as they stand under a barcode, and as they come out of spreadsheets, with their zeros lost,
//! padded, or with an apostrophe.

use std::fmt;
use std::str::FromStr;

/// Lengths that GS1 has GTINs of.
const LENGTHS: [usize; 4] = [8, 12, 13, 14];
/// A number with fewer digits is taken for an article number, not for a GTIN that has lost its zeros.
const FEWEST: usize = 7;

/// A GTIN-8, -12, -13 or -14 with the right check digit.
///
/// Two GTINs are the same article where their 14 digits are, however many zeros stand in front.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Gtin(String);

/// Why a text is no GTIN.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GtinError {
    /// A spreadsheet has turned it into a rounded number.
    #[error("'{0}' was rounded by the spreadsheet: format the column as text and enter it again")]
    Rounded(String),
    /// Not digits, or too few or too many.
    #[error("'{0}' is no GTIN: that is the 8, 12, 13 or 14 digits under the barcode")]
    Form(String),
    /// The last digit isn't what the others make it.
    #[error("'{0}' is no GTIN: its check digit would be {1}")]
    CheckDigit(String, u32),
}

impl Gtin {
    /// One that is written as under its barcode: 8, 12, 13 or 14 digits and nothing else.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn of_barcode(text: &str) -> Result<Self, GtinError> {
        if LENGTHS.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit()) {
            of_digits(text, text)
        } else {
            Err(GtinError::Form(text.into()))
        }
    }

    /// The digits in the shortest length that GS1 has for them, with zeros in front where they are
    /// fewer.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let zeros = self.0.bytes().take_while(|digit| *digit == b'0').count();
        let digits = self.0.len() - zeros;
        let length = LENGTHS
            .into_iter()
            .find(|length| *length >= digits)
            .unwrap_or(self.0.len());
        &self.0[self.0.len() - length..]
    }

    /// The 14 digits by which articles are compared.
    #[must_use]
    pub fn padded(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Gtin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Gtin {
    type Err = GtinError;

    fn from_str(text: &str) -> Result<Self, GtinError> {
        // Spreadsheets keep a number as text by an apostrophe in front.
        let bare = text.trim().trim_start_matches('\'');
        let digits: String = bare
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .collect();
        if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) {
            return of_digits(text, &digits);
        }
        let number = digits.replace(',', ".");
        // `4.00638E+12`, or the `4006381333931.0` that exports make of numbers.
        if let Some((whole, zeros)) = number.split_once('.')
            && !whole.is_empty()
            && whole.bytes().all(|b| b.is_ascii_digit())
            && !zeros.is_empty()
            && zeros.bytes().all(|b| b == b'0')
        {
            return of_digits(text, whole);
        }
        if number.contains(['e', 'E']) && number.parse::<f64>().is_ok() {
            return Err(GtinError::Rounded(text.into()));
        }
        Err(GtinError::Form(text.into()))
    }
}

fn of_digits(text: &str, digits: &str) -> Result<Gtin, GtinError> {
    let significant = digits.trim_start_matches('0').len();
    if !(FEWEST..=14).contains(&digits.len()) || significant == 0 {
        return Err(GtinError::Form(text.into()));
    }
    let padded = format!("{digits:0>14}");
    let (body, last) = padded.split_at(13);
    let right = check_digit(body);
    if last.parse() == Ok(right) {
        Ok(Gtin(padded))
    } else {
        Err(GtinError::CheckDigit(text.into(), right))
    }
}

/// GS1's check digit for the digits before it. From the right, they are multiplied by 3 and by 1 in
/// turn; the check digit takes their sum to the next multiple of ten.
fn check_digit(body: &str) -> u32 {
    let sum: u32 = body
        .bytes()
        .rev()
        .zip([3, 1].into_iter().cycle())
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    (10 - sum % 10) % 10
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    #[test]
    fn the_same_article_is_found_however_its_zeros_are_written() {
        for (written, shown, padded) in [
            ("4006381333931", "4006381333931", "04006381333931"),
            ("04006381333931", "4006381333931", "04006381333931"),
            // A UPC whose zero the spreadsheet has lost.
            ("36000291452", "036000291452", "00036000291452"),
            ("'036000291452", "036000291452", "00036000291452"),
            ("036000291452.0", "036000291452", "00036000291452"),
            ("96385074", "96385074", "00000096385074"),
            ("10614141000415", "10614141000415", "10614141000415"),
            ("4 006381 333931", "4006381333931", "04006381333931"),
            ("4006381333931.00", "4006381333931", "04006381333931"),
            ("4006381333931,00", "4006381333931", "04006381333931"),
            (
                "4\u{a0}006381\u{202f}333931",
                "4006381333931",
                "04006381333931",
            ),
        ] {
            let gtin: Gtin = written.parse().unwrap();
            assert_eq!((gtin.as_str(), gtin.padded()), (shown, padded), "{written}");
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        let error = |text: &str| text.parse::<Gtin>().unwrap_err();
        assert_eq!(
            error("4006381333932"),
            GtinError::CheckDigit("4006381333932".into(), 1)
        );
        assert_eq!(
            error("4.00638E+12"),
            GtinError::Rounded("4.00638E+12".into())
        );
        for bad in [
            "",
            "0000000000000",
            "12345",
            "CH-1",
            "４００６３８１３３３９３１",
            "123456789012345",
        ] {
            assert_eq!(error(bad), GtinError::Form(bad.into()));
        }
    }

    #[test]
    fn under_a_barcode_are_digits_alone() {
        for good in [
            "96385074",
            "036000291452",
            "4006381333931",
            "00012345600012",
        ] {
            assert!(Gtin::of_barcode(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "4006381333932",
            "400638133393",
            "40063813339a1",
            "36000291452",
            "'4006381333931",
            "4006381333931 ",
            "4006381333931.0",
        ] {
            assert!(Gtin::of_barcode(bad).is_err(), "{bad}");
        }
    }
}
