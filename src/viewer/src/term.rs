//! One number with a unit, or `auto`.

use std::fmt;

use base::{Fault, Result};

use crate::calc;

/// Units that the web viewer knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// `m`
    Metre,
    /// `cm`
    Centimetre,
    /// `mm`
    Millimetre,
    /// `rad`
    Radian,
    /// `deg`
    Degree,
    /// `%` of the value that `auto` is measured by
    Percent,
}

impl Unit {
    /// The unit that is written so.
    pub(crate) fn named(suffix: &str) -> Option<Self> {
        let known = Self::ALL.into_iter().find(|(_, own)| *own == suffix);
        known.map(|(unit, _)| unit)
    }

    /// What it measures; a percentage may be of anything.
    pub(crate) const fn quantity(self) -> Option<Quantity> {
        match self {
            Self::Percent => None,
            Self::Radian | Self::Degree => Some(Quantity::Angle),
            Self::Metre | Self::Centimetre | Self::Millimetre => Some(Quantity::Length),
        }
    }

    const ALL: [(Self, &'static str); 6] = [
        // Longer suffixes come before those that they end in.
        (Self::Centimetre, "cm"),
        (Self::Millimetre, "mm"),
        (Self::Metre, "m"),
        (Self::Radian, "rad"),
        (Self::Degree, "deg"),
        (Self::Percent, "%"),
    ];

    fn suffix(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(unit, _)| *unit == self)
            .map_or("", |(_, suffix)| suffix)
    }
}

/// What a term measures; it decides which units are allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Quantity {
    Angle,
    Length,
}

/// A number with a unit, or `auto`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Term {
    /// The viewer's own value.
    Auto,
    /// A number.
    Number {
        /// The number as written.
        value: f64,
        /// Its unit.
        unit: Unit,
    },
    /// A percentage and a number together, from `calc()`.
    Sum {
        /// The percentage.
        percent: f64,
        /// The number.
        value: f64,
        /// Its unit.
        unit: Unit,
    },
}

impl Term {
    /// An angle in degrees.
    #[must_use]
    pub const fn degrees(value: f64) -> Self {
        Self::Number {
            value,
            unit: Unit::Degree,
        }
    }

    /// A length in metres.
    #[must_use]
    pub const fn metres(value: f64) -> Self {
        Self::Number {
            value,
            unit: Unit::Metre,
        }
    }

    /// A share of the value that the viewer measures by.
    #[must_use]
    pub const fn percent(value: f64) -> Self {
        Self::Number {
            value,
            unit: Unit::Percent,
        }
    }

    /// The value in metres or radians. `auto` is what `auto` stands for, `basis` is what
    /// percentages are of.
    #[must_use]
    pub fn resolve(self, basis: f64, auto: f64) -> f64 {
        match self {
            Self::Auto => auto,
            Self::Sum {
                percent,
                value,
                unit,
            } => {
                let number = Self::Number { value, unit };
                Self::percent(percent).resolve(basis, auto) + number.resolve(basis, auto)
            }
            Self::Number { value, unit } => match unit {
                Unit::Metre | Unit::Radian => value,
                Unit::Centimetre => value / 100.0,
                Unit::Millimetre => value / 1000.0,
                Unit::Degree => value * std::f64::consts::PI / 180.0,
                Unit::Percent => value / 100.0 * basis,
            },
        }
    }

    pub(crate) fn parse(text: &str, quantity: Quantity, what: &str) -> Result<Self> {
        let refuse = || {
            let units = match quantity {
                Quantity::Angle => "deg, rad or %",
                Quantity::Length => "m, cm, mm or %",
            };
            Fault::usage(format!("'{text}' isn't a valid {what}")).hint(format!(
                "Write a number with {units} behind it, a calc() of such, or auto"
            ))
        };
        if text == "auto" {
            return Ok(Self::Auto);
        }
        if text.starts_with("calc(") || text.starts_with('(') || text.starts_with("env(") {
            return calc::evaluate(text, quantity).ok_or_else(refuse);
        }
        let (unit, suffix) = Unit::ALL
            .into_iter()
            .find(|(_, suffix)| text.ends_with(suffix))
            .ok_or_else(refuse)?;
        let fits = unit.quantity().is_none_or(|own| own == quantity);
        let number = &text[..text.len() - suffix.len()];
        match number.parse::<f64>() {
            Ok(value) if fits && value.is_finite() => Ok(Self::Number { value, unit }),
            _ => Err(refuse()),
        }
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Auto => f.write_str("auto"),
            Self::Number { value, unit } => write!(f, "{value}{}", unit.suffix()),
            Self::Sum {
                percent,
                value,
                unit,
            } => write!(f, "calc({percent}% + {value}{})", unit.suffix()),
        }
    }
}
