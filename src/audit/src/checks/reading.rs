//! Whether the file was read without complaints.

use super::{Outcome, Subject, plural};
use crate::profile::Rule;

pub(super) fn run(subject: &Subject<'_>, _rule: &Rule) -> Outcome {
    let warnings = subject.model.warnings();
    let sentence = match warnings.as_slice() {
        [] => "The file is sound".to_owned(),
        [only] => only.clone(),
        [first, rest @ ..] => {
            format!(
                "{first}; and {} more {}",
                rest.len(),
                plural(rest.len(), "complaint", "complaints")
            )
        }
    };
    Outcome::new(warnings.is_empty(), sentence)
        .places(warnings.iter().cloned())
        .hint("Export the file again, if possible with a newer version of the program")
}

#[cfg(test)]
mod tests {
    use super::super::Check;
    use super::super::samples::{chair, rule, run};

    #[test]
    fn a_warning_of_the_reader_is_a_finding() {
        let mut model = chair();
        let rule = rule(Check::Reading, None, None);
        assert_eq!(run(&model, &rule).kept, Some(true));
        model.defects = vec![asset::Defect::new(
            "IO_ERROR",
            asset::Effect::Lost,
            "/images/0",
            "cloth.png is missing",
        )];
        assert_eq!(
            run(&model, &rule).sentence,
            "/images/0: cloth.png is missing"
        );
    }
}
