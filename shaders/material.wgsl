// The numbers of a material, as render's scene/materials.rs lays them out.

struct Material {
    base_color: vec4f,
    // w is the alpha under which a masked fragment isn't drawn.
    emissive: vec4f,
    metallic: f32,
    roughness: f32,
    normal_scale: vec2f,
    occlusion_strength: f32,
    ior: f32,
    dispersion: f32,
    clearcoat: f32,
    clearcoat_roughness: f32,
    sheen_roughness: f32,
    clearcoat_normal_scale: vec2f,
    sheen_color: vec4f,
    specular_color: vec4f,
    attenuation_color: vec4f,
    specular: f32,
    transmission: f32,
    thickness: f32,
    attenuation_distance: f32,
    iridescence: f32,
    iridescence_ior: f32,
    iridescence_minimum: f32,
    iridescence_maximum: f32,
    anisotropy: vec2f,
    bump: f32,
    // Two rows a texture use: what takes UVs to its place in the texture.
    uv: array<vec4f, 36>,
}

@group(1) @binding(0) var<uniform> material: Material;
