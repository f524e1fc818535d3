//! Numbers with units, as people read them: bytes (KB = 1000), lengths, counts, money.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// U+2009, between a number and its unit.
const THIN_SPACE: char = '\u{2009}';

/// `1234567` → `1.23 MB`; decimal steps, three significant digits.
#[must_use]
pub fn bytes(count: u64) -> String {
    const STEPS: [(f64, &str); 4] = [(1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "KB")];
    let value = count as f64;
    for (step, unit) in STEPS {
        // 999.5 of the step below rounds to 1000, which belongs to this step.
        if value >= step * 0.9995 {
            return format!("{}{THIN_SPACE}{unit}", three_digits(value / step));
        }
    }
    format!("{count}{THIN_SPACE}B")
}

/// `47123` → `47 123` with thin spaces between groups of three.
#[must_use]
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(THIN_SPACE);
        }
        text.push(digit);
    }
    text
}

/// How much less or more `after` is than `before`: `31 % smaller`, `6 % larger`, `as large as before` within
/// half a percent.
#[must_use]
pub fn change(before: u64, after: u64) -> String {
    match 100.0 * (after as f64 / before.max(1) as f64 - 1.0) {
        change if change <= -0.5 => format!("{:.0}{THIN_SPACE}% smaller", -change),
        change if change >= 0.5 => format!("{change:.0}{THIN_SPACE}% larger"),
        _ => "as large as before".to_owned(),
    }
}

/// Metres as centimetres: `0.7834` → `78.3 cm`.
#[must_use]
pub fn centimetres(metres: f64) -> String {
    format!("{}{THIN_SPACE}cm", three_digits(metres * 100.0))
}

/// Metres as inches: `0.7834` → `30.8 in`.
#[must_use]
pub fn inches(metres: f64) -> String {
    format!("{}{THIN_SPACE}in", three_digits(metres / 0.0254))
}

/// Seconds: `0.0123` → `12 ms`, `3.21` → `3.2 s`, `75` → `1 min 15 s`.
#[must_use]
pub fn seconds(seconds: f64) -> String {
    if seconds < 0.9995 {
        format!("{:.0}{THIN_SPACE}ms", seconds * 1e3)
    } else if seconds < 59.95 {
        format!("{seconds:.1}{THIN_SPACE}s")
    } else {
        let whole = seconds.round() as u64;
        format!("{}{THIN_SPACE}min {}{THIN_SPACE}s", whole / 60, whole % 60)
    }
}

/// Three significant digits without trailing zeros after a point, never in exponent form.
fn three_digits(value: f64) -> String {
    let decimals = if value >= 99.95 {
        0
    } else if value >= 9.995 {
        1
    } else {
        2
    };
    let text = format!("{value:.decimals$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

/// An ISO 4217 currency code of three letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency([u8; 3]);

impl Currency {
    /// The code, such as `EUR`.
    #[must_use]
    pub fn code(&self) -> &str {
        // Only ASCII letters are ever stored.
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }

    /// Digits after the point, by ISO 4217: 2 for most, 0 for some, 3 for some.
    #[must_use]
    pub fn decimals(&self) -> u32 {
        match self.code() {
            "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF"
            | "UGX" | "VND" | "VUV" | "XAF" | "XOF" | "XPF" => 0,
            "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
            _ => 2,
        }
    }
}

/// Why a text is no currency or amount.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Not three letters.
    #[error("a currency is a code of three letters such as EUR, not '{0}'")]
    Currency(String),
    /// Not an amount, negative, too large, or with too many digits after the point.
    #[error(
        "a price is an amount such as 199.00 with at most {1} digits after the point, not '{0}'"
    )]
    Amount(String, u32),
}

impl FromStr for Currency {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Self, MoneyError> {
        let code = text.to_ascii_uppercase();
        match code.as_bytes() {
            [a, b, c] if code.bytes().all(|b| b.is_ascii_uppercase()) => Ok(Self([*a, *b, *c])),
            _ => Err(MoneyError::Currency(text.into())),
        }
    }
}

