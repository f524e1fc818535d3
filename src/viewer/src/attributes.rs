//! All attributes together.

use glam::DMat4;
use serde::{Deserialize, Serialize};

use crate::placement::placement;
use crate::{
    Background, CameraOrbit, CameraTarget, Environment, FieldOfView, Orientation, Scale,
    ToneMapping,
};

/// By how much the viewer brightens its own environments under the neutral curve, so that a white
/// surface comes out white.
const COMMERCE_EXPOSURE: f32 = 1.3;

/// What the web viewer is told, by its own names. The default is the viewer's default.
///
/// As JSON it is an object whose keys are the attribute names of `<model-viewer>`; missing keys
/// are defaults.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Attributes {
    /// Where the camera is.
    pub camera_orbit: CameraOrbit,
    /// What it looks at.
    pub camera_target: CameraTarget,
    /// How wide it looks.
    pub field_of_view: FieldOfView,
    /// The least that the orbit may be.
    pub min_camera_orbit: CameraOrbit,
    /// The most that the orbit may be.
    pub max_camera_orbit: CameraOrbit,
    /// The narrowest field of view; `auto` is 12 degrees.
    pub min_field_of_view: FieldOfView,
    /// The widest field of view; `auto` is 30 degrees.
    pub max_field_of_view: FieldOfView,
    /// Brightness; 1 is normal.
    pub exposure: f32,
    /// How radiance becomes colour.
    pub tone_mapping: ToneMapping,
    /// The light around the model.
    #[serde(rename = "environment-image")]
    pub environment: Environment,
    /// How dark the shadow on the floor is: 0 (none) to 1.
    pub shadow_intensity: f32,
    /// How soft the shadow is: 0 (hard) to 1.
    pub shadow_softness: f32,
    /// The variant (KHR_materials_variants) to show.
    #[serde(rename = "variant-name", skip_serializing_if = "Option::is_none")]
    pub variant: Option<String>,
    /// The animation whose pose is shown; without one the model rests.
    #[serde(rename = "animation-name", skip_serializing_if = "Option::is_none")]
    pub animation: Option<String>,
    /// Whether an animation runs: without a name, the first one.
    pub autoplay: bool,
    /// Seconds into that animation.
    #[serde(rename = "animation-time")]
    pub time: f32,
    /// How large the model is, about the origin.
    pub scale: Scale,
    /// How it is turned, likewise.
    pub orientation: Orientation,
    /// What is behind the model.
    pub background: Background,
}

impl Default for Attributes {
    fn default() -> Self {
        Self {
            camera_orbit: CameraOrbit::default(),
            camera_target: CameraTarget::default(),
            field_of_view: FieldOfView::default(),
            min_camera_orbit: CameraOrbit::AUTO,
            max_camera_orbit: CameraOrbit::AUTO,
            min_field_of_view: FieldOfView::default(),
            max_field_of_view: FieldOfView::default(),
            exposure: 1.0,
            tone_mapping: ToneMapping::Auto,
            environment: Environment::Neutral,
            shadow_intensity: 0.0,
            shadow_softness: 1.0,
            variant: None,
            animation: None,
            autoplay: false,
            time: 0.0,
            scale: Scale::default(),
            orientation: Orientation::default(),
            background: Background::WHITE,
        }
    }
}

impl Attributes {
    /// What takes the file's space to the world: scale and orientation.
    #[must_use]
    pub fn placement(&self) -> DMat4 {
        placement(self.scale, self.orientation)
    }

