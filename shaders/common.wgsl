// What every surface shader knows: the picture, the object, and small functions.
//
// Everything is in the camera's space (right, up, towards the viewer), as the web viewer has it.
// Pictures are drawn upside down, so that samples, quads and derivatives lie as they do in OpenGL;
// the last pass (flatten.wgsl) turns them.

const PI = 3.141592653589793;
const EPSILON = 1e-6;

struct Light {
    // Place (point, spot) or direction towards the light (directional); w is the kind: 0, 1, 2 for
    // directional, point, spot.
    place: vec4f,
    // Colour times intensity; w is the range, 0 for infinity.
    color: vec4f,
    // Direction against the cone; w is the cosine where the cone ends.
    axis: vec4f,
    // x is the cosine where the cone begins to fade.
    cone: vec4f,
}

struct Frame {
    projection: mat4x4f,
    // Rotation from the camera's space to the world's.
    to_world: mat4x4f,
    exposure: f32,
    // tonemap.wgsl knows the numbers.
    tone: u32,
    // 1 where the environment has one channel.
    grey: u32,
    // log2 of the texels along a face of the environment's first level.
    environment_log: f32,
    // 1 / width and height of the environment.
    environment_texel: vec2f,
    // Width and height of the picture.
    size: vec2f,
    light_count: u32,
    // 1 where rays are parallel.
    orthographic: u32,
    lights: array<Light, 128>,
}

struct Object {
    model_view: mat4x4f,
    normal_matrix: mat3x3f,
    // Lengths of the columns of the node's matrix, without what instances and skins do.
    scale: vec3f,
    // The mean length of its triangles' edges.
    edge: f32,
    // Of the instance.
    color: vec3f,
}

@group(0) @binding(0) var<uniform> frame: Frame;
@group(0) @binding(1) var linear_clamp: sampler;
@group(0) @binding(2) var environment: texture_2d<f32>;
@group(0) @binding(3) var dfg_table: texture_2d<f32>;
@group(0) @binding(4) var behind: texture_2d<f32>;
@group(2) @binding(0) var<uniform> object: Object;

fn square(x: f32) -> f32 {
    return x * x;
}

fn square3(x: vec3f) -> vec3f {
    return x * x;
}

fn max3(v: vec3f) -> f32 {
    return max(max(v.x, v.y), v.z);
}

fn to_world(direction: vec3f) -> vec3f {
    return normalize((frame.to_world * vec4f(direction, 0.0)).xyz);
}
