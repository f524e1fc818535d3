// What the window paints beside its text and controls: flat areas, and the product's picture.

@group(0) @binding(0) var picture: texture_2d<f32>;
@group(0) @binding(1) var linear_clamp: sampler;

// Whether the window's surface encodes colours by itself.
override surface_encodes: bool = false;

struct Varyings {
    @builtin(position) place: vec4f,
    @location(0) uv: vec2f,
}

@vertex
fn vertex_main(@builtin(vertex_index) index: u32) -> Varyings {
    // One triangle over the whole viewport.
    let corner = vec2f(f32(index & 1u), f32(index >> 1u)) * 2.0;
    return Varyings(vec4f(corner.x * 2.0 - 1.0, 1.0 - corner.y * 2.0, 0.0, 1.0), corner);
}

// The colour is the blend constant.
@fragment
fn flat_main() -> @location(0) vec4f {
    return vec4f(1.0);
}

// A picture of the viewport's size, pixel by pixel.
@fragment
fn same_main(in: Varyings) -> @location(0) vec4f {
    let size = vec2f(textureDimensions(picture));
    return shown(textureLoad(picture, vec2i(in.uv * size), 0));
}

@fragment
fn scaled_main(in: Varyings) -> @location(0) vec4f {
    return shown(textureSample(picture, linear_clamp, in.uv));
}

fn shown(color: vec4f) -> vec4f {
    if !surface_encodes {
        return color;
    }
    let low = color.rgb / 12.92;
    let high = pow((color.rgb + 0.055) / 1.055, vec3f(2.4));
    return vec4f(select(high, low, color.rgb < vec3f(0.04045)), color.a);
}