    /// What radiance is multiplied by before tone mapping: the exposure, and 1.3 where the neutral
    /// curve meets one of the viewer's own environments.
    #[must_use]
    pub fn tone_exposure(&self) -> f32 {
        let built_in = !matches!(self.environment, Environment::File(_));
        if built_in && self.tone_mapping.is_neutral() {
            self.exposure * COMMERCE_EXPOSURE
        } else {
            self.exposure
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;
    use crate::{Term, Unit};

    #[test]
    fn texts_of_the_viewer_parse_and_print_back() {
        for text in ["0deg 75deg 105%", "1.5rad auto 2m", "-45deg 60deg 30cm"] {
            let orbit: CameraOrbit = text.parse().unwrap();
            assert_eq!(orbit.to_string(), text);
        }
        let orbit: CameraOrbit = "0deg 75deg 105%".parse().unwrap();
        assert_eq!(orbit, CameraOrbit::default());
        assert_eq!("auto".parse::<CameraOrbit>().unwrap(), CameraOrbit::AUTO);
        assert_eq!(
            "250mm".parse::<FieldOfView>().map_err(|fault| fault.kind()),
            Err(base::FaultKind::Usage)
        );
        let target: CameraTarget = "auto 12mm -1m".parse().unwrap();
        assert_eq!(
            target.y,
            Term::Number {
                value: 12.0,
                unit: Unit::Millimetre
            }
        );
        assert_eq!(target.y.resolve(0.0, 0.0), 0.012);
        assert_eq!(
            "45deg".parse::<FieldOfView>().unwrap().0,
            Term::degrees(45.0)
        );
    }

    #[test]
    fn terms_may_be_left_out_or_worked_out() {
        let orbit: CameraOrbit = "30deg".parse().unwrap();
        assert_eq!(orbit.to_string(), "30deg auto auto");
        let orbit: CameraOrbit = "calc(10deg * 3) 75deg calc(105% - 0.1m)".parse().unwrap();
        assert_eq!(orbit.radius.resolve(2.0, 0.0), 2.0);
        let again: CameraOrbit = orbit.to_string().parse().unwrap();
        assert_eq!(again.radius, orbit.radius);
    }

    #[test]
    fn wrong_texts_say_what_is_expected() {
        for text in [
            "",
            "0deg 75deg 105% 1m",
            "0deg 75deg 105",
            "0m 0m 0m",
            "deg 1deg 1m",
        ] {
            let fault = text.parse::<CameraOrbit>().unwrap_err();
            assert!(fault.hint_text().is_some(), "{text}");
        }
        assert!("#12345".parse::<Background>().is_err());
        assert!("vivid".parse::<ToneMapping>().is_err());
    }

    #[test]
    fn backgrounds_parse() {
        assert_eq!(
            "#1aF".parse::<Background>().unwrap(),
            Background::Color([0x11, 0xaa, 0xff])
        );
        assert_eq!(
            "#102030".parse::<Background>().unwrap().to_string(),
            "#102030"
        );
        assert_eq!(
            "transparent".parse::<Background>().unwrap(),
            Background::Transparent
        );
    }

    #[test]
    fn json_uses_the_viewers_names_and_fills_in_defaults() {
        let attributes: Attributes = serde_json::from_str(
            r#"{"camera-orbit": "30deg 60deg auto", "variant-name": "Red", "environment-image": "legacy"}"#,
        )
        .unwrap();
        assert_eq!(attributes.variant.as_deref(), Some("Red"));
        assert_eq!(attributes.environment, Environment::Legacy);
        assert_eq!(attributes.exposure, 1.0);
        let json = serde_json::to_value(&attributes).unwrap();
        assert_eq!(json["camera-orbit"], "30deg 60deg auto");
        assert_eq!(json["tone-mapping"], "auto");
        assert_eq!(
            serde_json::from_value::<Attributes>(json).unwrap(),
            attributes
        );
    }

    #[test]
    fn exposure_is_raised_for_the_neutral_curve_and_own_rooms_only() {
        let with = |tone_mapping, environment| {
            Attributes {
                tone_mapping,
                environment,
                ..Attributes::default()
            }
            .tone_exposure()
        };
        assert_eq!(with(ToneMapping::Auto, Environment::Neutral), 1.3);
        assert_eq!(with(ToneMapping::Commerce, Environment::Legacy), 1.3);
        assert_eq!(with(ToneMapping::Aces, Environment::Neutral), 1.0);
        let file = Environment::File("studio.hdr".into());
        assert_eq!(with(ToneMapping::Auto, file), 1.0);
    }
}
