//! A board of sheets as people and programs write them: each is understood, or what is wrong is named
//! by row and column. All are written here; none is a copy of anybody's.

mod files;
mod numbers;
mod quotes;
mod shops;

use super::{Action, Defaults, ModelFiles, Plan, Sheet, Told};

/// What is right about a sheet.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Right {
    /// This row goes live with this SKU, title and price.
    Live(u64, &'static str, &'static str, &'static str),
    /// This row is skipped, and the cell of this column says why.
    Skipped(u64, &'static str),
    /// The cell in this row and column was understood as this.
    Read(u64, &'static str, &'static str),
    /// The cell in this row and column is wrong, and the sentence about it has these words.
    Wrong(u64, &'static str, &'static str),
    /// The sheet is refused by a sentence with these words.
    Refused(&'static str),
}

use Right::{Live, Read, Refused, Skipped, Wrong};

/// One sheet of the board.
struct Case {
    name: &'static str,
    sheet: Vec<u8>,
    right: &'static [Right],
}

/// A sheet of text.
fn case(name: &'static str, sheet: &str, right: &'static [Right]) -> Case {
    Case {
        name,
        sheet: sheet.as_bytes().to_vec(),
        right,
    }
}

/// What is there beside every sheet.
const MODELS: [&str; 9] = [
    "A.glb",
    "B.glb",
    "C.glb",
    "D.glb",
    "0123.glb",
    "1001.glb",
    "4006381333931.glb",
    "036000291452.glb",
    "Stu\u{308}hle.glb",
];

/// What was made of a sheet, in the words of a case; everything that goes live or is wrong is in it,
/// and of the rest what the case asks about.
fn told(case: &Case) -> Vec<String> {
    let sheet = match Sheet::parse(&case.sheet, &Told::default()) {
        Ok(sheet) => sheet,
        Err(fault) => return vec![format!("refused: {}", fault.message())],
    };
    let defaults = Defaults {
        currency: "EUR".parse().ok(),
        price: None,
    };
    let plan = Plan::of_sheet(&sheet, &ModelFiles::of_names(&MODELS), &defaults);
    let mut told = Vec::new();
    for item in plan.items.iter().filter(|item| item.action.sends()) {
        let price = item
            .price
            .map(|price| price.to_string().replace('\u{2009}', " "));
        told.push(format!(
            "{} live {} '{}' {}",
            item.row,
            item.sku,
            item.title.as_deref().unwrap_or(""),
            price.unwrap_or_default()
        ));
    }
    for item in plan.items.iter().filter(|item| item.action == Action::Skip) {
        let why = plan
            .remarks
            .iter()
            .find(|remark| remark.row == item.row && remark.read == "skipped");
        let column = why.map_or("", |why| why.column.as_str());
        told.push(format!("{} skipped {column}", item.row));
    }
    for problem in &plan.problems {
        told.push(format!(
            "{} wrong {}: {}",
            problem.row, problem.column, problem.message
        ));
    }
    for remark in &plan.remarks {
        let read = remark.read.replace('\u{2009}', " ");
        told.push(format!("{} read {}: {read}", remark.row, remark.column));
    }
    told
}

/// Whether `told` says what is right, or what it says instead.
fn check(case: &Case) -> Result<(), String> {
    let told = told(case);
    let mut expected = 0;
    for right in case.right {
        let found = match right {
            Live(row, sku, title, price) => {
                told.contains(&format!("{row} live {sku} '{title}' {price}"))
            }
            Skipped(row, column) => told.contains(&format!("{row} skipped {column}")),
            Read(row, column, read) => told.contains(&format!("{row} read {column}: {read}")),
            Wrong(row, column, words) => {
                let start = format!("{row} wrong {column}: ");
                told.iter()
                    .any(|line| line.starts_with(&start) && line.contains(words))
            }
            Refused(words) => told
                .iter()
                .any(|line| line.starts_with("refused") && line.contains(words)),
        };
        if !found {
            return Err(format!("{}: no {right:?} in {told:#?}", case.name));
        }
        expected += usize::from(!matches!(right, Read(..)));
    }
    let all = told
        .iter()
        .filter(|line| line.split(' ').nth(1) != Some("read"))
        .count();
    if all == expected {
        Ok(())
    } else {
        Err(format!(
            "{}: {expected} were expected of {told:#?}",
            case.name
        ))
    }
}

#[test]
fn every_sheet_is_understood_or_named() {
    let cases: Vec<Case> = [
        files::cases(),
        quotes::cases(),
        numbers::cases(),
        shops::cases(),
    ]
    .into_iter()
    .flatten()
    .collect();
    let wrong: Vec<String> = cases.iter().filter_map(|case| check(case).err()).collect();
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        cases.len(),
        wrong.join("\n")
    );
    assert!(cases.len() >= 60, "{}", cases.len());
}
