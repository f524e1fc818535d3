//! Prices as people and spreadsheets write them: with signs, codes, thousands and dashes.

use base::{Currency, Money};
use unicode_normalization::UnicodeNormalization as _;

use super::currencies::{SIGNS, code};
use super::number::{self, Number};

/// Where a price's currency may come from besides its own cell.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Currencies {
    /// The row's cell for it.
    pub(super) stated: Option<Currency>,
    /// The header of the prices.
    pub(super) header: Option<Currency>,
    /// What holds where nothing is said.
    pub(super) default: Option<Currency>,
}

/// Why a cell is no price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum NoPrice {
    /// Nothing says in what currency.
    NoCurrency {
        /// What is to be done about it in the sheet.
        message: String,
        /// The code of the currency that it probably is.
        likely: String,
    },
    /// All else, as a sentence.
    Wrong(String),
}

/// The price that `text` states, and why it wasn't read letter by letter.
pub(super) fn price(
    text: &str,
    currencies: Currencies,
) -> Result<(Money, Option<&'static str>), NoPrice> {
    let wrong = |message: &str| NoPrice::Wrong(message.to_owned());
    let generic = || NoPrice::Wrong(format!("a price is an amount such as 199.00, not '{text}'"));
    // One kind of space, and digits of full width as others.
    let flat: String = text.nfkc().collect();
    let flat = flat.trim();
    let (Some(first), Some(last)) = (
        flat.find(|c: char| c.is_ascii_digit()),
        flat.rfind(|c: char| c.is_ascii_digit()),
    ) else {
        return Err(match flat.to_lowercase().as_str() {
            "free" | "gratis" | "kostenlos" | "gratuit" => wrong("a price is over 0"),
            _ => generic(),
        });
    };
    let (before, core, after) = (&flat[..first], &flat[first..=last], &flat[last + 1..]);
    let beside = beside(before, after).ok_or_else(generic_words(core, text))?;
    if beside.negative {
        return Err(wrong("a price is over 0, and this is negative"));
    }
    let currency = choose(&beside.codes, currencies)?;
    let places = currency.decimals() as usize;
    // The mark before a dash divides decimals, so that another divides thousands: `1.299,-`.
    let core = match beside.mark {
        Some(mark) => format!("{core}{mark}00"),
        None => core.to_owned(),
    };
    let (number, mut why) = match number::read(&core) {
        Number::Plain { text, why } => (text, why),
        // Without digits after the point it can only be thousands.
        Number::Either { thousands, .. } if places == 0 => {
            (thousands, Some("thousands are divided"))
        }
        Number::Either {
            thousands,
            decimals: part,
        } => {
            return Err(NoPrice::Wrong(format!(
                "this may be {thousands} or {part}: write {thousands}.{:0<places$} or {}",
                "",
                rounded(&part, places)
            )));
        }
        Number::None => return Err(generic_words(&core, text)()),
    };
    let (digits, part) = number.split_once('.').unwrap_or((&number, ""));
    // Exports write more zeros than the currency has.
    let kept = part.trim_end_matches('0');
    if kept.len() > places {
        return Err(NoPrice::Wrong(format!(
            "{} has {places} digits after the point, and this has {}: round it",
            currency.code(),
            kept.len()
        )));
    }
    let part = if part.len() > places { kept } else { part };
    let price = Money::parse(&format!("{digits}.{part}"), currency).map_err(|_| generic())?;
    if price.minor == 0 {
        return Err(wrong("a price is over 0"));
    }
    if why.is_none() && !beside.plain {
        why = Some("what stands beside the digits was understood");
    }
    if why.is_none() && number.len() > digits.len() + 1 + part.len() {
        why = Some("zeros after the point were dropped");
    }
    Ok((price, why))
}

/// What stands beside the digits of a price.
struct Beside {
    negative: bool,
    /// What stands before the dash that says that there are no cents.
    mark: Option<char>,
    /// Each currency that is named, as the codes that it may be.
    codes: Vec<Vec<Currency>>,
    /// Whether there is nothing but a code behind.
    plain: bool,
}