impl TryFrom<String> for Currency {
    type Error = MoneyError;

    fn try_from(text: String) -> Result<Self, MoneyError> {
        text.parse()
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.code().to_owned()
    }
}

/// An amount in a currency's smallest unit: 19900 with EUR is 199.00 EUR.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// Amount in the smallest unit.
    pub minor: u64,
    /// Its currency.
    pub currency: Currency,
}

impl Money {
    /// Reads `199`, `199.5` or `199.00` as an amount of `currency`.
    ///
    /// # Errors
    /// [`MoneyError::Amount`] for anything else.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, MoneyError> {
        let decimals = currency.decimals();
        let refuse = || MoneyError::Amount(text.into(), decimals);
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        let digits_only = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty()
            || !digits_only(whole)
            || !digits_only(part)
            || part.len() > decimals as usize
        {
            return Err(refuse());
        }
        let padded = format!("{whole}{part:0<width$}", width = decimals as usize);
        // 10^15 minor units is far over any price and far under what JSON numbers keep exactly.
        match padded.parse::<u64>() {
            Ok(minor) if minor <= 1_000_000_000_000_000 => Ok(Self { minor, currency }),
            _ => Err(refuse()),
        }
    }

    /// The amount alone, with a point: `199.00`.
    #[must_use]
    pub fn amount(&self) -> String {
        let decimals = self.currency.decimals();
        let unit = 10_u64.pow(decimals);
        if decimals == 0 {
            self.minor.to_string()
        } else {
            format!(
                "{}.{:0width$}",
                self.minor / unit,
                self.minor % unit,
                width = decimals as usize
            )
        }
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{THIN_SPACE}{}", self.amount(), self.currency.code())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    #[test]
    fn changes_of_size_are_told_in_words() {
        assert_eq!(change(100, 69), "31\u{2009}% smaller");
        assert_eq!(change(4530, 4820), "6\u{2009}% larger");
        assert_eq!(change(1000, 1004), "as large as before");
    }

    #[test]
    fn bytes_use_decimal_steps_and_three_digits() {
        let cases = [
            (0, "0 B"),
            (999, "999 B"),
            (1000, "1 KB"),
            (1_234_567, "1.23 MB"),
            (999_999, "1 MB"),
            (46_100_000, "46.1 MB"),
        ];
        for (count, text) in cases {
            assert_eq!(bytes(count).replace(THIN_SPACE, " "), text);
        }
    }

    #[test]
    fn counts_lengths_and_times_read_well() {
        assert_eq!(count(1_047_123).replace(THIN_SPACE, " "), "1 047 123");
        assert_eq!(centimetres(0.7834).replace(THIN_SPACE, " "), "78.3 cm");
        assert_eq!(centimetres(1.2).replace(THIN_SPACE, " "), "120 cm");
        assert_eq!(inches(0.7834).replace(THIN_SPACE, " "), "30.8 in");
        assert_eq!(inches(0.0254).replace(THIN_SPACE, " "), "1 in");
        assert_eq!(seconds(75.0).replace(THIN_SPACE, " "), "1 min 15 s");
        assert_eq!(seconds(0.0123).replace(THIN_SPACE, " "), "12 ms");
    }

    #[test]
    fn money_keeps_exact_amounts() {
        let eur: Currency = "eur".parse().unwrap();
        assert_eq!(Money::parse("199.5", eur).unwrap().minor, 19950);
        assert_eq!(Money::parse("199.5", eur).unwrap().amount(), "199.50");
        assert_eq!(
            Money::parse("7", "JPY".parse().unwrap()).unwrap().amount(),
            "7"
        );
        for bad in [
            "",
            "1.234",
            "-1",
            "1,5",
            "1e3",
            ".5",
            "99999999999999999999",
        ] {
            assert!(Money::parse(bad, eur).is_err(), "{bad}");
        }
    }
}
