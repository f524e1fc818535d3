//! One number with a unit, or `auto`.

use std::fmt;

use base::{Fault, Result};

use crate::calc;
use crate::unit::{Quantity, Unit};

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
            Self::Number { value, unit } => unit.resolve(value, basis),
        }
    }

    /// What `calc()` came to.
    fn of(sum: calc::Sum, quantity: Quantity) -> Self {
        let unit = quantity.unit();
        let (percent, value) = (sum.share * 100.0, sum.value);
        if sum.share == 0.0 {
            Self::Number { value, unit }
        } else if value == 0.0 {
            Self::percent(percent)
        } else {
            Self::Sum {
                percent,
                value,
                unit,
            }
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
            let sum = calc::evaluate(text, quantity).ok_or_else(refuse)?;
            return Ok(Self::of(sum, quantity));
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
