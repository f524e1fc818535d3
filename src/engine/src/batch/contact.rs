//! The contact sheet: every product before and after, in one page that needs nothing beside it.

use std::fmt::Write as _;

use ::publish::sheets::{Action, Condition, Record};
use base::units;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::folder::Side;
use super::results::target;
use super::{ReportFolder, Results};
use crate::advice;

/// How the page looks; light and dark from one table of colours.
const STYLE: &str = include_str!("../../../../assets/batch/contact.css");

/// The page. Pictures that can't be read are left out.
pub(super) fn page(results: &Results, folder: &ReportFolder) -> String {
    let mut page = String::with_capacity(1 << 16);
    let done = results.done + results.earlier;
    let all = done + results.failed + results.skipped + results.left;
    let _ = write!(
        page,
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{} of {} products live</title>\n<style>\n{STYLE}</style>\n\
         <header>\n<h1>{}</h1>\n<p class=\"quiet\">{}</p>\n",
        units::count(done as u64),
        units::count(all as u64),
        headline(results, done, all),
        subline(results),
    );
    filters(&mut page, results, all);
    page.push_str("</header>\n<main>\n");
    wrong_cells(&mut page, results);
    // What needs someone comes first.
    let failed = |row: &&Record| row.condition == Condition::Failed;
    let (failed, rest): (Vec<&Record>, Vec<&Record>) = results.rows.iter().partition(failed);
    if !failed.is_empty() {
        page.push_str("<section class=\"failed\">\n<h2>Products that need you</h2>\n<ul class=\"products\">\n");
        for row in failed {
            card(&mut page, row, folder);
        }
        page.push_str("</ul>\n</section>\n");
    }
    page.push_str("<ul class=\"products\">\n");
    for row in rest {
        card(&mut page, row, folder);
    }
    page.push_str("</ul>\n</main>\n</html>\n");
    page
}

fn headline(results: &Results, done: usize, all: usize) -> String {
    let count = |number: usize| units::count(number as u64);
    if results.failed > 0 {
        format!(
            "{} of {} products need you",
            count(results.failed),
            count(all)
        )
    } else if results.left > 0 {
        format!(
            "Stopped with {} of {} products to go",
            count(results.left),
            count(all)
        )
    } else {
        format!("All {} products are done", count(done))
    }
}

fn subline(results: &Results) -> String {
    let mut parts = vec![format!(
        "{} done",
        units::count((results.done + results.earlier) as u64)
    )];
    if results.failed > 0 {
        parts.push(format!("{} failed", units::count(results.failed as u64)));
    }
    if results.skipped > 0 {
        parts.push(format!("{} skipped", units::count(results.skipped as u64)));
    }
    if results.left > 0 {
        parts.push(format!("{} to go", units::count(results.left as u64)));
    }
    let sizes = results
        .rows
        .iter()
        .filter_map(|row| Some((row.source_bytes?, row.outputs.first()?.bytes)));
    let (before, after) = sizes.fold((0, 0), |sum, row| (sum.0 + row.0, sum.1 + row.1));
    if before > 0 && after < before {
        parts.push(format!(
            "{} became {}",
            units::bytes(before),
            units::bytes(after)
        ));
    }
    parts.join(" · ")
}

/// Switches that need no script: the page hides what isn't chosen.
fn filters(page: &mut String, results: &Results, all: usize) {
    let done = results.done + results.earlier;
    page.push_str("<fieldset>\n<legend class=\"unseen\">Show</legend>\n");
    for (name, words, count) in [
        ("all", "All", all),
        ("failed", "Failed", results.failed),
        ("done", "Done", done),
        ("skipped", "Skipped", results.skipped),
    ] {
        if count == 0 && name != "all" {
            continue;
        }
        let checked = if name == "all" { " checked" } else { "" };
        let _ = writeln!(
            page,
            "<label><input type=\"radio\" name=\"show\" value=\"{name}\"{checked}>\
             <span>{words} <b>{}</b></span></label>",
            units::count(count as u64)
        );
    }
    page.push_str("</fieldset>\n");
}

