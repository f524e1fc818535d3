//! Options that are the web viewer's attributes, by its own names and values.

use base::{Fault, Result};
use clap::Args;
use viewer::Attributes;

/// How the customers' viewer shows the model.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "View")]
pub(crate) struct ViewerArgs {
    /// Where the camera is: angle about the vertical, angle from above, distance
    /// [default: "0deg 75deg 105%"]
    #[arg(long, value_name = "ORBIT", allow_hyphen_values = true)]
    camera_orbit: Option<String>,
    /// What it looks at, such as "0m 0.4m 0m" [default: auto]
    #[arg(long, value_name = "POINT", allow_hyphen_values = true)]
    camera_target: Option<String>,
    /// How wide it looks, such as 25deg [default: auto]
    #[arg(long, value_name = "ANGLE")]
    field_of_view: Option<String>,
    /// The least of each value of the orbit [default: auto, the distance of 2.2 radii]
    #[arg(long, value_name = "ORBIT", allow_hyphen_values = true)]
    min_camera_orbit: Option<String>,
    /// The most of each value of the orbit [default: auto, the distance of 105%]
    #[arg(long, value_name = "ORBIT", allow_hyphen_values = true)]
    max_camera_orbit: Option<String>,
    /// The narrowest that it may look [default: 12deg]
    #[arg(long, value_name = "ANGLE")]
    min_field_of_view: Option<String>,
    /// The widest that it may look [default: 30deg]
    #[arg(long, value_name = "ANGLE")]
    max_field_of_view: Option<String>,
    /// The light around the model: neutral, legacy, a .hdr file or a panorama as a picture
    /// [default: neutral]
    #[arg(long, alias = "environment-image", value_name = "NAME|FILE")]
    environment: Option<String>,
    /// Brightness [default: 1]
    #[arg(long, value_name = "FACTOR")]
    exposure: Option<String>,
    /// commerce, agx, aces, reinhard, cineon, linear or none [default: commerce]
    #[arg(long, value_name = "NAME")]
    tone_mapping: Option<String>,
    /// How dark the shadow on the floor is, 0 to 2; 1 is usual [default: 0]
    #[arg(long, value_name = "SHARE")]
    shadow_intensity: Option<String>,
    /// How soft that shadow is, 0 to 1 [default: 1]
    #[arg(long, value_name = "SHARE")]
    shadow_softness: Option<String>,
    /// How large the model is: three factors [default: "1 1 1"]
    #[arg(long, value_name = "FACTORS", allow_hyphen_values = true)]
    scale: Option<String>,
    /// How it is turned: roll, pitch and yaw [default: "0deg 0deg 0deg"]
    #[arg(long, value_name = "ANGLES", allow_hyphen_values = true)]
    orientation: Option<String>,
    /// The variant to show
    #[arg(long, alias = "variant-name", value_name = "NAME")]
    variant: Option<String>,
}

impl ViewerArgs {
    /// The attributes that these options make.
    ///
    /// # Errors
    /// A usage fault that names the option.
    pub(crate) fn attributes(&self) -> Result<Attributes> {
        let mut attributes = Attributes::default();
        set(
            &mut attributes.camera_orbit,
            "--camera-orbit",
            &self.camera_orbit,
        )?;
        set(
            &mut attributes.camera_target,
            "--camera-target",
            &self.camera_target,
        )?;
        set(
            &mut attributes.field_of_view,
            "--field-of-view",
            &self.field_of_view,
        )?;
        set(
            &mut attributes.min_camera_orbit,
            "--min-camera-orbit",
            &self.min_camera_orbit,
        )?;
        set(
            &mut attributes.max_camera_orbit,
            "--max-camera-orbit",
            &self.max_camera_orbit,
        )?;
        set(
            &mut attributes.min_field_of_view,
            "--min-field-of-view",
            &self.min_field_of_view,
        )?;
        set(
            &mut attributes.max_field_of_view,
            "--max-field-of-view",
            &self.max_field_of_view,
        )?;
        set(
            &mut attributes.tone_mapping,
            "--tone-mapping",
            &self.tone_mapping,
        )?;
        if let Some(environment) = &self.environment {
            attributes.environment = environment.clone().into();
        }
        number(
            &mut attributes.exposure,
            "--exposure",
            &self.exposure,
            f32::MAX,
        )?;
        number(
            &mut attributes.shadow_intensity,
            "--shadow-intensity",
            &self.shadow_intensity,
            // The floor's opacity is half of it.
            2.0,
        )?;
        number(
            &mut attributes.shadow_softness,
            "--shadow-softness",
            &self.shadow_softness,
            1.0,
        )?;
        set(&mut attributes.scale, "--scale", &self.scale)?;
        set(
            &mut attributes.orientation,
            "--orientation",
            &self.orientation,
        )?;
        attributes.variant.clone_from(&self.variant);
        Ok(attributes)
    }
}

