// Light that comes through: what is behind the surface, bent, blurred and tinted.

// Weights of a cubic B-spline, joined in pairs so that four bilinear samples make sixteen.
fn spline_weights(a: f32) -> vec4f {
    let w0 = (a * (a * (-a + 3.0) - 3.0) + 1.0) / 6.0;
    let w1 = (a * a * (3.0 * a - 6.0) + 4.0) / 6.0;
    let w2 = (a * (a * (-3.0 * a + 3.0) + 3.0) + 1.0) / 6.0;
    let w3 = a * a * a / 6.0;
    // The pairs' weights, and their offsets.
    return vec4f(w0 + w1, w2 + w3, -1.0 + w1 / (w0 + w1), 1.0 + w3 / (w2 + w3));
}

fn behind_level(uv: vec2f, level: f32) -> vec4f {
    let size = vec2f(textureDimensions(behind, u32(level)));
    let texel = uv * size + 0.5;
    let whole = floor(texel);
    let x = spline_weights(fract(texel.x));
    let y = spline_weights(fract(texel.y));
    let low = whole + vec2f(x.z, y.z) - 0.5;
    let high = whole + vec2f(x.w, y.w) - 0.5;
    let a = textureSampleLevel(behind, linear_clamp, low / size, level);
    let b = textureSampleLevel(behind, linear_clamp, vec2f(high.x, low.y) / size, level);
    let c = textureSampleLevel(behind, linear_clamp, vec2f(low.x, high.y) / size, level);
    let d = textureSampleLevel(behind, linear_clamp, high / size, level);
    return y.x * (x.x * a + x.y * b) + y.y * (x.x * c + x.y * d);
}

// What is behind, blurred for a surface of this roughness and index.
fn behind_at(uv: vec2f, roughness: f32, ior: f32) -> vec4f {
    let last = f32(textureNumLevels(behind) - 1u);
    let level = min(log2(frame.size.x) * roughness * saturate(ior * 2.0 - 2.0), last);
    let upper = min(ceil(level), last);
    return mix(behind_level(uv, floor(level)), behind_level(uv, upper), fract(level));
}

// What is left of white light after a distance in the volume.
fn attenuation(distance: f32) -> vec3f {
    //#if ATTENUATION
        let coefficient = -log(material.attenuation_color.rgb) / material.attenuation_distance;
        return exp(-coefficient * distance);
    //#else
        return vec3f(1.0);
    //#endif
}

struct Through {
    light: vec4f,
    transmittance: vec3f,
}

// Follows a ray refracted at index `ior` through the volume to what is behind it.
fn look_through(s: Shading, position: vec3f, thickness: f32, ior: f32) -> Through {
    let view = to_world(s.view);
    var bent = -view;
    if dot(s.normal, s.normal) > 0.0 {
        bent = normalize(refract(-view, to_world(s.normal), 1.0 / ior));
    }
    let ray = bent * thickness * object.scale;
    // The rotation's inverse is its transpose.
    let leaves = position + (vec4f(ray, 0.0) * frame.to_world).xyz;
    let clip = frame.projection * vec4f(leaves, 1.0);
    let uv = vec2f(0.5, -0.5) * (clip.xy / clip.w) + 0.5;
    return Through(behind_at(uv, s.roughness, ior), s.diffuse * attenuation(length(ray)));
}

// Colour and alpha of what comes through.
fn transmitted(s: Shading, position: vec3f, thickness: f32) -> vec4f {
    //#if DISPERSION
        let spread = (material.ior - 1.0) * 0.025 * material.dispersion;
        let r = look_through(s, position, thickness, material.ior - spread);
        let g = look_through(s, position, thickness, material.ior);
        let b = look_through(s, position, thickness, material.ior + spread);
        let light = vec4f(r.light.r, g.light.g, b.light.b, (r.light.a + g.light.a + b.light.a) / 3.0);
        let tint = vec3f(r.transmittance.r, g.transmittance.g, b.transmittance.b);
    //#else
        let through = look_through(s, position, thickness, material.ior);
        let light = through.light;
        let tint = through.transmittance;
    //#endif
    let mirrored = s.f0 * s.table.x + s.f90 * s.table.y;
    let opacity = 1.0 - (1.0 - light.a) * (tint.r + tint.g + tint.b) / 3.0;
    return vec4f((1.0 - mirrored) * tint * light.rgb, opacity);
}
