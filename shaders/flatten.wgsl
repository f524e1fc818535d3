// The last pass: turns the picture the right way up and lays it over the background.

@group(0) @binding(0) var source: texture_2d<f32>;
// Colour, encoded; alpha 1 covers the page, 0 leaves the picture as it is.
@group(0) @binding(1) var<uniform> background: vec4f;

@vertex
fn vertex_main(@builtin(vertex_index) index: u32) -> @builtin(position) vec4f {
    // One triangle over the whole picture.
    let corner = vec2f(f32(index & 1u), f32(index >> 1u));
    return vec4f(corner * 4.0 - 1.0, 0.0, 1.0);
}

@fragment
fn fragment_main(@builtin(position) place: vec4f) -> @location(0) vec4f {
    let size = textureDimensions(source);
    let texel = vec2u(u32(place.x), size.y - 1u - u32(place.y));
    // Colours are laid down multiplied with their alpha.
    let color = textureLoad(source, texel, 0);
    return saturate(color + (1.0 - color.a) * background * background.a);
}
