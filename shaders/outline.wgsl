// An outline around what covers a picture: where it isn't covered itself, but a place near by is.

struct Outline {
    color: vec3f,
    // In pixels.
    width: f32,
}

// Upside down, as pictures are drawn.
@group(0) @binding(0) var cover: texture_2d<f32>;
@group(0) @binding(1) var<uniform> outline: Outline;

@vertex
fn vertex_main(@builtin(vertex_index) index: u32) -> @builtin(position) vec4f {
    // One triangle over the whole picture.
    let corner = vec2f(f32(index & 1u), f32(index >> 1u));
    return vec4f(corner * 4.0 - 1.0, 0.0, 1.0);
}

@fragment
fn fragment_main(@builtin(position) place: vec4f) -> @location(0) vec4f {
    let size = vec2i(textureDimensions(cover));
    let texel = vec2i(i32(place.x), size.y - 1 - i32(place.y));
    let reach = i32(ceil(outline.width));
    var near = 0.0;
    for (var y = -reach; y <= reach; y += 1) {
        for (var x = -reach; x <= reach; x += 1) {
            let offset = vec2i(x, y);
            let weight = saturate(outline.width + 0.5 - length(vec2f(offset)));
            let there = clamp(texel + offset, vec2i(0), size - 1);
            near = max(near, weight * textureLoad(cover, there, 0).r);
        }
    }
    let alpha = near * (1.0 - textureLoad(cover, texel, 0).r);
    // Multiplied with alpha, as the picture is.
    return vec4f(outline.color * alpha, alpha);
}
