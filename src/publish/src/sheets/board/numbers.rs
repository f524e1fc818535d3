//! Prices, sizes and article numbers as spreadsheets print and spoil them.

use super::*;

/// A sheet with one price in quotes.
fn price(name: &'static str, price: &str, right: &'static [Right]) -> Case {
    let price = price.replace('"', "\"\"");
    case(name, &format!("sku,title,price\nA,a,\"{price}\"\n"), right)
}

/// The same with a currency.
fn price_in(name: &'static str, price: &str, currency: &str, right: &'static [Right]) -> Case {
    case(
        name,
        &format!("sku,title,price,currency\nA,a,\"{price}\",{currency}\n"),
        right,
    )
}

pub(super) fn cases() -> Vec<Case> {
    const THOUSAND: &[Right] = &[
        Live(2, "A", "a", "1299.00 EUR"),
        Read(2, "price", "1299.00 EUR"),
    ];
    const PLAIN: &[Right] = &[Live(2, "A", "a", "199.00 EUR")];
    vec![
        price("German", "1.299,00", THOUSAND),
        price("French, narrow space", "1\u{202f}299,00", THOUSAND),
        price("French, no-break space", "1\u{a0}299,00 €", THOUSAND),
        price("American", "1,299.00", THOUSAND),
        price("Swiss", "1'299.00", THOUSAND),
        price("Swiss, typographic", "1’299.00", THOUSAND),
        price("sign before", "€ 199,00", PLAIN),
        price("sign behind", "199,00 €", PLAIN),
        price("code before", "EUR 199", PLAIN),
        price("code behind", "199.00 EUR", PLAIN),
        price("no cents", "199.-", PLAIN),
        price("no cents, German", "199,-- €", PLAIN),
        price("no cents, thousands", "1.299,-", THOUSAND),
        price("a comma alone", "12,50", &[Live(2, "A", "a", "12.50 EUR")]),
        price("four zeros: Magento", "199.0000", PLAIN),
        price(
            "six digits: PrestaShop",
            "165.966387",
            &[Wrong(2, "price", "round it")],
        ),
        price(
            "three digits after a point",
            "1.299",
            &[Wrong(2, "price", "1299.00 or 1.30")],
        ),
        price(
            "three digits after a comma",
            "1,299",
            &[Wrong(2, "price", "1299.00 or 1.30")],
        ),
        price(
            "millions",
            "1.299.000",
            &[Live(2, "A", "a", "1299000.00 EUR")],
        ),
        price(
            "a minus behind",
            "199.00-",
            &[Wrong(2, "price", "negative")],
        ),
        price(
            "a minus before",
            "-199.00",
            &[Wrong(2, "price", "negative")],
        ),
        price("free", "free", &[Wrong(2, "price", "over 0")]),
        price("zero", "0.00", &[Wrong(2, "price", "over 0")]),
        price(
            "a range",
            "10.00 - 20.00",
            &[Wrong(2, "price", "one amount")],
        ),
        price("from", "ab 199,00 €", &[Wrong(2, "price", "such as")]),
        price("rounded", "1.3E+03", &[Wrong(2, "price", "such as")]),
        price(
            "full width",
            "１２９９．００",
            &[Live(2, "A", "a", "1299.00 EUR")],
        ),
        price_in(
            "yen with zeros",
            "1299.00",
            "JPY",
            &[Live(2, "A", "a", "1299 JPY")],
        ),
        price_in(
            "yen with thousands",
            "¥1,299",
            "JPY",
            &[Live(2, "A", "a", "1299 JPY")],
        ),
        price_in(
            "yen with a part",
            "1299.50",
            "JPY",
            &[Wrong(2, "price", "round it")],
        ),
        price_in(
            "rupees",
            "₹1,29,900.00",
            "INR",
            &[Live(2, "A", "a", "129900.00 INR")],
        ),
        price_in(
            "two currencies",
            "$199",
            "EUR",
            &[Wrong(2, "price", "the cell says USD")],
        ),
        price_in("a sign for a currency", "199", "€", PLAIN),
        price_in(
            "a code that isn't one",
            "199",
            "EUE",
            &[Wrong(2, "currency", "three letters")],
        ),
        price_in(
            "no code",
            "199",
            "Euros",
            &[Wrong(2, "currency", "three letters")],
        ),
        case(
            "a title that is too long",
            &format!("sku,title,price\nA,{},1\n", "x".repeat(201)),
            &[Wrong(2, "title", "at most 200")],
        ),
        case(
            "a sign of many currencies",
            "sku,title,price\nA,a,$199\n",
            &[Wrong(2, "currency", "USD or CAD")],
        ),
        case(
            "the header's currency",
            "sku,title,Price USD\nA,a,199\n",
            &[Live(2, "A", "a", "199.00 USD")],
        ),
        case(
            "the header's sign",
            "sku;title;Preis in £\nA;a;199\n",
            &[Live(2, "A", "a", "199.00 GBP")],
        ),
        case(
            "GTIN as a number",
            "sku,gtin,title,price\nA,4006381333931.00,a,1\n",
            &[
                Live(2, "A", "a", "1.00 EUR"),
                Read(2, "gtin", "4006381333931"),
            ],
        ),
        case(
            "GTIN with digits lost",
            "sku,gtin,title,price\nA,4.00638E+12,a,1\nB,\"4,00638E+12\",b,1\n",
            &[Wrong(2, "gtin", "rounded"), Wrong(3, "gtin", "rounded")],
        ),
        case(
            "GTIN with zeros lost",
            "ean,title,price\n36000291452,a,1\n",
            &[
                Live(2, "036000291452", "a", "1.00 EUR"),
                Read(2, "ean", "036000291452"),
            ],
        ),
        case(
            "GTIN with a wrong digit",
            "sku,gtin,title,price\nA,4006381333932,a,1\n",
            &[Wrong(2, "gtin", "check digit")],
        ),
        case(
            "an apostrophe before digits",
            "sku,gtin,title,price\n'0123,'4006381333931,a,1\n",
            &[Live(2, "0123", "a", "1.00 EUR")],
        ),
        case(
            "SKU as a number",
            "sku,title,price\n1001.0,a,1\n",
            &[Wrong(2, "sku", "write 1001")],
        ),
        case(
            "SKU as a date",
            "sku,title,price\n01-Mar,a,1\n",
            &[Wrong(2, "sku", "date")],
        ),
        case(
            "SKU rounded",
            "sku,title,price\n1.23E+05,a,1\n",
            &[Wrong(2, "sku", "rounded")],
        ),
        case(
            "SKU with a space",
            "sku,title,price\nA 1,a,1\n",
            &[Wrong(2, "sku", "SKU")],
        ),
        case(
            "the same SKU twice",
            "sku,title,price\nA,a,1\nA,b,2\n",
            &[Live(2, "A", "a", "1.00 EUR"), Wrong(3, "sku", "row 2")],
        ),
        case(
            "sizes with units",
            "sku,title,price,width,height,depth\nA,a,1,525 mm,31.5\"\"\"\",\"52,5\"\n"
                .replace("31.5\"\"\"\"", "\"31.5\"\"\"")
                .as_str(),
            &[
                Live(2, "A", "a", "1.00 EUR"),
                Read(2, "width", "52.5 cm"),
                Read(2, "height", "80 cm"),
                Read(2, "depth", "52.5 cm"),
            ],
        ),
        case(
            "sizes of 0",
            "sku,title,price,width\nA,a,1,0.00\n",
            &[
                Live(2, "A", "a", "1.00 EUR"),
                Read(2, "width", "not stated"),
            ],
        ),
        case(
            "sizes in one cell",
            "sku,title,price,width\nA,a,1,50 x 60 x 70\n",
            &[Wrong(2, "width", "a number")],
        ),
    ]
}
