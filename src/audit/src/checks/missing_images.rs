//! Whether every texture's file is there and is a picture that Plinth knows.

use super::{Outcome, Subject, plural};
use crate::profile::Rule;

pub(super) fn run(subject: &Subject<'_>, _rule: &Rule) -> Outcome {
    let textures = &subject.facts.textures;
    if textures.is_empty() {
        return Outcome::not_applicable("No textures");
    }
    let unknown = asset::model::Mime::Unknown.as_str();
    // What is allowed as a defect of the file is allowed here, too.
    let allowed = |image: usize| {
        let at = format!("/images/{image}");
        let mut defects = subject.model.defects.iter();
        defects.any(|defect| defect.at == at && subject.allowed.of(defect.code).is_some())
    };
    let broken: Vec<_> = textures
        .iter()
        .enumerate()
        .filter(|(_, texture)| texture.missing || texture.mime == unknown)
        .filter(|(image, _)| !allowed(*image))
        .map(|(_, texture)| {
            let why = if texture.missing {
                "missing"
            } else {
                "not a picture"
            };
            format!("{} ({why})", texture.name)
        })
        .collect();
    let sentence = if broken.is_empty() {
        "All textures are there".to_owned()
    } else {
        format!(
            "{} {} shown",
            broken.len(),
            plural(broken.len(), "texture can't be", "textures can't be")
        )
    };
    Outcome::new(broken.is_empty(), sentence)
        .places(broken)
        .hint("Put the files beside the model, or export one GLB that holds them")
}

#[cfg(test)]
mod tests {
    use super::super::samples::{chair, rule, run};
    use crate::check::Check;

    #[test]
    fn an_image_without_data_fails() {
        let mut model = chair();
        let rule = rule(Check::MissingImages, None, None);
        assert_eq!(run(&model, &rule).kept, Some(true));
        model.images[0].data = bytes::Bytes::new();
        assert_eq!(run(&model, &rule).places, ["cloth (missing)"]);
    }
}
