//! Whether the model is as large as the listing says.

use base::units::centimetres;

use super::{Outcome, Subject};
use crate::finding::Unit;
use crate::profile::Rule;

pub(super) fn run(subject: &Subject<'_>, rule: &Rule) -> Outcome {
    let Some(stated) = subject.stated else {
        return Outcome::not_applicable("The listing states no dimensions to compare with");
    };
    let Some(bounds) = subject.bounds else {
        return Outcome::not_applicable("Nothing is visible");
    };
    let tolerance = rule.max.unwrap_or(0.0);
    let measured = stated.sides().into_iter().zip(bounds.size().to_array());
    let sides: Vec<_> = measured
        .filter(|((_, stated), _)| *stated > 0.0)
        .map(|((name, stated), measured)| (name, stated, measured, (measured / stated - 1.0).abs()))
        .collect();
    let Some(worst) = sides.iter().map(|side| side.3).reduce(f64::max) else {
        return Outcome::not_applicable("The listing states no dimensions to compare with");
    };
    let broken: Vec<_> = sides
        .iter()
        .filter(|side| side.3 > tolerance)
        .map(|(name, stated, measured, _)| {
            format!(
                "{name} {} instead of {}",
                centimetres(*measured),
                centimetres(*stated)
            )
        })
        .collect();
    let sentence = if broken.is_empty() {
        format!(
            "The dimensions are within {:.1} % of the stated ones",
            worst * 100.0
        )
    } else {
        format!("The model isn't as large as stated: {}", broken.join(", "))
    };
    Outcome::new(broken.is_empty(), sentence)
        .measured(worst, Unit::Share)
        .places(broken)
        .hint("Correct the model's scale or the stated dimensions; customers measure in AR")
}

#[cfg(test)]
mod tests {
    use super::super::samples::{chair, rule, run, run_stated};
    use crate::Stated;
    use crate::check::Check;

    #[test]
    fn three_percent_pass_and_four_fail() {
        let model = chair();
        let rule = rule(Check::Dimensions, None, Some(0.03));
        assert_eq!(run(&model, &rule).kept, None);
        let mut stated = Stated {
            width: 0.5,
            height: 1.02,
            depth: 0.6,
        };
        assert_eq!(run_stated(&model, &rule, Some(&stated)).kept, Some(true));
        stated.height = 1.05;
        let outcome = run_stated(&model, &rule, Some(&stated));
        assert_eq!((outcome.kept, outcome.places.len()), (Some(false), 1));
    }
}
