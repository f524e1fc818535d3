//! What is wrong with a file is told before customers get it, and stops it where they wouldn't see what
//! the file means.

use asset::{Defect, Effect};
use audit::{Allowances, Gate, codes};
use base::{Fault, Job, Remedy, Result};

/// The most lines for defects of one code.
const LINES: usize = 5;

/// Reports `defects` of the file called `name` as warnings, those of one code together.
pub(super) fn tell(name: &str, defects: &[Defect], job: &Job) {
    for line in lines(defects) {
        job.warn(format!("{name}: {line}"));
    }
}

/// A line for each defect, with its code and what customers see of it; of many of one code only the
/// first.
pub fn lines(defects: &[Defect]) -> Vec<String> {
    let mut lines = Vec::new();
    for code in codes(defects) {
        let of: Vec<&Defect> = defects.iter().filter(|one| one.code == code).collect();
        lines.extend(of.iter().take(LINES).map(|defect| line(defect)));
        if let Some(more) = of.len().checked_sub(LINES).filter(|more| *more > 0) {
            lines.push(format!("and {more} more of {code}"));
        }
    }
    lines
}

/// One line: the place, what is wrong there, its code, and what customers see.
pub fn line(defect: &Defect) -> String {
    match defect.effect.words() {
        "" => format!("{defect} ({})", defect.code),
        words => format!("{defect} ({}; {words})", defect.code),
    }
}

/// Lets a file pass that customers see as it is meant, or with leave.
///
/// # Errors
/// Refused, with what stops it and what to do about it.
pub(super) fn check<'a>(
    name: &str,
    defects: impl IntoIterator<Item = &'a Defect>,
    allowed: &Allowances,
) -> Result<()> {
    let gate = Gate::of(defects, allowed);
    if let Some(worst) = gate.worst() {
        return Err(with_way_out(
            Fault::refused(unseen(name, worst)),
            name,
            worst,
        ));
    }
    if gate.is_open() {
        return Ok(());
    }
    let codes = codes(gate.lost.iter().copied());
    let what = match gate.lost.as_slice() {
        [only] => format!(
            "customers won't see it as the file means it, for {only} ({})",
            only.code
        ),
        many => format!(
            "customers won't see {} things as the file means them ({})",
            many.len(),
            codes.join(", ")
        ),
    };
    let fix = codes.iter().find_map(|code| audit::fix_for(code));
    Err(
        Fault::refused(format!("{name} isn't published: {what}")).remedy(Remedy::MendOrAllow {
            fix: fix.map(|fix| fix.name().to_owned()),
            file: name.to_owned(),
            codes: codes.iter().map(|code| (*code).to_owned()).collect(),
        }),
    )
}

/// Why a file isn't published that customers would see nothing of.
fn unseen(name: &str, worst: &Defect) -> String {
    format!(
        "{name} isn't published: {}, for {worst} ({})",
        match worst.effect {
            Effect::Refused => "the web viewer can't open it",
            _ => "the web viewer shows nothing of it",
        },
        worst.code
    )
}

/// `fault` with what to do about it.
fn with_way_out(fault: Fault, name: &str, worst: &Defect) -> Fault {
    match audit::fix_for(worst.code) {
        Some(fix) => fault.remedy(Remedy::Fix {
            fix: fix.name().to_owned(),
            file: name.to_owned(),
        }),
        None => fault
            .hint("Export it again, if possible with a newer version of the program")
            .remedy(Remedy::SeeDefects),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use base::FaultKind;

    use super::*;

    fn defects() -> Vec<Defect> {
        vec![
            Defect::new("NODE_EMPTY", Effect::Drawn, "/nodes/1", "is empty"),
            Defect::new("IO_ERROR", Effect::Lost, "/images/0", "wood.png is missing"),
        ]
    }

    #[test]
    fn what_is_lost_stops_a_file_until_it_is_allowed_by_name() {
        let none = Allowances::default();
        let fault = check("chair.glb", &defects(), &none).unwrap_err();
        assert_eq!(fault.kind(), FaultKind::Refused);
        assert!(
            fault
                .message()
                .contains("/images/0: wood.png is missing (IO_ERROR)")
        );
        let told = crate::advice::typed(&fault).unwrap();
        assert!(told.ends_with("--allow IO_ERROR"), "{told}");
        let allowed = Allowances(vec!["IO_ERROR=sold bare".parse().unwrap()]);
        check("chair.glb", &defects(), &allowed).unwrap();
        let other = Allowances(vec!["NODE_EMPTY".parse().unwrap()]);
        assert!(check("chair.glb", &defects(), &other).is_err());
    }

    #[test]
    fn what_nobody_sees_is_never_published() {
        let mut defects = defects();
        defects.push(Defect::new(
            "NO_SCENE",
            Effect::Refused,
            "",
            "it has no scene",
        ));
        let allowed = ["IO_ERROR", "NO_SCENE"].map(|code| code.parse().unwrap());
        let fault = check("chair.glb", &defects, &Allowances(allowed.to_vec())).unwrap_err();
        assert_eq!(
            fault.message(),
            "chair.glb isn't published: the web viewer can't open it, for it has no scene (NO_SCENE)"
        );
        assert!(!crate::advice::typed(&fault).unwrap().contains("--allow"));
    }

    #[test]
    fn many_of_one_code_are_a_few_lines() {
        let many: Vec<Defect> = (0..9)
            .map(|n| {
                Defect::new(
                    "NODE_EMPTY",
                    Effect::Drawn,
                    format!("/nodes/{n}"),
                    "is empty",
                )
            })
            .collect();
        let lines = lines(&many);
        assert_eq!(lines.len(), 6);
        assert_eq!(lines[0], "/nodes/0: is empty (NODE_EMPTY)");
        assert_eq!(lines[5], "and 4 more of NODE_EMPTY");
    }
}
