//! Sheets as shops and spreadsheets write them: what is understood is said, what isn't is named, and
//! nothing else goes live.

use std::fs;

use super::{Shop, batch, counts, products, row};
use crate::program::User;

/// A shop's export: a product of two variants, a picture of it, one that isn't for sale, and a handle
/// that says nothing.
const EXPORT: &str = "Handle,Title,Body (HTML),Variant SKU,Variant Price,Published,Status,Tags\n\
    oak,St&uuml;hle,<p>Oak</p><ul><li>soft</li></ul>,BOX-0001,\"1.299,00\",TRUE,active,x\n\
    oak,,,BOX-0002,€ 199,,,\n\
    oak,,,,,,,\n\
    \n\
    ash,Ash,,BOX-0003,5.00,TRUE,draft,\n\
    elm,,,,,,,\n";

#[test]
fn a_dry_run_says_what_each_column_and_odd_cell_was_taken_for() {
    let user = User::new();
    products::write(user.folder(), 3);
    fs::write(user.folder().join("products.csv"), EXPORT).unwrap();
    let words = ["--dry-run", "--currency", "EUR"];
    let document = user.run(&batch(&words)).json();
    let list = |name: &str, keys: [&str; 3]| -> Vec<String> {
        let list = document[name].as_array().unwrap().iter();
        list.map(|entry| {
            keys.map(|key| entry[key].to_string())
                .join(" ")
                .replace('"', "")
        })
        .collect()
    };
    assert_eq!(
        list("remarks", ["row", "column", "read"]),
        [
            "2 Title Stühle",
            "2 Body (HTML) Oak\\n\\n• soft",
            "2 Variant Price 1299.00\u{2009}EUR",
            "3 Variant Price 199.00\u{2009}EUR",
            "4 Handle no product",
            "6 Status skipped",
        ]
    );
    assert_eq!(
        list("problems", ["row", "column", "value"]),
        ["7 Variant SKU "]
    );
    assert_eq!(document["sheet"]["delimiter"], ",");
    assert_eq!(document["mapping"]["headers"][3]["column"], "sku");

    let text = user.run(&["batch", "products.csv", "--dry-run", "--currency", "EUR"]);
    assert_eq!(text.code, 1);
    for words in [
        "headers in row 1",
        "Body (HTML)",
        "1299.00",
        "draft",
        "aren't used: Tags",
    ] {
        assert!(text.stdout.contains(words), "{words}: {}", text.stdout);
    }
}

#[test]
fn a_sheet_that_cannot_be_trusted_is_refused_by_row_and_column() {
    let user = User::new();
    products::write(user.folder(), 2);
    let sheet = "sku,title,price,currency,description\nBOX-0001,One,1,EUR,\"24 inch\nBOX-0002,Two,2,EUR,Oak\n";
    fs::write(user.folder().join("products.csv"), sheet).unwrap();
    for more in [&["--dry-run"][..], &[]] {
        let ran = user.run(&[&["batch", "products.csv"], more].concat());
        ran.refused(3, "Row 2, column 'description'");
    }
    fs::write(
        user.folder().join("products.csv"),
        "Nummer,Ding,VK\nBOX-0001,One,1.00\n",
    )
    .unwrap();
    let told = [
        "--dry-run",
        "--column",
        "Nummer=sku",
        "--column",
        "Ding=title",
        "--column",
        "VK=price EUR",
    ];
    user.run(&batch(&told)).done();
    user.run(&batch(&[
        "--dry-run",
        "--column",
        "Nummer=sku",
        "--column",
        "None=title",
    ]))
    .refused(2, "no column 'None'");
}

#[test]
fn what_a_shop_has_as_draft_stays_off_the_shop() {
    let shop = Shop::open(3);
    fs::write(shop.path("products.csv"), EXPORT).unwrap();
    let ran = shop.user.run(&batch(&["--currency", "EUR"]));
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    let document = ran.json();
    assert_eq!(counts(&document), [2, 0, 1]);
    assert_eq!(row(&document, "BOX-0003")["condition"], "skipped");
    assert_eq!(document["remarks"][5]["column"], "Status");
    let listing = shop.listing("BOX-0001");
    assert_eq!(listing["manifest"]["title"], "Stühle");
    assert!(
        listing["listing"]["url"]
            .as_str()
            .unwrap()
            .ends_with("/p/stuehle-box-0001"),
        "{listing}"
    );
    let absent = shop.user.run(&["listing", "show", "BOX-0003", "--json"]);
    assert_ne!(absent.code, 0, "{}", absent.stdout);
}
