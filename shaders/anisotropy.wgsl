// Anisotropic texture filtering and derivatives of whole quads.
//
// Adapters differ in both. Here they are what the web viewer's software adapter does, so that a
// picture is the same on every adapter: a quad of four pixels has one derivative, and up to four
// trilinear samples lie along the longer axis of a pixel's footprint.

const MAX_ANISOTROPY = 4.0;

// Derivatives to the right, of the quad's first row.
fn quad_dx2(v: vec2f, odd: vec2<bool>) -> vec2f {
    let d = dpdxFine(v);
    return select(d, d - dpdyFine(d), odd.y);
}

fn quad_dx3(v: vec3f, odd: vec2<bool>) -> vec3f {
    let d = dpdxFine(v);
    return select(d, d - dpdyFine(d), odd.y);
}

// Derivatives down, of the quad's first column.
fn quad_dy2(v: vec2f, odd: vec2<bool>) -> vec2f {
    let d = dpdyFine(v);
    return select(d, d - dpdxFine(d), odd.x);
}

fn quad_dy3(v: vec3f, odd: vec2<bool>) -> vec3f {
    let d = dpdyFine(v);
    return select(d, d - dpdxFine(d), odd.x);
}

// Which pixel of its quad a fragment is: whether it is in the second column and row.
fn quad_place(clip: vec4f) -> vec2<bool> {
    return (vec2u(clip.xy) & vec2u(1u)) == vec2u(1u);
}

// log2 of the square root, with the logarithm's mantissa taken as straight lines.
fn log2_sqrt(x: f32) -> f32 {
    let bits = bitcast<i32>(x * x) - 0x3f800000;
    return f32(bits) * 2.9802322e-8;
}

fn sample_texture(source: texture_2d<f32>, how: sampler, uv: vec2f, clip: vec4f) -> vec4f {
    let odd = quad_place(clip);
    let du = quad_dx2(uv, odd);
    let dv = quad_dy2(uv, odd);
    let size = vec2f(textureDimensions(source));
    let tu = du * size;
    let tv = dv * size;
    let lu = dot(tu, tu);
    let lv = dot(tv, tv);
    let longer = max(lu, lv);
    let area = abs(tu.x * tv.y - tu.y * tv.x);
    let ratio = min(longer / area, MAX_ANISOTROPY);
    let level = log2_sqrt(longer / (ratio * ratio));
    let count = max(round(ratio), 1.0);
    let axis = select(dv, du, lu >= lv);
    let step = axis / count;
    var place = uv - axis * (0.5 - 0.5 / count);
    var sum = vec4f(0.0);
    for (var i = 0.0; i < count; i += 1.0) {
        sum += textureSampleLevel(source, how, place, level);
        place += step;
    }
    return sum / count;
}
