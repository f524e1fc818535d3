#![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

use base::Money;

use super::super::Told;
use super::*;

/// A folder with empty files of these names.
fn folder(names: &[&str]) -> (tempfile::TempDir, ModelFiles) {
    let folder = tempfile::tempdir().unwrap();
    for name in names {
        std::fs::write(folder.path().join(name), "").unwrap();
    }
    let files = ModelFiles::find(folder.path()).unwrap();
    (folder, files)
}

fn plan(sheet: &str, names: &[&str]) -> Plan {
    let (_folder, files) = folder(names);
    let sheet = Sheet::parse(sheet.as_bytes(), &Told::default()).unwrap();
    Plan::of_sheet(&sheet, &files, &Defaults::default())
}

/// Row, column and value of each problem.
fn cells(plan: &Plan) -> Vec<(u64, &str, &str)> {
    let problems = plan.problems.iter();
    problems
        .map(|problem| (problem.row, problem.column.as_str(), problem.value.as_str()))
        .collect()
}

#[test]
fn a_sheet_becomes_items() {
    let plan = plan(
        "sku,gtin,title,price,currency,action,width,variants,camera-orbit\n\
         CH-1,4006381333931,Chair,199.00,EUR,create,52,Oak|Moss,30deg 60deg auto\n\
         LA-1,,,,,delete,,,\n\
         ,036000291452,Pen,1,usd,,,,\n",
        &["CH-1.glb", "00036000291452.glb"],
    );
    assert_eq!(cells(&plan), []);
    let [chair, lamp, pen] = plan.items.as_slice() else {
        panic!("{:?}", plan.items)
    };
    assert_eq!(chair.action, Action::Create);
    assert_eq!(chair.price.unwrap().minor, 19_900);
    assert_eq!(chair.stated.width, Some(0.52));
    assert_eq!(chair.variants, ["Oak", "Moss"]);
    assert_eq!(chair.attributes["camera-orbit"], "30deg 60deg auto");
    assert!(chair.file.as_ref().unwrap().ends_with("CH-1.glb"));
    assert_eq!((lamp.action, &lamp.file), (Action::Delete, &None));
    assert_eq!(pen.sku.as_str(), "036000291452");
    assert!(pen.file.as_ref().unwrap().ends_with("00036000291452.glb"));
}

#[test]
fn every_bad_cell_is_named_by_row_and_column() {
    let plan = plan(
        "sku,EAN,title,price,currency,action,Width (cm),file\n\
         A 1,,Chair,1,EUR,,,\n\
         B,4006381333932,,1.999,EUR,,wide,\n\
         C,,Lamp,1,EUR,burn,,\n\
         D,,Lamp,1,,,,\n\
         D,,Lamp,1,EUR,,,../d.glb\n\
         E,,Lamp,1,EUR,,,D.glb,more\n\
         ,,Lamp,1,EUR,,,D.glb\n\
         F,,,,,update,,D.glb\n",
        &["D.glb"],
    );
    assert_eq!(
        cells(&plan),
        [
            (2, "sku", "A 1"),
            (3, "EAN", "4006381333932"),
            (3, "price", "1.999"),
            (3, "file", ""),
            (3, "Width (cm)", "wide"),
            (3, "title", ""),
            (4, "action", "burn"),
            (5, "currency", ""),
            (6, "file", "../d.glb"),
            (6, "sku", "D"),
            (7, "I", "more"),
            (8, "sku", ""),
        ]
    );
    assert_eq!(plan.rows, 8);
    let [update] = plan.items.as_slice() else {
        panic!("{:?}", plan.items)
    };
    assert_eq!(
        (update.sku.as_str(), &update.title, update.price),
        ("F", &None, None)
    );
}

#[test]
fn rows_of_a_shops_export_share_what_their_product_says() {
    let (_folder, files) = folder(&["CH-OAK.glb", "CH-MOSS.glb"]);
    let text = "Handle,Title,Body (HTML),Vendor,Variant SKU,Variant Price,Variant Barcode,Image Src\n\
        chair,Chair,<p>Soft.</p>,Lech,CH-OAK,199.00,'4006381333931,a.jpg\n\
        chair,,,,CH-MOSS,209.00,,b.jpg\n\
        chair,,,,,,,c.jpg\n";
    let sheet = Sheet::parse(text.as_bytes(), &Told::default()).unwrap();
    let defaults = Defaults {
        currency: Some("EUR".parse().unwrap()),
        price: None,
    };
    let plan = Plan::of_sheet(&sheet, &files, &defaults);
    assert_eq!(cells(&plan), []);
    assert_eq!(
        (plan.rows, plan.items.len()),
        (2, 2),
        "a picture's row is no product"
    );
    for item in &plan.items {
        assert_eq!(item.title.as_deref(), Some("Chair"));
        assert_eq!(item.description.as_deref(), Some("Soft."));
        assert_eq!(item.brand.as_deref(), Some("Lech"));
    }
    assert_eq!(plan.items[0].gtin.as_deref(), Some("4006381333931"));
    assert_eq!(plan.mapping.unused(), ["Image Src"]);
}

#[test]
fn a_folder_updates_what_is_there_or_publishes_at_a_price() {
    let (_folder, files) = folder(&["CH-1.glb", "04006381333931.glb", "a b.glb"]);
    let plan = Plan::of_folder(&files, &Defaults::default());
    assert_eq!(cells(&plan).len(), 1);
    let items: Vec<_> = plan
        .items
        .iter()
        .map(|item| (item.sku.as_str(), item.gtin.as_deref()))
        .collect();
    assert_eq!(
        items,
        [("04006381333931", Some("4006381333931")), ("CH-1", None)]
    );
    assert!(
        plan.items
            .iter()
            .all(|item| item.action == Action::Update && item.price.is_none())
    );
    let price = Money::parse("9", "EUR".parse().unwrap()).unwrap();
    let defaults = Defaults {
        currency: None,
        price: Some(price),
    };
    let plan = Plan::of_folder(&files, &defaults);
    assert!(
        plan.items
            .iter()
            .all(|item| item.action == Action::Publish && item.price == Some(price))
    );
}

#[test]
fn a_row_is_the_same_wherever_it_stands() {
    let first = plan("sku,title,price,currency\nA,Lamp,1,EUR\n", &["A.glb"]);
    let second = plan(
        "sku,title,price,currency\nB,x,1,EUR\nA,Lamp,1,EUR\n",
        &["A.glb", "B.glb"],
    );
    let text = |item: &Item| serde_json::to_string(item).unwrap();
    assert_eq!(text(&first.items[0]), text(&second.items[1]));
}
