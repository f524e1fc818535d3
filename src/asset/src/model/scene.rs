//! Nodes, cameras and lights.

use glam::{Mat4, Quat, Vec3};

/// A scene: root nodes.
#[derive(Debug, Clone, Default)]
pub struct Scene {
    /// Its name.
    pub name: Option<String>,
    /// Its roots; in a scene that isn't shown, what the file lists.
    pub nodes: Vec<usize>,
}

/// A node of the tree. Reading makes sure that it is a forest: no cycles, one parent at most, as the
/// web viewer puts it together where the file says otherwise.
#[derive(Debug, Clone, Default)]
pub struct Node {
    /// Its name.
    pub name: Option<String>,
    /// Children.
    pub children: Vec<usize>,
    /// Place, turn and size relative to the parent.
    pub transform: Transform,
    /// Its mesh.
    pub mesh: Option<usize>,
    /// Its skin.
    pub skin: Option<usize>,
    /// Its camera.
    pub camera: Option<usize>,
    /// Its KHR_lights_punctual light.
    pub light: Option<usize>,
    /// Morph weights instead of the mesh's.
    pub weights: Option<Vec<f32>>,
    /// EXT_mesh_gpu_instancing.
    pub instances: Option<Instances>,
    /// The file's node that this is another copy of: scenes that list a node which stands somewhere
    /// already draw it again. Copies come behind all of the file's nodes.
    pub copy_of: Option<usize>,
}

/// A node's transform, as written in the file.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Transform {
    /// A matrix.
    Matrix(Mat4),
    /// Translation, rotation, scale.
    Trs {
        /// Metres.
        translation: Vec3,
        /// Quaternion, as written: one that isn't of unit length stretches, as in the web viewer.
        rotation: Quat,
        /// Factors.
        scale: Vec3,
    },
}

impl Default for Transform {
    fn default() -> Self {
        Self::Trs {
            translation: Vec3::ZERO,
            rotation: Quat::IDENTITY,
            scale: Vec3::ONE,
        }
    }
}

impl Transform {
    /// The matrix that takes the node's space to its parent's.
    #[must_use]
    pub fn matrix(&self) -> Mat4 {
        match *self {
            Self::Matrix(matrix) => matrix,
            Self::Trs {
                translation,
                rotation,
                scale,
            } => Mat4::from_scale_rotation_translation(scale, rotation, translation),
        }
    }
}

/// Copies of a node's mesh; all that is there has the same length.
#[derive(Debug, Clone, Default)]
pub struct Instances {
    /// Translations.
    pub translations: Vec<Vec3>,
    /// Rotations.
    pub rotations: Vec<Quat>,
    /// Scales.
    pub scales: Vec<Vec3>,
    /// Linear colours that the copies' own are multiplied with (`_COLOR_0`).
    pub colors: Option<Vec<[f32; 3]>>,
}

impl Instances {
    /// How many copies there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.translations.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.translations.is_empty()
    }

    /// The matrix of each copy, from the mesh's space to the node's.
    pub fn matrices(&self) -> impl Iterator<Item = Mat4> + '_ {
        let turned = self
            .translations
            .iter()
            .zip(&self.rotations)
            .zip(&self.scales);
        turned.map(|((translation, rotation), scale)| {
            Mat4::from_scale_rotation_translation(*scale, *rotation, *translation)
        })
    }
}

/// A camera of the file.
#[derive(Debug, Clone)]
pub struct Camera {
    /// Its name.
    pub name: Option<String>,
    /// Its projection.
    pub projection: Projection,
}

/// A camera's projection.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Projection {
    /// Perspective.
    Perspective {
        /// Width over height; `None` uses the picture's.
        aspect: Option<f32>,
        /// Vertical field of view in radians.
        fov_y: f32,
        /// Near plane.
        near: f32,
        /// Far plane; `None` is infinity.
        far: Option<f32>,
    },
    /// Orthographic.
    Orthographic {
        /// Half width.
        x_mag: f32,
        /// Half height.
        y_mag: f32,
        /// Near plane.
        near: f32,
        /// Far plane.
        far: f32,
    },
}

/// A KHR_lights_punctual light; it shines along its node's -Z.
#[derive(Debug, Clone)]
pub struct Light {
    /// Its name.
    pub name: Option<String>,
    /// Linear colour.
    pub color: [f32; 3],
    /// Candela for point and spot, lux for directional.
    pub intensity: f32,
    /// Distance in metres at which it ends; `None` is infinity.
    pub range: Option<f32>,
    /// Its shape.
    pub kind: LightKind,
}

/// The shape of a light.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum LightKind {
    /// Parallel rays.
    Directional,
    /// All around.
    Point,
    /// A cone.
    Spot {
        /// Angle in radians where it begins to fade.
        inner: f32,
        /// Angle in radians where it ends.
        outer: f32,
    },
}
