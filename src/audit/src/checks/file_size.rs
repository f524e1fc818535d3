//! Bytes of the file and of every file it names: what a customer downloads, before compression by
//! the server.

use base::units::bytes;

use super::{Outcome, Subject, within};
use crate::finding::Unit;
use crate::profile::Rule;

pub(super) fn run(subject: &Subject<'_>, rule: &Rule) -> Outcome {
    let size = subject.facts.bytes.total;
    let kept = within(size as f64, rule);
    let limit = match (rule.min, rule.max) {
        _ if kept => String::new(),
        (_, Some(max)) if size as f64 > max => format!("; at most {} allowed", bytes(max as u64)),
        (Some(min), _) => format!("; at least {} expected", bytes(min as u64)),
        _ => String::new(),
    };
    let hint = if rule.min.is_some_and(|min| (size as f64) < min) {
        "So small a file can hardly hold a product: check the export"
    } else {
        "Optimise the product for this place; textures are usually the largest part"
    };
    Outcome::new(kept, format!("{}{limit}", bytes(size)))
        .measured(size as f64, Unit::Bytes)
        .hint(hint)
}

#[cfg(test)]
mod tests {
    use super::super::samples::{chair, rule, run};
    use crate::check::Check;

    #[test]
    fn passes_up_to_the_limit_and_fails_beyond() {
        let mut model = chair();
        let rule = rule(Check::FileSize, Some(1_000.0), Some(20_000.0));
        assert_eq!(run(&model, &rule).kept, Some(true));
        model.source_bytes = 20_001;
        let outcome = run(&model, &rule);
        assert_eq!(outcome.kept, Some(false));
        assert!(outcome.hint.is_some_and(|hint| hint.contains("Optimise")));
        model.source_bytes = 999;
        assert!(
            run(&model, &rule)
                .hint
                .is_some_and(|hint| hint.contains("export"))
        );
    }
}
