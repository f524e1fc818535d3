// Halves a picture: each texel of the next mip level is a bilinear sample of this one.

@group(0) @binding(0) var source: texture_2d<f32>;
@group(0) @binding(1) var linear_clamp: sampler;

@vertex
fn vertex_main(@builtin(vertex_index) index: u32) -> @builtin(position) vec4f {
    let corner = vec2f(f32(index & 1u), f32(index >> 1u));
    return vec4f(corner * 4.0 - 1.0, 0.0, 1.0);
}

@fragment
fn fragment_main(@builtin(position) place: vec4f) -> @location(0) vec4f {
    let next = max(textureDimensions(source) / 2u, vec2u(1u));
    return textureSampleLevel(source, linear_clamp, place.xy / vec2f(next), 0.0);
}
