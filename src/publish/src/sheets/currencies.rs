//! Currencies by their codes and signs.

use base::Currency;

/// Signs of currencies and the codes that they may stand for, longer signs first.
pub(super) const SIGNS: &[(&str, &[&str])] = &[
    ("US$", &["USD"]),
    ("CA$", &["CAD"]),
    ("AU$", &["AUD"]),
    ("NZ$", &["NZD"]),
    ("HK$", &["HKD"]),
    ("R$", &["BRL"]),
    ("C$", &["CAD"]),
    ("A$", &["AUD"]),
    ("S$", &["SGD"]),
    ("€", &["EUR"]),
    ("euro", &["EUR"]),
    ("£", &["GBP"]),
    (
        "$",
        &[
            "USD", "CAD", "AUD", "NZD", "MXN", "SGD", "HKD", "CLP", "COP", "ARS", "TWD",
        ],
    ),
    ("¥", &["JPY", "CNY"]),
    ("円", &["JPY"]),
    ("元", &["CNY"]),
    ("₹", &["INR"]),
    ("₩", &["KRW"]),
    ("₺", &["TRY"]),
    ("₽", &["RUB"]),
    ("₴", &["UAH"]),
    ("₪", &["ILS"]),
    ("฿", &["THB"]),
    ("₫", &["VND"]),
    ("zł", &["PLN"]),
    ("kč", &["CZK"]),
    ("ft", &["HUF"]),
    ("lei", &["RON"]),
    ("sfr.", &["CHF"]),
    ("fr.", &["CHF"]),
    ("kr.", &["DKK", "SEK", "NOK", "ISK"]),
    ("kr", &["SEK", "NOK", "DKK", "ISK"]),
];

/// Codes that ISO 4217 has for money that shops take.
const CODES: &str = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN \
    BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS \
    GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD \
    KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR \
    NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN \
    SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER \
    ZAR ZMW ZWG";

/// The currency whose code `word` is.
pub(super) fn code(word: &str) -> Option<Currency> {
    let word = word.to_ascii_uppercase();
    CODES
        .split_whitespace()
        .find(|code| *code == word)
        .and_then(|code| code.parse().ok())
}

/// The currency that a cell of its own names, by code or sign.
///
/// # Errors
/// A sentence where it names none, or a sign that several have.
pub(super) fn currency(text: &str) -> Result<Currency, String> {
    let lower = text.to_lowercase();
    let signed = SIGNS
        .iter()
        .find(|(sign, _)| sign.to_lowercase() == lower)
        .map(|(_, codes)| *codes);
    match signed {
        Some([only]) => only.parse().map_err(|_| format!("'{text}' is no currency")),
        Some(codes) => Err(format!(
            "this sign stands for {}: write the code",
            codes.join(", ")
        )),
        None => code(text).ok_or_else(|| {
            format!("a currency is a code of three letters such as EUR, not '{text}'")
        }),
    }
}