fn beside(before: &str, after: &str) -> Option<Beside> {
    let dashes = ['-', '\u{2013}', '\u{2014}', '\u{2212}'];
    let mut beside = Beside {
        negative: false,
        mark: None,
        codes: Vec::new(),
        plain: before.is_empty(),
    };
    let mut after = after.trim();
    // `199.-` and `199,--`: no cents.
    if let Some(rest) = after.strip_prefix(['.', ',']) {
        let bare = rest.trim_start_matches(dashes);
        if bare.len() == rest.len() {
            return None;
        }
        beside.mark = after.chars().next();
        beside.plain = false;
        after = bare.trim();
    }
    let before = before.trim();
    let bracketed = before.starts_with('(') && after.ends_with(')');
    let strip = |text: &str| -> (String, bool) {
        let bare = text.trim_matches(dashes).trim();
        (bare.to_owned(), bare.len() != text.trim().len())
    };
    let (before, minus) = strip(before.trim_start_matches('('));
    let (after, trailing) = strip(after.trim_end_matches(')'));
    beside.negative = bracketed || minus || trailing;
    for words in [before, after] {
        if words.is_empty() {
            continue;
        }
        if let Some(code) = code(&words) {
            beside.codes.push(vec![code]);
            continue;
        }
        beside.plain = false;
        beside.codes.append(&mut named(&words)?);
    }
    Some(beside)
}

/// What the signs and codes of `words` may stand for: `€`, `US $`, `USD$`.
fn named(words: &str) -> Option<Vec<Vec<Currency>>> {
    let words = words.replace(' ', "").to_lowercase();
    let signed = |words: &str| {
        let (_, codes) = SIGNS
            .iter()
            .find(|(sign, _)| sign.to_lowercase() == *words)?;
        Some(codes.iter().filter_map(|code| code.parse().ok()).collect())
    };
    if let Some(codes) = signed(&words) {
        return Some(vec![codes]);
    }
    let (start, end) = words.split_at_checked(3)?;
    if let (Some(code), Some(sign)) = (code(start), signed(end)) {
        return Some(vec![vec![code], sign]);
    }
    let (start, end) = words.split_at_checked(words.len().checked_sub(3)?)?;
    Some(vec![signed(start)?, vec![code(end)?]])
}

/// The currency of a price beside whose digits `named` stands.
fn choose(named: &[Vec<Currency>], currencies: Currencies) -> Result<Currency, NoPrice> {
    let fits = |currency: &Currency| named.iter().all(|codes| codes.contains(currency));
    for (said, place) in [
        (currencies.stated, "the row's currency"),
        (currencies.header, "the header"),
    ] {
        if let Some(said) = said {
            return if fits(&said) {
                Ok(said)
            } else {
                Err(NoPrice::Wrong(format!(
                    "{place} is {}, and the cell says {}",
                    said.code(),
                    words(named)
                )))
            };
        }
    }
    let Some(first) = named.first() else {
        return currencies.default.ok_or_else(|| NoPrice::NoCurrency {
            message: "a price needs a currency: add a column 'currency'".into(),
            likely: "EUR".into(),
        });
    };
    if let Some(default) = currencies.default.filter(fits) {
        return Ok(default);
    }
    let both: Vec<&Currency> = first.iter().filter(|currency| fits(currency)).collect();
    match both.as_slice() {
        [only] => Ok(**only),
        [] => Err(NoPrice::Wrong(format!(
            "a price has one currency, not {}",
            words(named)
        ))),
        [likely, ..] => Err(NoPrice::NoCurrency {
            message: format!(
                "this sign stands for {}: add a column 'currency'",
                words(named)
            ),
            likely: likely.code().into(),
        }),
    }
}

fn words(named: &[Vec<Currency>]) -> String {
    let names = named.iter().map(|codes| {
        let codes: Vec<&str> = codes.iter().take(4).map(Currency::code).collect();
        codes.join(" or ")
    });
    names.collect::<Vec<_>>().join(" and ")
}

/// The fault of a cell whose words aren't understood.
fn generic_words<'a>(core: &'a str, text: &'a str) -> impl Fn() -> NoPrice + 'a {
    move || {
        let two = core
            .split(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ',' | '\'' | '\u{2019}'))
            .filter(|part| !part.is_empty())
            .count()
            > 1;
        NoPrice::Wrong(if two {
            format!("a price is one amount such as 199.00, not '{text}'")
        } else {
            format!("a price is an amount such as 199.00, not '{text}'")
        })
    }
}

