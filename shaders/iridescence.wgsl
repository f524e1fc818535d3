// Thin films (Belcour and Barla): reflectance of a film on a base, integrated over the eye's
// sensitivities.

fn ior_of(f0: vec3f) -> vec3f {
    let root = sqrt(f0);
    return (1.0 + root) / (1.0 - root);
}

fn reflectance_between(inner: vec3f, outer: f32) -> vec3f {
    return square3((inner - outer) / (inner + outer));
}

// The eye's answer to a path difference, in linear sRGB.
fn film_sensitivity(path: f32, shift: vec3f) -> vec3f {
    let phase = 2.0 * PI * path * 1.0e-9;
    let value = vec3f(5.4856e-13, 4.4201e-13, 5.2481e-13);
    let place = vec3f(1.6810e+06, 1.7953e+06, 2.2084e+06);
    let width = vec3f(4.3278e+09, 9.3046e+09, 6.6121e+09);
    var xyz = value * sqrt(2.0 * PI * width) * cos(place * phase + shift)
        * exp(-square(phase) * width);
    xyz.x += 9.7470e-14 * sqrt(2.0 * PI * 4.5282e+09) * cos(2.2399e+06 * phase + shift.x)
        * exp(-4.5282e+09 * square(phase));
    let to_rgb = mat3x3f(
        3.2404542, -0.9692660, 0.0556434,
        -1.5371385, 1.8760108, -0.2040259,
        -0.4985314, 0.0415560, 1.0572252,
    );
    return to_rgb * (xyz / 1.0685e-7);
}

// Reflectance of a film of `thickness` nanometres with index `film` over a base.
fn film_reflectance(film: f32, cosine: f32, thickness: f32, base_f0: vec3f) -> vec3f {
    let outside = 1.0;
    let index = mix(outside, film, smoothstep(0.0, 0.03, thickness));
    let cos2_inside = 1.0 - square(outside / index) * (1.0 - square(cosine));
    if cos2_inside < 0.0 {
        return vec3f(1.0);
    }
    let cos_inside = sqrt(cos2_inside);
    let r0 = square((index - outside) / (index + outside));
    let r12 = schlick(vec3f(r0), 1.0, cosine).x;
    let t121 = 1.0 - r12;
    let phi12 = select(0.0, PI, index < outside);
    let phi21 = PI - phi12;
    let base_ior = ior_of(clamp(base_f0, vec3f(0.0), vec3f(0.9999)));
    let r23 = schlick(reflectance_between(base_ior, index), 1.0, cos_inside);
    let phi23 = select(vec3f(0.0), vec3f(PI), base_ior < vec3f(index));
    let path = 2.0 * index * thickness * cos_inside;
    let phi = vec3f(phi21) + phi23;
    let r123 = clamp(r12 * r23, vec3f(1e-5), vec3f(0.9999));
    let root = sqrt(r123);
    let rs = square(t121) * r23 / (1.0 - r123);
    var result = r12 + rs;
    var c = rs - t121;
    for (var order = 1; order <= 2; order++) {
        c *= root;
        let m = f32(order);
        result += c * 2.0 * film_sensitivity(m * path, m * phi);
    }
    return max(result, vec3f(0.0));
}
