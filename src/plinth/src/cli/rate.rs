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
        let amount = lower.strip_suffix("/s").unwrap_or(&lower).trim_end();
        let split = amount
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .unwrap_or(amount.len());
        let (number, unit) = amount.split_at(split);
        let factor = UNITS.iter().find(|(word, _)| *word == unit.trim_start());
        number
            .parse::<f64>()
            .ok()
            .zip(factor)
            .map(|(number, (_, factor))| number * *factor as f64)
            .filter(|rate| (1.0..1e15).contains(rate))
            .map(|rate| Self(rate as u64))
            .ok_or_else(|| "a rate is an amount a second such as 5MB/s or 800kB/s".to_owned())
    }
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