/// Reads a text into its place, where it was given.
pub(crate) fn set<T: std::str::FromStr<Err = Fault>>(
    place: &mut T,
    option: &str,
    text: &Option<String>,
) -> Result<()> {
    if let Some(text) = text {
        *place = text.parse().map_err(|fault: Fault| fault.context(option))?;
    }
    Ok(())
}

/// Reads a number from 0 to `most` into its place, where it was given.
pub(crate) fn number(
    place: &mut f32,
    option: &str,
    text: &Option<String>,
    most: f32,
) -> Result<()> {
    let Some(text) = text else { return Ok(()) };
    match text.parse::<f32>() {
        Ok(value) if (0.0..=most).contains(&value) => *place = value,
        _ if most == f32::MAX => {
            return Err(
                Fault::usage(format!("{option}: '{text}' is no such number"))
                    .hint("Give a number that is 0 or more, such as 1.2"),
            );
        }
        _ => {
            return Err(
                Fault::usage(format!("{option}: '{text}' is no such number"))
                    .hint(format!("Give a number from 0 to {most}")),
            );
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use base::FaultKind;
    use viewer::Environment;

    use super::*;

    #[test]
    fn options_become_the_viewers_attributes() {
        assert_eq!(
            ViewerArgs::default().attributes().unwrap(),
            Attributes::default()
        );
        let args = ViewerArgs {
            camera_orbit: Some("30deg 60deg 2m".into()),
            max_field_of_view: Some("45deg".into()),
            environment: Some("legacy".into()),
            exposure: Some("1.5".into()),
            variant: Some("Moss".into()),
            ..ViewerArgs::default()
        };
        let attributes = args.attributes().unwrap();
        assert_eq!(attributes.camera_orbit.to_string(), "30deg 60deg 2m");
        assert_eq!(attributes.max_field_of_view.to_string(), "45deg");
        assert_eq!(attributes.environment, Environment::Legacy);
        assert_eq!(attributes.exposure, 1.5);
        assert_eq!(attributes.variant.as_deref(), Some("Moss"));
    }

    #[test]
    fn wrong_values_name_their_option() {
        let wrong = [
            ViewerArgs {
                max_camera_orbit: Some("30".into()),
                ..ViewerArgs::default()
            },
            ViewerArgs {
                exposure: Some("-1".into()),
                ..ViewerArgs::default()
            },
            ViewerArgs {
                shadow_intensity: Some("NaN".into()),
                ..ViewerArgs::default()
            },
        ];
        for (args, option) in
            wrong
                .iter()
                .zip(["--max-camera-orbit", "--exposure", "--shadow-intensity"])
        {
            let fault = args.attributes().unwrap_err();
            assert_eq!(fault.kind(), FaultKind::Usage);
            assert!(fault.message().starts_with(option), "{fault}");
            assert!(fault.hint_text().is_some(), "{fault}");
        }
    }
}
