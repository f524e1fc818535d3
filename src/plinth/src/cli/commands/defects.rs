//! What is wrong with a file, as the command line tells it.

use asset::{Defect, Effect, Model};
use audit::codes;

use crate::cli::paint::{BAD, HINT, QUIET, STRONG, WARNING, paint};
use engine::advice;

/// The most places of one code.
const PLACES: usize = 5;

/// What customers make of the whole file, where they don't see it as it is meant.
pub(super) fn headline(effect: Effect) -> Option<String> {
    let words = match effect {
        Effect::Drawn => return None,
        Effect::Lost => {
            return Some(format!(
                "{} Customers won't see all of it as the file means it",
                paint(WARNING, "!")
            ));
        }
        Effect::Blank => "Customers see nothing: the web viewer shows nothing of this file",
        Effect::Refused => "Customers see nothing: the web viewer can't open this file",
    };
    Some(format!("{} {}", paint(BAD, "✗"), paint(STRONG, words)))
}

/// One paragraph a code, the worst first: what is wrong where, what customers see, and the way out.
pub(super) fn text(model: &Model, defects: &[Defect], file: &str) -> String {
    let of = |code: &'static str| defects.iter().filter(move |defect| defect.code == code);
    let worst = |code: &&'static str| {
        let effects = of(code).map(|defect| defect.effect);
        std::cmp::Reverse(effects.max())
    };
    let mut codes = codes(defects);
    codes.sort_by_key(worst);
    let mut text = String::new();
    for code in codes {
        let effect = of(code).map(|defect| defect.effect).max();
        let effect = effect.unwrap_or(Effect::Drawn);
        let mark = match effect {
            Effect::Drawn => paint(QUIET, "·"),
            Effect::Lost => paint(WARNING, "!"),
            Effect::Blank | Effect::Refused => paint(BAD, "✗"),
        };
        text += &format!("{mark} {}", paint(STRONG, code));
        if !effect.words().is_empty() {
            text += &format!("  {}", effect.words());
        }
        text.push('\n');
        for defect in of(code).take(PLACES) {
            text += &format!("  {}\n", place(model, defect));
        }
        if let Some(more) = of(code)
            .count()
            .checked_sub(PLACES)
            .filter(|more| *more > 0)
        {
            text += &format!("  {}\n", paint(QUIET, format!("and {more} more")));
        }
        if let Some(fix) = way_out(code, file) {
            text += &format!("  {} {fix}\n", paint(HINT, "fix:"));
        }
    }
    text
}

/// Where it is, by its name too where it has one, and what is wrong there.
fn place(model: &Model, defect: &Defect) -> String {
    if defect.at.is_empty() {
        return defect.problem.clone();
    }
    let name = named(model, &defect.at).map_or_else(String::new, |name| format!(" {name}"));
    format!(
        "{}: {}",
        paint(QUIET, format!("{}{name}", defect.at)),
        defect.problem
    )
}

/// The name of the node, mesh, material or other part that a JSON pointer leads into.
fn named<'a>(model: &'a Model, at: &str) -> Option<&'a str> {
    let mut steps = at.split('/').skip(1);
    let (list, index) = (steps.next()?, steps.next()?.parse::<usize>().ok()?);
    let part = model.document.json.get(list)?.get(index)?;
    let name = part.get("name").and_then(|name| name.as_str());
    name.filter(|name| !name.is_empty())
}

/// The command that mends defects of `code`.
fn way_out(code: &str, file: &str) -> Option<String> {
    let fix = audit::fix_for(code)?;
    Some(advice::mend(file, fix.name()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    #[test]
    fn the_worst_comes_first_with_its_place_by_name() {
        let json = br#"{"asset": {"version": "2.0"}, "nodes": [{"name": "Seat"}, {}]}"#;
        let model = asset::read_bytes("a.gltf", json.to_vec().into(), &asset::Limits::default());
        let model = model.unwrap();
        let mut defects: Vec<Defect> = (0..7)
            .map(|n| {
                Defect::new(
                    "IO_ERROR",
                    Effect::Lost,
                    format!("/images/{n}"),
                    "is missing",
                )
            })
            .collect();
        defects.push(Defect::new(
            "EMPTY",
            Effect::Drawn,
            "/nodes/0/mesh",
            "is odd",
        ));
        defects.push(Defect::new("NO_SCENE", Effect::Refused, "", "has no scene"));
        let text = anstream::adapter::strip_str(&text(&model, &defects, "a.glb")).to_string();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "✗ NO_SCENE  the web viewer can't open the file");
        assert_eq!(lines[1], "  has no scene");
        assert_eq!(
            lines[2],
            "  fix: plinth audit a.glb --fix add-scene -o a-fixed.glb"
        );
        assert_eq!(
            lines[3],
            "! IO_ERROR  customers won't see it as the file means it"
        );
        assert_eq!(lines[9], "  and 2 more");
        assert_eq!(lines[11], "  /nodes/0/mesh Seat: is odd");
        assert!(headline(Effect::Drawn).is_none());
        assert!(headline(Effect::Blank).is_some());
    }
}
