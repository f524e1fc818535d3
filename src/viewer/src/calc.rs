//! `calc()`, as the web viewer's attributes have it: sums, products and brackets of numbers with
//! units. `env(window-scroll-y)` is 0: a picture is taken at the top of the page.

use crate::unit::{Quantity, Unit};

/// Longer texts aren't read: each bracket takes some of the stack.
const LONGEST: usize = 400;

/// What `calc()` comes to: a share of what percentages are of, and a value in metres or radians.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Sum {
    pub(crate) share: f64,
    pub(crate) value: f64,
    /// What it measures; `None` for plain numbers.
    quantity: Option<Quantity>,
}

/// The value of `text`, a whole `calc(...)` or a bracket; `None` where it can't be understood or
/// doesn't measure a `quantity`.
pub(crate) fn evaluate(text: &str, quantity: Quantity) -> Option<Sum> {
    if text.len() > LONGEST {
        return None;
    }
    let mut rest = text;
    let sum = operand(&mut rest)?;
    let fits = sum.quantity.is_none_or(|own| own == quantity);
    let bare = sum.quantity.is_none() && sum.share == 0.0;
    // A plain number measures nothing, unless it is nothing.
    if !rest.trim().is_empty() || !fits || (bare && sum.value != 0.0) {
        return None;
    }
    if !sum.share.is_finite() || !sum.value.is_finite() {
        return None;
    }
    Some(sum)
}

/// Terms with signs between them, up to the closing bracket.
fn sum(rest: &mut &str) -> Option<Sum> {
    let mut total = product(rest)?;
    loop {
        *rest = rest.trim_start();
        // A minus that touches the number behind it is the number's own.
        let sign = match rest.as_bytes() {
            [b'+', ..] => 1.0,
            [b'-', next, ..] if next.is_ascii_whitespace() => -1.0,
            _ => return Some(total),
        };
        *rest = &rest[1..];
        let next = product(rest)?;
        let quantity = match (total.quantity, next.quantity) {
            (Some(a), Some(b)) if a != b => return None,
            (a, b) => a.or(b),
        };
        total = Sum {
            share: total.share + sign * next.share,
            value: total.value + sign * next.value,
            quantity,
        };
    }
}

/// Factors with `*` and `/` between them; one of a product, and every divisor, is a plain number.
fn product(rest: &mut &str) -> Option<Sum> {
    let mut total = operand(rest)?;
    loop {
        *rest = rest.trim_start();
        let divides = match rest.as_bytes() {
            [b'*', ..] => false,
            [b'/', ..] => true,
            _ => return Some(total),
        };
        *rest = &rest[1..];
        let next = operand(rest)?;
        let plain = |sum: &Sum| sum.quantity.is_none() && sum.share == 0.0;
        let (sum, factor) = match (plain(&next), plain(&total)) {
            (true, _) if divides => (total, 1.0 / next.value),
            (true, _) => (total, next.value),
            (false, true) if !divides => (next, total.value),
            _ => return None,
        };
        total = Sum {
            share: sum.share * factor,
            value: sum.value * factor,
            quantity: sum.quantity,
        };
    }
}

/// A number, a bracket, `calc(...)` or `env(window-scroll-y)`.
fn operand(rest: &mut &str) -> Option<Sum> {
    *rest = rest.trim_start();
    if let Some(inner) = rest.strip_prefix("env(") {
        let (name, behind) = inner.split_once(')')?;
        *rest = behind;
        return (name.trim() == "window-scroll-y").then_some(Sum {
            share: 0.0,
            value: 0.0,
            quantity: None,
        });
    }
    if let Some(inner) = rest.strip_prefix("calc(").or(rest.strip_prefix('(')) {
        *rest = inner;
        let total = sum(rest)?;
        *rest = rest.trim_start().strip_prefix(')')?;
        return Some(total);
    }
    number(rest)
}

fn number(rest: &mut &str) -> Option<Sum> {
    let signed = rest.strip_prefix(['+', '-']).unwrap_or(rest);
    let digits = |text: &str| {
        text.find(|letter: char| !letter.is_ascii_digit())
            .unwrap_or(text.len())
    };
    let mut length = rest.len() - signed.len() + digits(signed);
    if rest[length..].starts_with('.') {
        length += 1 + digits(&rest[length + 1..]);
    }
    let value: f64 = rest[..length].parse().ok()?;
    *rest = &rest[length..];
    let end = rest.find(|letter: char| !letter.is_ascii_alphabetic() && letter != '%');
    let (unit, behind) = rest.split_at(end.unwrap_or(rest.len()));
    *rest = behind;
    let sum = |share, value, quantity| Sum {
        share,
        value,
        quantity,
    };
    Some(match unit {
        "" => sum(0.0, value, None),
        "%" => sum(value / 100.0, 0.0, None),
        unit => {
            let unit = Unit::named(unit)?;
            sum(0.0, unit.resolve(value, 0.0), unit.quantity())
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::term::Term;

    fn length(text: &str) -> Option<f64> {
        let term = Term::parse(text, Quantity::Length, "length").ok()?;
        Some(term.resolve(10.0, 0.0))
    }

    #[test]
    fn sums_and_products_are_worked_out() {
        assert_eq!(length("calc(1m + 50cm * 2)"), Some(2.0));
        assert_eq!(length("calc((1m + 50cm) * 2)"), Some(3.0));
        assert_eq!(length("calc(105% - 0.5m)"), Some(10.0));
        assert_eq!(length("calc(100% / 4)"), Some(2.5));
        assert_eq!(length("calc(3 * 25%)"), Some(7.5));
        assert_eq!(length("(2m - -1m)"), Some(3.0));
        assert_eq!(length("calc(1m + env(window-scroll-y) * 4m)"), Some(1.0));
        let turn = Term::parse("calc(90deg + 0.5rad)", Quantity::Angle, "angle");
        let turn = turn.map(|term| term.resolve(0.0, 0.0)).ok();
        assert_eq!(turn, Some(std::f64::consts::FRAC_PI_2 + 0.5));
    }

    #[test]
    fn what_measures_nothing_is_refused() {
        for text in [
            "calc()",
            "calc(1m",
            "calc(1m 2m)",
            "calc(1m -2m)",
            "calc(1m + 20deg)",
            "calc(2)",
            "calc(1m * 2m)",
            "calc(1 / 2m)",
            "calc(1m / 0)",
            "calc(1px)",
            "calc(1m) 2m",
            "env(safe-area)",
        ] {
            assert_eq!(length(text), None, "{text}");
        }
    }
}
