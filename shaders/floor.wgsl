// The floor: black where the shadow is, nothing elsewhere.

struct Floor {
    // From the floor's plane (x to the right, y to the back of the picture) to clip space.
    clip: mat4x4f,
    opacity: f32,
}

@group(0) @binding(0) var<uniform> floor: Floor;
@group(0) @binding(1) var shadow: texture_2d<f32>;
@group(0) @binding(2) var linear_clamp: sampler;

struct Varyings {
    @builtin(position) place: vec4f,
    @location(0) uv: vec2f,
}

@vertex
fn vertex_main(@builtin(vertex_index) index: u32) -> Varyings {
    let uv = vec2f(f32(index & 1u), f32(index >> 1u));
    return Varyings(floor.clip * vec4f(uv - 0.5, 0.0, 1.0), uv);
}

@fragment
fn fragment_main(in: Varyings) -> @location(0) vec4f {
    let alpha = textureSampleLevel(shadow, linear_clamp, in.uv, 0.0).r;
    return vec4f(0.0, 0.0, 0.0, alpha * floor.opacity);
}
