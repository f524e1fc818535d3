//! Encodings, delimiters, line ends, and what stands around the rows.

use encoding_rs::{MACINTOSH, WINDOWS_1252};

use super::*;

fn utf16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
    "\u{feff}"
        .encode_utf16()
        .chain(text.encode_utf16())
        .flat_map(order)
        .collect()
}

pub(super) fn cases() -> Vec<Case> {
    const UMLAUTS: &str = "sku;title;price;currency\r\nA;Stühle;1,00;EUR\r\n";
    const ONE: &[Right] = &[Live(2, "A", "Stühle", "1.00 EUR")];
    let bytes = |name, sheet: Vec<u8>, right| Case { name, sheet, right };
    vec![
        case(
            "commas, UTF-8",
            "sku,title,price,currency\nA,a,1.00,EUR\n",
            &[Live(2, "A", "a", "1.00 EUR")],
        ),
        case("semicolons", UMLAUTS, ONE),
        case("byte order mark", &format!("\u{feff}{UMLAUTS}"), ONE),
        bytes(
            "Excel's Unicode text: UTF-16LE, tabs",
            utf16(&UMLAUTS.replace(';', "\t"), u16::to_le_bytes),
            ONE,
        ),
        bytes("UTF-16BE", utf16(UMLAUTS, u16::to_be_bytes), ONE),
        bytes(
            "Excel's CSV of Windows: windows-1252",
            WINDOWS_1252.encode(UMLAUTS).0.into_owned(),
            ONE,
        ),
        bytes(
            "Excel's CSV of old Macs",
            MACINTOSH.encode(UMLAUTS).0.into_owned(),
            &[Refused("macintosh")],
        ),
        bytes(
            "UTF-8 with one cell of windows-1252",
            [b"sku,title,price\nA,St\xc3\xbchle,1\nB,gr\xfcn,1\n".as_slice()].concat(),
            &[
                Live(2, "A", "Stühle", "1.00 EUR"),
                Wrong(3, "title", "letter was lost"),
            ],
        ),
        case(
            "UTF-8 read as windows-1252 once",
            "sku,title,price\nA,StÃ¼hle,1\n",
            &[Wrong(2, "title", "'Stühle'")],
        ),
        case(
            "tabs",
            "sku\ttitle\tprice\nA\ta, b\t1\n",
            &[Live(2, "A", "a, b", "1.00 EUR")],
        ),
        case(
            "bars",
            "sku|title|price\nA|a|1\n",
            &[Live(2, "A", "a", "1.00 EUR")],
        ),
        case(
            "sep=; as Excel writes it",
            "sep=;\r\nsku;title;price\r\nA;a;1,00\r\n",
            &[Live(2, "A", "a", "1.00 EUR")],
        ),
        case(
            "sep= of another mark",
            "SEP=^\nsku^title^price\nA^a^1\n",
            &[Live(2, "A", "a", "1.00 EUR")],
        ),
        case(
            "line ends of old Macs",
            "sku,title,price\rA,a,1\rB,b,2\r",
            &[Live(2, "A", "a", "1.00 EUR"), Live(3, "B", "b", "2.00 EUR")],
        ),
        case(
            "no line end at the end",
            "sku,title,price\nA,a,1",
            &[Live(2, "A", "a", "1.00 EUR")],
        ),
        case(
            "an empty line before a wrong cell",
            "sku,title,price\r\nA,a,1\r\n\r\nB,b,WRONG\r\n",
            &[Live(2, "A", "a", "1.00 EUR"), Wrong(4, "price", "'WRONG'")],
        ),
        case(
            "empty lines before the headers",
            "\r\n\r\nsku,title,price\r\nA,a,1\r\nB,b,WRONG\r\n",
            &[Live(4, "A", "a", "1.00 EUR"), Wrong(5, "price", "'WRONG'")],
        ),
        case(
            "a row of delimiters alone",
            "sku,title,price\nA,a,1\n,,\n , ,\u{a0}\nB,b,-\n",
            &[Live(2, "A", "a", "1.00 EUR"), Wrong(5, "price", "'-'")],
        ),
        case(
            "empty columns behind",
            "sku,title,price,,,\nA,a,1,,,\n",
            &[Live(2, "A", "a", "1.00 EUR")],
        ),
        case(
            "a note in a column without header",
            "sku,title,price,,\nA,a,1,,see Tom\n",
            &[Wrong(2, "E", "no header")],
        ),
        case(
            "a comma too many",
            "sku,title,price\nA,Chair, oak,1\n",
            &[Wrong(2, "D", "no header"), Wrong(2, "price", "'oak'")],
        ),
        case(
            "a title above: Numbers, LibreOffice",
            "Price list spring;;\r\n;;\r\nSKU;Titel;Preis\r\nA;Stuhl;1,50\r\n",
            &[Live(4, "A", "Stuhl", "1.50 EUR")],
        ),
        case(
            "headers in German",
            "Artikelnummer;Bezeichnung;Preis in EUR;Währung;Breite (cm)\r\nA;Stuhl;1.299,00;EUR;52,5\r\n",
            &[
                Live(2, "A", "Stuhl", "1299.00 EUR"),
                Read(2, "Breite (cm)", "52.5 cm"),
            ],
        ),
        case(
            "headers in French",
            "Référence;Désignation;Prix TTC;Devise\r\nA;Chaise;1\u{202f}299,00 €;EUR\r\n",
            &[Live(2, "A", "Chaise", "1299.00 EUR")],
        ),
        case(
            "headers of a template",
            "SKU*,Title (required),Price (EUR),Width [cm]\r\nA,a,1.00,50\r\n",
            &[Live(2, "A", "a", "1.00 EUR")],
        ),
        case(
            "the same header twice",
            "sku,title,title,price\nA,a,b,1\n",
            &[Refused("B 'title' and C 'title'")],
        ),
        case(
            "the same header twice, one of them empty",
            "sku,title,title,price\nA,,b,1\n",
            &[Live(2, "A", "b", "1.00 EUR")],
        ),
        case(
            "each row as one cell in quotes",
            "\"sku,title,price\"\r\n\"A,\"\"a, b\"\",1.00\"\r\n",
            &[Live(2, "A", "a, b", "1.00 EUR")],
        ),
        case(
            "headers that nobody knows",
            "foo,bar\n1,2\n",
            &[Refused("neither")],
        ),
        case(
            "no headers",
            "A,Chair,1.00\nB,Table,2.00\n",
            &[Refused("neither")],
        ),
        case(
            "a workbook",
            "PK\u{3}\u{4}xl/workbook.xml",
            &[Refused("workbook")],
        ),
        case(
            "a feed",
            "<?xml version=\"1.0\"?><rss></rss>",
            &[Refused("XML")],
        ),
        case(
            "an end of file of DOS",
            "sku,title,price\r\nA,a,1\r\n\u{1a}",
            &[Live(2, "A", "a", "1.00 EUR")],
        ),
        case(
            "a model named with marks of its own",
            "sku,title,price,file\nA,a,1,Stühle.glb\n",
            &[Live(2, "A", "a", "1.00 EUR")],
        ),
    ]
}
