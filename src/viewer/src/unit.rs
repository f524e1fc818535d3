//! Units, and what they measure.

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

    /// `value` of this unit in metres or radians; `basis` is what percentages are of.
    pub(crate) fn resolve(self, value: f64, basis: f64) -> f64 {
        match self {
            Self::Metre | Self::Radian => value,
            Self::Centimetre => value / 100.0,
            Self::Millimetre => value / 1000.0,
            Self::Degree => value * std::f64::consts::PI / 180.0,
            Self::Percent => value / 100.0 * basis,
        }
    }

    /// Every unit, with how it is written.
    pub(crate) const ALL: [(Self, &'static str); 6] = [
        // Longer suffixes come before those that they end in.
        (Self::Centimetre, "cm"),
        (Self::Millimetre, "mm"),
        (Self::Metre, "m"),
        (Self::Radian, "rad"),
        (Self::Degree, "deg"),
        (Self::Percent, "%"),
    ];

    /// How it is written.
    pub(crate) fn suffix(self) -> &'static str {
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

impl Quantity {
    /// The unit that values are resolved to.
    pub(crate) const fn unit(self) -> Unit {
        match self {
            Self::Angle => Unit::Radian,
            Self::Length => Unit::Metre,
        }
    }
}
