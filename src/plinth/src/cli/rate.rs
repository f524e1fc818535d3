//! Rates of sending, as they are typed.

use std::str::FromStr;

/// Bytes a second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rate(u64);

impl Rate {
    /// The number, at least 1.
    pub(crate) const fn bytes_per_second(self) -> u64 {
        self.0
    }
}

/// Units by their word in lower case; decimal, but for those with an `i`.
const UNITS: [(&str, u64); 9] = [
    ("", 1),
    ("b", 1),
    ("kb", 1_000),
    ("mb", 1_000_000),
    ("gb", 1_000_000_000),
    ("kib", 1 << 10),
    ("mib", 1 << 20),
    ("gib", 1 << 30),
    ("m", 1_000_000),
];

impl FromStr for Rate {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let lower = text.trim().to_ascii_lowercase();
        amount(lower.strip_suffix("/s").unwrap_or(&lower))
            .map(Self)
            .ok_or_else(|| "a rate is an amount a second such as 5MB/s or 800kB/s".to_owned())
    }
}

/// Bytes, as they are typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Amount(pub(crate) u64);

impl FromStr for Amount {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        amount(&text.trim().to_ascii_lowercase())
            .map(Self)
            .ok_or_else(|| "an amount is a number of bytes such as 900kB or 3MB".to_owned())
    }
}

/// A number of bytes with its unit in lower case, at least 1.
fn amount(text: &str) -> Option<u64> {
    let amount = text.trim_end();
    let split = amount
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(amount.len());
    let (number, unit) = amount.split_at(split);
    let (_, factor) = UNITS.iter().find(|(word, _)| *word == unit.trim_start())?;
    let bytes = number.parse::<f64>().ok()? * *factor as f64;
    (1.0..1e15).contains(&bytes).then_some(bytes as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_have_units() {
        for (text, rate) in [
            ("5MB/s", 5_000_000),
            ("800 kB/s", 800_000),
            ("1.5mb", 1_500_000),
            ("2MiB/s", 2 << 20),
            ("4096", 4096),
        ] {
            assert_eq!(text.parse(), Ok(Rate(rate)), "{text}");
        }
        for bad in ["", "MB/s", "0", "-1MB/s", "5 parsecs", "5MB/h", "1e400"] {
            assert!(bad.parse::<Rate>().is_err(), "{bad}");
        }
    }
}
