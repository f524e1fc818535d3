// What authors see instead of light: one property of the surface, chosen by a feature.

// How a plain surface is lit from where the viewer stands, so that its form is seen.
fn headlight(in: Varyings, normal: vec3f) -> f32 {
    return 0.35 + 0.65 * abs(dot(normal, to_viewer(in)));
}

fn to_viewer(in: Varyings) -> vec3f {
    return select(normalize(-in.position), vec3f(0.0, 0.0, 1.0), frame.orthographic == 1u);
}

//#if LOOK_LINES
    // Edges that are shorter than this, in pixels, are drawn fainter the shorter they are: otherwise
    // many of them would be one black area.
    const WHOLE_LINES = 12.0;

    fn line_strength(in: Varyings, normal: vec3f) -> f32 {
        let away = select(-in.position.z, 1.0, frame.orthographic == 1u);
        let pixels = object.edge * abs(frame.projection[1][1]) * 0.5 * frame.size.y / max(away, EPSILON);
        // Seen from the side they lie nearer to one another.
        let facing = max(abs(dot(normal, to_viewer(in))), 0.15);
        return clamp(pixels * facing / WHOLE_LINES, 1.5 / 255.0, 1.0);
    }
//#endif

// Colour as the picture keeps it, and alpha.
fn look_color(in: Varyings, front: bool, base: vec4f) -> vec4f {
    let smooth_normal = surface_normal(in, front);
    var color = vec3f(1.0);
    var alpha = 1.0;
    //#if LOOK_BASE_COLOR
        color = encode_srgb(saturate(base.rgb));
        //#if BLEND
            alpha = base.a;
        //#endif
    //#endif
    //#if LOOK_METALLIC
        var metallic = material.metallic;
        //#if METALLIC_ROUGHNESS_MAP
            metallic *= sample_metallic_roughness(in).b;
        //#endif
        //#if UNLIT
            metallic = 0.0;
        //#endif
        color = vec3f(metallic);
    //#endif
    //#if LOOK_ROUGHNESS
        var roughness = material.roughness;
        //#if METALLIC_ROUGHNESS_MAP
            roughness *= sample_metallic_roughness(in).g;
        //#endif
        //#if UNLIT
            roughness = 1.0;
        //#endif
        color = vec3f(roughness);
    //#endif
    //#if LOOK_NORMALS
        color = to_world(smooth_normal) * 0.5 + 0.5;
    //#endif
    //#if LOOK_MAPPED_NORMALS
        var mapped = smooth_normal;
        //#if NORMAL_MAP
            let tbn = surface_frame(in, smooth_normal, front, frame_uv(in));
            mapped = mapped_normal(tbn, sample_normal(in).xyz, material.normal_scale);
        //#endif
        //#if BUMP_MAP
            mapped = bumped_normal(in, smooth_normal, select(-1.0, 1.0, front));
        //#endif
        color = to_world(mapped) * 0.5 + 0.5;
    //#endif
    //#if LOOK_OCCLUSION
        //#if OCCLUSION_MAP
            color = vec3f((sample_occlusion(in).r - 1.0) * material.occlusion_strength + 1.0);
        //#endif
    //#endif
    //#if LOOK_EMISSIVE
        var emitted = material.emissive.rgb;
        //#if EMISSIVE_MAP
            emitted *= sample_emissive(in).rgb;
        //#endif
        //#if UNLIT
            emitted = vec3f(0.0);
        //#endif
        color = encode_srgb(saturate(emitted));
    //#endif
    //#if LOOK_UV_CHECKER
        color = LOOK_NOTHING;
        //#if UV0
            let cell = floor(in.uv0 * 16.0);
            let place = fract(in.uv0);
            let odd_cell = fract((cell.x + cell.y) * 0.5) > 0.25;
            // Pictures are drawn upside down and UVs grow downwards: what isn't mirrored turns one way.
            let du = dpdxFine(in.uv0);
            let dv = dpdyFine(in.uv0);
            let turn = (du.x * dv.y - du.y * dv.x) * select(-1.0, 1.0, front);
            let tint = select(vec3f(place.x, place.y, 0.6), LOOK_MIRRORED, turn > 0.0);
            color = mix(tint, vec3f(select(0.96, 0.12, odd_cell)), 0.55);
        //#endif
    //#endif
    //#if LOOK_WIREFRAME
        color = LOOK_FRONT * headlight(in, smooth_normal);
    //#endif
    //#if LOOK_LINES
        color = vec3f(0.06, 0.08, 0.13);
        alpha = line_strength(in, smooth_normal);
    //#endif
    //#if LOOK_TEXEL_DENSITY
        let texels = look_texels(in);
        let across = dpdxFine(texels);
        let down = dpdyFine(texels);
        let texel_area = abs(across.x * down.y - across.y * down.x);
        let area = length(cross(dpdxFine(in.position), dpdyFine(in.position)));
        color = LOOK_NOTHING;
        if texel_area > 0.0 && area > 0.0 {
            color = density_color(0.5 * log2(texel_area / area));
        }
    //#endif
    //#if LOOK_OVERDRAW
        color = LOOK_LAYER;
    //#endif
    //#if LOOK_BACK_FACES
        color = select(LOOK_BACK, LOOK_FRONT, front) * headlight(in, smooth_normal);
    //#endif
    //#if LOOK_OVERDRAW
    //#else
        //#if BLEND
            // Where nothing is to be seen there is nothing to look at.
            if base.a < 0.5 / 255.0 {
                discard;
            }
        //#endif
    //#endif
    return vec4f(color, alpha);
}
