//! How customers first see the product: the web viewer's attributes, as they are typed and chosen.

use base::Fault;
use viewer::{Attributes, Environment, ToneMapping};

/// An attribute that is typed, in the web viewer's own words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ViewField {
    /// `camera-orbit`
    Orbit,
    /// `camera-target`
    Target,
    /// `field-of-view`
    FieldOfView,
    /// `min-camera-orbit`
    MinOrbit,
    /// `max-camera-orbit`
    MaxOrbit,
    /// `min-field-of-view`
    MinFieldOfView,
    /// `max-field-of-view`
    MaxFieldOfView,
}

/// All of them, in the order of the panel.
pub const VIEW_FIELDS: [ViewField; 7] = [
    ViewField::Orbit,
    ViewField::Target,
    ViewField::FieldOfView,
    ViewField::MinOrbit,
    ViewField::MaxOrbit,
    ViewField::MinFieldOfView,
    ViewField::MaxFieldOfView,
];

/// An attribute that is a number on a scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dial {
    /// `exposure`, 0 and more.
    Exposure,
    /// `shadow-intensity`, 0 to 1.
    ShadowIntensity,
    /// `shadow-softness`, 0 to 1.
    ShadowSoftness,
}

/// The attributes, what was typed for them, and what is wrong with it.
#[derive(Debug, Clone)]
pub struct ViewForm {
    attributes: Attributes,
    texts: [String; VIEW_FIELDS.len()],
    /// Why a light can't be used, where the last one asked for can't.
    pub light_failure: Option<String>,
    /// Whether a light or a frame is being made ready.
    pub preparing: bool,
}

impl Default for ViewForm {
    fn default() -> Self {
        Self::of(Attributes::default())
    }
}

impl ViewForm {
    /// The form of these attributes.
    #[must_use]
    pub fn of(attributes: Attributes) -> Self {
        let texts = VIEW_FIELDS.map(|field| written(&attributes, field));
        Self {
            attributes,
            texts,
            light_failure: None,
            preparing: false,
        }
    }

    /// The attributes: what was typed last and made sense.
    #[must_use]
    pub const fn attributes(&self) -> &Attributes {
        &self.attributes
    }

    /// What the field says.
    #[must_use]
    pub fn text(&self, field: ViewField) -> &str {
        &self.texts[field as usize]
    }

    /// What is wrong with what the field says, in one sentence.
    #[must_use]
    pub fn complaint(&self, field: ViewField) -> Option<String> {
        let mut scratch = self.attributes.clone();
        let fault = read(&mut scratch, field, self.text(field)).err()?;
        Some(match fault.hint_text() {
            Some(hint) => format!("{hint}."),
            None => format!("{}.", fault.message()),
        })
    }

    /// Takes what was typed; gives whether the attributes changed.
    pub(crate) fn edit(&mut self, field: ViewField, text: String) -> bool {
        let before = self.attributes.clone();
        // What makes no sense yet leaves the attribute as it was.
        let _ = read(&mut self.attributes, field, &text);
        self.texts[field as usize] = text;
        before != self.attributes
    }

    /// The value of a dial.
    #[must_use]
    pub const fn dial(&self, dial: Dial) -> f32 {
        match dial {
            Dial::Exposure => self.attributes.exposure,
            Dial::ShadowIntensity => self.attributes.shadow_intensity,
            Dial::ShadowSoftness => self.attributes.shadow_softness,
        }
    }

    /// Turns a dial; what is out of its range ends at it.
    pub(crate) fn turn(&mut self, dial: Dial, value: f32) {
        if !value.is_finite() {
            return;
        }
        let (place, most) = match dial {
            Dial::Exposure => (&mut self.attributes.exposure, f32::MAX),
            Dial::ShadowIntensity => (&mut self.attributes.shadow_intensity, 1.0),
            Dial::ShadowSoftness => (&mut self.attributes.shadow_softness, 1.0),
        };
        *place = value.clamp(0.0, most);
    }