fn wrong_cells(page: &mut String, results: &Results) {
    if results.problems.is_empty() {
        return;
    }
    page.push_str(
        "<section class=\"cells\">\n<h2>Cells to correct</h2>\n<table>\n\
         <thead><tr><th>Row</th><th>Column</th><th>Cell</th><th>What is wrong</th></tr></thead>\n<tbody>\n",
    );
    for problem in &results.problems {
        let _ = writeln!(
            page,
            "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            problem.row,
            escape(&problem.column),
            if problem.value.is_empty() {
                "<span class=\"quiet\">empty</span>".to_owned()
            } else {
                escape(&problem.value)
            },
            escape(&advice::cell(problem))
        );
    }
    page.push_str("</tbody>\n</table>\n</section>\n");
}

fn card(page: &mut String, row: &Record, folder: &ReportFolder) {
    let condition = row.condition.word();
    let title = if row.title.is_empty() {
        row.sku.as_str()
    } else {
        row.title.as_str()
    };
    let _ = writeln!(page, "<li class=\"{condition}\">");
    pictures(page, row, title, folder);
    let _ = write!(page, "<h3>{}</h3>\n<p class=\"quiet\">", escape(title));
    let _ = writeln!(page, "{} · row {}</p>", escape(row.sku.as_str()), row.row);
    let (icon, words) = state(row);
    let _ = writeln!(
        page,
        "<p class=\"state\"><i aria-hidden=\"true\">{icon}</i>{words}</p>"
    );
    if let Some(error) = &row.error {
        let _ = writeln!(page, "<p>{}</p>", escape(error));
    }
    if let Some(hint) = &row.hint {
        let _ = writeln!(page, "<p class=\"quiet\">{}</p>", escape(hint));
    }
    facts(page, row);
    if let Some(url) = row.url.as_ref().filter(|url| url.starts_with("http")) {
        let _ = writeln!(
            page,
            "<p><a href=\"{}\">Open in the shop</a></p>",
            escape(url)
        );
    }
    page.push_str("</li>\n");
}

/// The icon and the words of a row's state.
fn state(row: &Record) -> (&'static str, String) {
    match (row.condition, row.action) {
        (Condition::Failed, _) => ("✕", "Not published".into()),
        (Condition::Skipped, _) => ("–", "Skipped".into()),
        (Condition::Done, Action::Delete) => ("✓", "Off the shop".into()),
        (Condition::Done, _) => {
            let release = row
                .release
                .map_or_else(String::new, |n| format!(" as release {n}"));
            ("✓", format!("Live{release}"))
        }
    }
}

fn pictures(page: &mut String, row: &Record, title: &str, folder: &ReportFolder) {
    // A row that failed may have pictures of an earlier run, which would mislead.
    if row.condition == Condition::Failed {
        return;
    }
    if !row.action.sends() || row.condition != Condition::Done {
        page.push_str("<div class=\"pictures none\"><span>No picture</span></div>\n");
        return;
    }
    page.push_str("<div class=\"pictures\">\n");
    // Published as it came, there is one picture.
    let optimised = row
        .outputs
        .iter()
        .any(|output| Some(output.bytes) != row.source_bytes);
    let sides = [(Side::Before, "Before"), (Side::After, "After")];
    let sides = if optimised { &sides[..] } else { &sides[1..] };
    for (side, word) in sides {
        let Ok(jpeg) = std::fs::read(folder.picture(&row.sku, *side)) else {
            continue;
        };
        let caption = if optimised {
            format!("<figcaption>{word}</figcaption>")
        } else {
            String::new()
        };
        let _ = writeln!(
            page,
            "<figure><img alt=\"{}, {}\" width=\"280\" height=\"280\" loading=\"lazy\" \
             src=\"data:image/jpeg;base64,{}\">{caption}</figure>",
            escape(title),
            word.to_lowercase(),
            STANDARD.encode(jpeg)
        );
    }
    page.push_str("</div>\n");
}