/// A number with so many digits after the point.
fn rounded(number: &str, places: usize) -> String {
    number
        .parse::<f64>()
        .map_or_else(|_| number.to_owned(), |value| format!("{value:.places$}"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    fn read(text: &str, currency: &str) -> Result<u64, NoPrice> {
        let currencies = Currencies {
            stated: currency.parse().ok(),
            ..Currencies::default()
        };
        price(text, currencies).map(|(money, _)| money.minor)
    }

    #[test]
    fn prices_are_read_as_people_write_them() {
        for (text, currency, minor) in [
            ("199.00 EUR", "EUR", 19_900),
            ("EUR 199", "EUR", 19_900),
            ("199,5", "EUR", 19_950),
            ("1.299,00", "EUR", 129_900),
            ("1\u{202f}299,00\u{a0}€", "EUR", 129_900),
            ("€ 1,299.00", "EUR", 129_900),
            ("1'299.00", "CHF", 129_900),
            ("Fr. 1'299.-", "CHF", 129_900),
            ("199.-", "CHF", 19_900),
            ("1.299,-", "EUR", 129_900),
            ("1.299,-- €", "EUR", 129_900),
            ("US $1,299.00", "USD", 129_900),
            ("USD$199", "USD", 19_900),
            ("$199 USD", "USD", 19_900),
            ("199,-- €", "EUR", 19_900),
            ("$1,299.00", "USD", 129_900),
            ("1299.00", "JPY", 1_299),
            ("¥1,299", "JPY", 1_299),
            ("１２９９円", "JPY", 1_299),
            ("1 299 kr", "SEK", 129_900),
            ("199.0000", "EUR", 19_900),
            ("1299.000", "EUR", 129_900),
            ("₹1,29,900.00", "INR", 12_990_000),
        ] {
            assert_eq!(read(text, currency), Ok(minor), "{text}");
        }
    }

    #[test]
    fn what_could_be_something_else_is_asked() {
        for (text, currency, word) in [
            ("1.299", "EUR", "1299.00 or 1.30"),
            ("1,299", "USD", "1299.00 or 1.30"),
            ("199.999", "EUR", "199999.00 or 200.00"),
            ("0.125", "EUR", "round it"),
            ("1299.50", "JPY", "round it"),
            ("-5.00", "EUR", "negative"),
            ("(5.00)", "EUR", "negative"),
            ("5.00-", "EUR", "negative"),
            ("10-20", "EUR", "one amount"),
            ("10.00 – 20.00", "EUR", "one amount"),
            ("free", "EUR", "over 0"),
            ("0", "EUR", "over 0"),
            ("0,00", "EUR", "over 0"),
            ("199 USD", "EUR", "the cell says USD"),
            ("$5", "EUR", "the cell says USD"),
            ("ab 199", "EUR", "such as"),
            ("1e3", "EUR", "such as"),
            ("5 %", "EUR", "such as"),
        ] {
            let NoPrice::Wrong(message) = read(text, currency).unwrap_err() else {
                panic!("{text}")
            };
            assert!(message.contains(word), "{text}: {message}");
        }
    }

    #[test]
    fn a_currency_comes_from_the_row_the_cell_the_header_or_what_was_asked_for() {
        let of = |code: &str| code.parse::<Currency>().ok();
        let code = |text: &str, currencies: Currencies| {
            price(text, currencies).map(|(money, _)| money.currency.code().to_owned())
        };
        let none = Currencies::default();
        assert!(matches!(code("5", none), Err(NoPrice::NoCurrency { .. })));
        assert!(matches!(code("$5", none), Err(NoPrice::NoCurrency { .. })));
        assert_eq!(code("€ 5", none), Ok("EUR".into()));
        assert_eq!(code("$5 CAD", none), Ok("CAD".into()));
        assert!(matches!(code("€5 USD", none), Err(NoPrice::Wrong(_))));
        let default = Currencies {
            default: of("CAD"),
            ..none
        };
        assert_eq!(code("$5", default), Ok("CAD".into()));
        assert_eq!(code("€ 5", default), Ok("EUR".into()));
        let header = Currencies {
            header: of("USD"),
            ..default
        };
        assert_eq!(code("5", header), Ok("USD".into()));
        assert!(matches!(code("€ 5", header), Err(NoPrice::Wrong(_))));
    }
}
