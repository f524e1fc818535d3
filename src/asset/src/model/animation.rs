//! Skins and animations.

use glam::Mat4;

/// A skin.
#[derive(Debug, Clone)]
pub struct Skin {
    /// Its name.
    pub name: Option<String>,
    /// Nodes that are its joints.
    pub joints: Vec<usize>,
    /// One matrix a joint; identities where the file has none.
    pub inverse_bind: Vec<Mat4>,
    /// The common root, where the file names one.
    pub skeleton: Option<usize>,
}

/// An animation.
#[derive(Debug, Clone)]
pub struct Animation {
    /// Its name; `animation_0` and so on where the file has none, as in the web viewer. Several may
    /// have the same.
    pub name: Option<String>,
    /// Its channels.
    pub channels: Vec<Channel>,
    /// Its length in seconds: the last key of any channel.
    pub duration: f32,
}

/// One animated property of one node.
#[derive(Debug, Clone)]
pub struct Channel {
    /// The node.
    pub node: usize,
    /// What moves.
    pub property: Property,
    /// How.
    pub curve: Curve,
}

/// What a channel moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Property {
    /// Three numbers.
    Translation,
    /// A quaternion, x y z w.
    Rotation,
    /// Three numbers.
    Scale,
    /// As many numbers as the mesh has morph targets.
    Weights,
}

/// Keys and values.
#[derive(Debug, Clone)]
pub struct Curve {
    /// Between keys.
    pub interpolation: Interpolation,
    /// Seconds, rising.
    pub times: Vec<f32>,
    /// `width` numbers a key; for cubic splines in-tangent, value, out-tangent, thus 3 · width.
    pub values: Vec<f32>,
    /// Numbers of one value.
    pub width: usize,
}

/// Between two keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interpolation {
    /// The value of the key before.
    Step,
    /// A straight line; for rotations the shorter arc.
    Linear,
    /// Hermite splines.
    CubicSpline,
}
