// How surfaces reflect.

fn schlick(f0: vec3f, f90: f32, cosine: f32) -> vec3f {
    let grazing = exp2((-5.55473 * cosine - 6.98316) * cosine);
    return f0 * (1.0 - grazing) + f90 * grazing;
}

// Scale and bias of the split sum.
fn dfg(roughness: f32, cosine: f32) -> vec2f {
    return textureSampleLevel(dfg_table, linear_clamp, vec2f(roughness, cosine), 0.0).rg;
}

struct Scatter {
    single: vec3f,
    multiple: vec3f,
}

// What a surface with normal reflectance `f0` scatters of even light once, and more than once
// (Fdez-Agüera).
fn scatter(f0: vec3f, f90: f32, table: vec2f) -> Scatter {
    let single = f0 * table.x + f90 * table.y;
    let lost = 1.0 - (table.x + table.y);
    let average = f0 + (1.0 - f0) * 0.047619;
    return Scatter(single, single * average / (1.0 - lost * average) * lost);
}

fn visibility_ggx(alpha: f32, cos_light: f32, cos_view: f32) -> f32 {
    let a2 = alpha * alpha;
    let v = cos_light * sqrt(a2 + (1.0 - a2) * cos_view * cos_view);
    let l = cos_view * sqrt(a2 + (1.0 - a2) * cos_light * cos_light);
    return 0.5 / max(v + l, EPSILON);
}

fn distribution_ggx(alpha: f32, cos_half: f32) -> f32 {
    let a2 = alpha * alpha;
    let d = cos_half * cos_half * (a2 - 1.0) + 1.0;
    return a2 / (PI * d * d);
}

// How much of the environment's mirror image an occluded place still sees.
fn specular_occlusion(cos_view: f32, occlusion: f32, roughness: f32) -> f32 {
    return saturate(pow(cos_view + occlusion, exp2(-16.0 * roughness - 1.0)) - 1.0 + occlusion);
}

// Share of even light that cloth fibres send back (a fit of the Charlie lobe's integral).
fn sheen_albedo(cos_view: f32, roughness: f32) -> f32 {
    let r2 = roughness * roughness;
    let inverse = 1.0 / (roughness + 0.1);
    let a = -1.9362 + 1.0678 * roughness + 0.4573 * r2 - 0.8469 * inverse;
    let b = -0.6014 + 0.5538 * roughness - 0.4670 * r2 - 0.1255 * inverse;
    return saturate(exp(a * cos_view + b));
}
