// Blurs a shadow along one axis with nine taps.

struct Blur {
    // One texel along the axis.
    step: vec2f,
    // 1 / width and height.
    texel: vec2f,
}

@group(0) @binding(0) var<uniform> blur: Blur;
@group(0) @binding(1) var source: texture_2d<f32>;
@group(0) @binding(2) var linear_clamp: sampler;

@vertex
fn vertex_main(@builtin(vertex_index) index: u32) -> @builtin(position) vec4f {
    let corner = vec2f(f32(index & 1u), f32(index >> 1u));
    return vec4f(corner * 4.0 - 1.0, 0.0, 1.0);
}

@fragment
fn fragment_main(@builtin(position) place: vec4f) -> @location(0) vec4f {
    let weights = array<f32, 5>(0.1633, 0.1531, 0.12245, 0.0918, 0.051);
    let uv = place.xy * blur.texel;
    var sum = weights[0] * textureSampleLevel(source, linear_clamp, uv, 0.0).r;
    for (var tap = 1; tap < 5; tap++) {
        let offset = blur.step * f32(tap);
        sum += weights[tap] * (textureSampleLevel(source, linear_clamp, uv + offset, 0.0).r
            + textureSampleLevel(source, linear_clamp, uv - offset, 0.0).r);
    }
    return vec4f(sum, 0.0, 0.0, 1.0);
}