    pub(crate) fn set_tone(&mut self, tone: ToneMapping) {
        self.attributes.tone_mapping = tone;
    }

    pub(crate) fn set_light(&mut self, light: Environment) {
        self.light_failure = None;
        self.attributes.environment = light;
    }

    /// The first variant and animation that customers see.
    pub(crate) fn set_names(&mut self, variant: Option<String>, animation: Option<String>) {
        self.attributes.variant = variant;
        self.attributes.animation = animation;
    }

    /// Takes the camera from `seen` and writes it into the fields.
    pub(crate) fn set_camera(&mut self, seen: &Attributes) {
        self.attributes.camera_orbit = seen.camera_orbit;
        self.attributes.camera_target = seen.camera_target;
        self.attributes.field_of_view = seen.field_of_view;
        for field in [ViewField::Orbit, ViewField::Target, ViewField::FieldOfView] {
            self.texts[field as usize] = written(&self.attributes, field);
        }
    }
}

/// An attribute as text.
fn written(attributes: &Attributes, field: ViewField) -> String {
    match field {
        ViewField::Orbit => attributes.camera_orbit.to_string(),
        ViewField::Target => attributes.camera_target.to_string(),
        ViewField::FieldOfView => attributes.field_of_view.to_string(),
        ViewField::MinOrbit => attributes.min_camera_orbit.to_string(),
        ViewField::MaxOrbit => attributes.max_camera_orbit.to_string(),
        ViewField::MinFieldOfView => attributes.min_field_of_view.to_string(),
        ViewField::MaxFieldOfView => attributes.max_field_of_view.to_string(),
    }
}

/// Reads a text into its attribute; nothing typed means the viewer's default.
fn read(attributes: &mut Attributes, field: ViewField, text: &str) -> Result<(), Fault> {
    let defaults = Attributes::default();
    let default = written(&defaults, field);
    let text = match text.trim() {
        "" => default.as_str(),
        text => text,
    };
    match field {
        ViewField::Orbit => attributes.camera_orbit = text.parse()?,
        ViewField::Target => attributes.camera_target = text.parse()?,
        ViewField::FieldOfView => attributes.field_of_view = text.parse()?,
        ViewField::MinOrbit => attributes.min_camera_orbit = text.parse()?,
        ViewField::MaxOrbit => attributes.max_camera_orbit = text.parse()?,
        ViewField::MinFieldOfView => attributes.min_field_of_view = text.parse()?,
        ViewField::MaxFieldOfView => attributes.max_field_of_view = text.parse()?,
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_counts_once_it_makes_sense() {
        let mut form = ViewForm::default();
        assert_eq!(form.text(ViewField::Orbit), "0deg 75deg 105%");
        assert!(!form.edit(ViewField::Orbit, "30de".to_owned()));
        assert!(
            form.complaint(ViewField::Orbit)
                .is_some_and(|words| words.ends_with('.'))
        );
        assert!(form.edit(ViewField::Orbit, "30deg 60deg 2m".to_owned()));
        assert_eq!(form.complaint(ViewField::Orbit), None);
        assert_eq!(form.attributes().camera_orbit.to_string(), "30deg 60deg 2m");
        // An empty field is the viewer's default.
        assert!(form.edit(ViewField::Orbit, " ".to_owned()));
        assert_eq!(form.attributes(), &Attributes::default());
    }

    #[test]
    fn dials_end_at_their_range() {
        let mut form = ViewForm::default();
        form.turn(Dial::ShadowIntensity, 7.0);
        form.turn(Dial::Exposure, -1.0);
        form.turn(Dial::ShadowSoftness, f32::NAN);
        let dials = [Dial::ShadowIntensity, Dial::Exposure, Dial::ShadowSoftness];
        assert_eq!(dials.map(|dial| form.dial(dial)), [1.0, 0.0, 1.0]);
    }
}