fn facts(page: &mut String, row: &Record) {
    let mut facts: Vec<(&str, String)> = Vec::new();
    if let (Some(before), Some(output)) = (row.source_bytes, row.outputs.first()) {
        facts.push(("Size", change(before, output.bytes, units::bytes)));
    }
    if let (Some(before), Some(output)) = (row.source_triangles, row.outputs.first()) {
        facts.push(("Triangles", change(before, output.triangles, units::count)));
    }
    let others: Vec<String> = row
        .outputs
        .iter()
        .skip(1)
        .map(|output| format!("{} {}", target(output.target), units::bytes(output.bytes)))
        .collect();
    if !others.is_empty() {
        facts.push(("Also for", others.join(", ")));
    }
    if let Some((psnr, ssim)) = row.psnr.zip(row.ssim) {
        facts.push(("Worst view", format!("{psnr:.1}\u{2009}dB, SSIM {ssim:.4}")));
    }
    if !facts.is_empty() {
        page.push_str("<dl>");
        for (name, value) in facts {
            let _ = write!(page, "<dt>{name}</dt><dd>{value}</dd>");
        }
        page.push_str("</dl>\n");
    }
    let found: Vec<&String> = row
        .audits
        .iter()
        .flat_map(|audit| &audit.findings)
        .collect();
    let said: Vec<&String> = found.into_iter().chain(&row.warnings).collect();
    if said.is_empty() {
        return;
    }
    let words = if said.len() == 1 {
        "1 thing to know"
    } else {
        "things to know"
    };
    let words = if said.len() == 1 {
        words.to_owned()
    } else {
        format!("{} {words}", said.len())
    };
    let _ = writeln!(page, "<details><summary>{words}</summary><ul>");
    for sentence in said {
        let _ = writeln!(page, "<li>{}</li>", escape(sentence));
    }
    page.push_str("</ul></details>\n");
}

/// `46 KB → 12 KB, 74 % smaller`, or one number where nothing changed.
fn change(before: u64, after: u64, number: fn(u64) -> String) -> String {
    if before == after {
        return number(after);
    }
    let share = 100.0 * (1.0 - after as f64 / before.max(1) as f64);
    let words = if share >= 0.5 {
        format!("{share:.0}\u{2009}% less")
    } else {
        String::new()
    };
    format!(
        "{} → {} <small>{words}</small>",
        number(before),
        number(after)
    )
}

/// Text as it may stand in HTML, in attributes too.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use std::time::Duration;

    use ::publish::sheets::{OutputFile, Plan};

    use super::*;

    #[test]
    fn the_page_needs_nothing_beside_it_and_lets_no_markup_in() {
        let place = tempfile::tempdir().unwrap();
        let folder = ReportFolder::at(place.path());
        folder.create().unwrap();
        let sku: base::Sku = "CH-1".parse().unwrap();
        std::fs::write(folder.picture(&sku, Side::Before), "one").unwrap();
        std::fs::write(folder.picture(&sku, Side::After), "two").unwrap();
        let chair = Record {
            title: "<script>alert('x')</script>".into(),
            condition: Condition::Done,
            url: Some("javascript:alert(1)".into()),
            source_bytes: Some(2000),
            outputs: vec![OutputFile {
                target: listing::Target::Web,
                bytes: 500,
                triangles: 12,
            }],
            ..Record::new(2, sku, Action::Publish)
        };
        let failed = Record {
            condition: Condition::Failed,
            error: Some("a \"broken\" file".into()),
            ..Record::new(3, "LA-1".parse().unwrap(), Action::Publish)
        };
        let results = Results::new(&Plan::default(), vec![chair, failed], Duration::ZERO);
        let page = page(&results, &folder);
        assert!(
            !page.contains("<script") && !page.contains("javascript:"),
            "{page}"
        );
        assert!(page.contains("1 of 2 products need you"));
        assert!(page.contains("75\u{2009}% less"));
        assert!(page.contains("a &quot;broken&quot; file"));
        assert_eq!(page.matches("data:image/jpeg;base64,").count(), 2);
        assert!(page.find("LA-1").unwrap() < page.find("CH-1").unwrap());
        let outside = ["src=\"http", "href=\"http", "url(", "@import"];
        assert!(outside.iter().all(|word| !page.contains(word)));
    }
}
