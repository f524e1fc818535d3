//! Quotes, inch signs and line breaks in cells.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    vec![
        case(
            "doubled quotes",
            "sku,title,price\nA,\"a \"\"b\"\", c\",1\n",
            &[Live(2, "A", "a \"b\", c", "1.00 EUR")],
        ),
        case(
            "a cell of two lines is one row",
            "sku,title,price\nA,\"a\r\nb\",1\nB,b,x\n",
            &[
                Live(2, "A", "a b", "1.00 EUR"),
                Read(2, "title", "a b"),
                Wrong(3, "price", "'x'"),
            ],
        ),
        case(
            "a quote that is never closed",
            "sku,title,price,description\nA,a,1,\"24 inch frame\nB,b,2,Oak\nC,c,3,Ash\n",
            &[Refused(
                "Row 2, column 'description': the quote before '24 inch frame' is never closed",
            )],
        ),
        case(
            "a quote that a later inch sign closes",
            "sku,title,price,description\nA,a,1,\"24 inch frame\nB,b,2,Oak\nC,c,3,Ash 30\"\nD,d,4,Pine\n",
            &[
                Wrong(2, "description", "rows of their own"),
                Live(3, "D", "d", "4.00 EUR"),
            ],
        ),
        case(
            "a quote that a later one closes in the middle of a cell",
            "sku,title,price,description\nA,a,1,\"24 inch frame\nB,b,2,\"Oak\nC,c,3,Ash\n",
            &[
                Wrong(2, "description", "written twice"),
                Wrong(2, "description", "rows of their own"),
                Live(3, "C", "c", "3.00 EUR"),
            ],
        ),
        case(
            "quotes inside of quotes, not doubled",
            "sku,title,price\nA,\"the \"big\" one\",1\nB,b,2\n",
            &[
                Wrong(2, "title", "written twice"),
                Live(3, "B", "b", "2.00 EUR"),
            ],
        ),
        case(
            "inch signs inside of cells",
            "sku,title,price\nA,Frame 24\" oak,1\nB,24\",2\n",
            &[
                Live(2, "A", "Frame 24\" oak", "1.00 EUR"),
                Live(3, "B", "24\"", "2.00 EUR"),
            ],
        ),
        case(
            "typographic quotes",
            "sku,title,price\nA,“a, b”,1\n",
            &[Wrong(2, "D", "no header"), Wrong(2, "price", "'b”'")],
        ),
        case(
            "typographic quotes without commas",
            "sku,title,price\nA,“a” „b“,1\n",
            &[Live(2, "A", "“a” „b“", "1.00 EUR")],
        ),
        case(
            "spaces before a quote",
            "sku, title, price\nA, \"a, b\", 1\n",
            &[Live(2, "A", "a, b", "1.00 EUR")],
        ),
        case(
            "every cell in quotes",
            "\"sku\",\"title\",\"price\"\n\"A\",\"a\",\"1.00\"\n",
            &[Live(2, "A", "a", "1.00 EUR")],
        ),
        case(
            "a line break without quotes",
            "sku,title,price,description\nA,a,1,first line\nsecond line\nB,b,2,x\n",
            &[
                Live(2, "A", "a", "1.00 EUR"),
                Wrong(3, "sku", "SKU"),
                Live(4, "B", "b", "2.00 EUR"),
            ],
        ),
        case(
            "paragraphs in quotes with commas",
            "sku,title,price,description\nA,a,1,\"Oak, ash, pine, beech\nor elm, with, some, more\"\n",
            &[Live(2, "A", "a", "1.00 EUR")],
        ),
        case(
            "a formula of text",
            "sku,gtin,title,price\nA,\"=\"\"4006381333931\"\"\",a,1\n",
            &[
                Live(2, "A", "a", "1.00 EUR"),
                Read(2, "gtin", "4006381333931"),
            ],
        ),
        case(
            "a formula of text without quotes around",
            "sku,title,price\n=\"0123\",a,1\n",
            &[Live(2, "0123", "a", "1.00 EUR"), Read(2, "sku", "0123")],
        ),
        case(
            "a formula",
            "sku,title,price\nA,=B2&\" x\",1\n",
            &[Wrong(2, "title", "formula")],
        ),
        case(
            "a formula that failed",
            "sku,title,price\nA,#N/A,1\n",
            &[Wrong(2, "title", "in place of a value")],
        ),
        case(
            "NULL of a database",
            "sku,title,price,description\nA,a,1,NULL\n",
            &[Wrong(2, "description", "in place of a value")],
        ),
    ]
}
