//! A camera's matrices.

use asset::Model;
use asset::model::Projection;
use base::{Fault, Result};
use glam::{DMat4, DVec3};

use super::{Limits, Orbit};
use crate::framing::Framing;
use crate::pose::{Locals, Tree};
use viewer::Attributes;

/// The far plane of a camera whose file gives none, as a multiple of its near plane.
const FAR_OF_INFINITY: f64 = 1e5;

/// Where a picture is taken from, and how.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Camera {
    /// From the model's world to the camera's space: right, up, towards the viewer.
    pub view: DMat4,
    /// From the camera's space to clip space as OpenGL has it: -1 to 1 in depth, up is up.
    pub projection: DMat4,
}

impl Camera {
    /// The camera of the model's file with this name, or with this number counted from 0, for a
    /// picture of `aspect` (width over height); it stands where `attributes` place the model.
    ///
    /// # Errors
    /// A [`Usage`](base::FaultKind::Usage) fault if there is no such camera.
    pub fn in_file(
        model: &Model,
        name: &str,
        attributes: &Attributes,
        aspect: f64,
    ) -> Result<Self> {
        let placement = attributes.placement();
        let tree = Tree::of(model);
        let world = tree.world(&Locals::rest(model), placement);
        let cameras: Vec<(usize, usize)> = tree
            .order
            .iter()
            .filter_map(|(node, _)| model.nodes[*node].camera.map(|camera| (*node, camera)))
            .collect();
        let named = |(node, camera): &&(usize, usize)| {
            model.cameras[*camera].name.as_deref() == Some(name)
                || model.nodes[*node].name.as_deref() == Some(name)
        };
        let chosen = cameras.iter().find(named).or_else(|| {
            let number: usize = name.parse().ok()?;
            cameras.iter().find(|(_, camera)| *camera == number)
        });
        let Some((node, camera)) = chosen else {
            let names: Vec<String> = cameras
                .iter()
                .map(|(_, camera)| match &model.cameras[*camera].name {
                    Some(name) => format!("'{name}'"),
                    None => camera.to_string(),
                })
                .collect();
            let hint = if names.is_empty() {
                "It has none; leave the camera out, or give an orbit instead".to_owned()
            } else {
                format!("It has {}", names.join(", "))
            };
            return Err(Fault::usage(format!("{} has no camera '{name}'", model.name)).hint(hint));
        };
        Ok(Self {
            view: unscaled(world[*node]).inverse(),
            projection: file_projection(model.cameras[*camera].projection, aspect),
        })
    }

    /// Where the camera is, in the model's world.
    #[must_use]
    pub fn position(&self) -> DVec3 {
        self.view.inverse().w_axis.truncate()
    }

    /// The ray through a point of the picture (0, 0 is its upper left, 1, 1 its lower right) as
    /// origin and direction in the model's world.
    #[must_use]
    pub fn ray(&self, x: f64, y: f64) -> (DVec3, DVec3) {
        let back = (self.projection * self.view).inverse();
        let (x, y) = (2.0 * x - 1.0, 1.0 - 2.0 * y);
        let near = back.project_point3(DVec3::new(x, y, -1.0));
        let far = back.project_point3(DVec3::new(x, y, 1.0));
        (near, (far - near).normalize_or_zero())
    }
}

/// The camera that the web viewer would settle at for `attributes` in a picture of `aspect`
/// (width over height).
#[must_use]
pub fn view_camera(framing: &Framing, attributes: &Attributes, aspect: f64) -> Camera {
    let limits = Limits::of(framing, attributes, aspect);
    let orbit = limits.clamp(Orbit::of(framing, attributes));
    let field_of_view = limits.clamp_field_of_view(framing.adjusted(framing.field_of_view, aspect));
    frame_camera(
        framing,
        &limits,
        framing.target,
        orbit,
        field_of_view,
        aspect,
    )
}

/// A camera at `orbit` about `target` with a vertical `field_of_view` in radians. `limits` gives
/// the depth range, which reaches through the whole model from the farthest orbit.
#[must_use]
pub fn frame_camera(
    framing: &Framing,
    limits: &Limits,
    target: DVec3,
    orbit: Orbit,
    field_of_view: f64,
    aspect: f64,
) -> Camera {
    let far = 2.0 * framing.radius.max(limits.max.radius);
    let far = if far > 0.0 { far } else { 2.0 };
    let orbit = orbit.safe();
    let (sin_phi, cos_phi) = orbit.phi.sin_cos();
    let (sin_theta, cos_theta) = orbit.theta.sin_cos();
    // The camera's axes: towards the viewer, right, up.
    let back = DVec3::new(sin_phi * sin_theta, cos_phi, sin_phi * cos_theta);
    let right = DVec3::new(cos_theta, 0.0, -sin_theta);
    let up = back.cross(right);
    let place = DMat4::from_cols(
        right.extend(0.0),
        up.extend(0.0),
        back.extend(0.0),
        (target + back * orbit.radius).extend(1.0),
    );
    Camera {
        view: place.inverse(),
        projection: perspective(field_of_view, aspect, far / 1000.0, far),
    }
}

/// A perspective with OpenGL's depth.
fn perspective(field_of_view: f64, aspect: f64, near: f64, far: f64) -> DMat4 {
    let height = 1.0 / (field_of_view / 2.0).tan();
    DMat4::from_cols_array(&[
        height / aspect,
        0.0,
        0.0,
        0.0,
        0.0,
        height,
        0.0,
        0.0,
        0.0,
        0.0,
        -(far + near) / (far - near),
        -1.0,
        0.0,
        0.0,
        -2.0 * far * near / (far - near),
        0.0,
    ])
}

fn file_projection(projection: Projection, picture: f64) -> DMat4 {
    match projection {
        Projection::Perspective {
            aspect,
            fov_y,
            near,
            far,
        } => {
            let near = f64::from(near);
            let far = far.map_or(near * FAR_OF_INFINITY, f64::from);
            // A narrower picture than the camera's keeps the camera's width.
            let wanted = aspect.map_or(picture, f64::from);
            let tangent = (f64::from(fov_y) / 2.0).tan() * (wanted / picture).max(1.0);
            perspective(2.0 * tangent.atan(), picture, near, far)
        }
        Projection::Orthographic {
            x_mag,
            y_mag,
            near,
            far,
        } => {
            let height = f64::from(y_mag).max(f64::from(x_mag) / picture);
            let (near, far) = (f64::from(near), f64::from(far));
            DMat4::from_cols_array(&[
                1.0 / (height * picture),
                0.0,
                0.0,
                0.0,
                0.0,
                1.0 / height,
                0.0,
                0.0,
                0.0,
                0.0,
                -2.0 / (far - near),
                0.0,
                0.0,
                0.0,
                -(far + near) / (far - near),
                1.0,
            ])
        }
    }
}

/// A node's place and turn without its scale: scale doesn't change what a camera sees.
fn unscaled(world: DMat4) -> DMat4 {
    let (_, rotation, translation) = world.to_scale_rotation_translation();
    DMat4::from_rotation_translation(rotation, translation)
}
