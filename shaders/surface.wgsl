// A surface with a metallic-roughness material and its extensions, lit by the environment and by
// the file's lights.

struct VertexIn {
    @location(0) position: vec3f,
    //#if NORMAL
        @location(1) normal: vec3f,
    //#endif
    //#if TANGENT
        @location(2) tangent: vec4f,
    //#endif
    //#if UV0
        @location(3) uv0: vec2f,
    //#endif
    //#if UV1
        @location(4) uv1: vec2f,
    //#endif
    //#if COLOR
        @location(5) color: vec4f,
    //#endif
    //#if UV2
        @location(6) uv2: vec2f,
    //#endif
    //#if UV3
        @location(7) uv3: vec2f,
    //#endif
}

struct Varyings {
    @builtin(position) clip: vec4f,
    // In the camera's space.
    @location(0) position: vec3f,
    //#if NORMAL
        @location(1) normal: vec3f,
    //#endif
    //#if TANGENT
        @location(2) tangent: vec3f,
        @location(3) bitangent: vec3f,
    //#endif
    //#if UV0
        @location(4) uv0: vec2f,
    //#endif
    //#if UV1
        @location(5) uv1: vec2f,
    //#endif
    //#if COLOR
        @location(6) color: vec4f,
    //#endif
    //#if UV2
        @location(7) uv2: vec2f,
    //#endif
    //#if UV3
        @location(8) uv3: vec2f,
    //#endif
}

// A place snapped to a sixteenth of a pixel: the web viewer's software adapter draws no finer, and
// which samples an edge covers is seen. Finer adapters keep what is snapped here.
fn snapped(clip: vec4f) -> vec4f {
    if clip.w <= 0.0 {
        return clip;
    }
    let parts = frame.size * 8.0;
    return vec4f(round(clip.xy / clip.w * parts) / parts * clip.w, clip.zw);
}

@vertex
fn vertex_main(in: VertexIn) -> Varyings {
    var out: Varyings;
    let position = object.model_view * vec4f(in.position, 1.0);
    out.clip = snapped(frame.projection * position);
    out.position = position.xyz;
    //#if NORMAL
        var normal = object.normal_matrix * in.normal;
        //#if FLIP_SIDED
            normal = -normal;
        //#endif
        // A normal of no length is told by one of great length: it shows wherever a triangle has one.
        out.normal = select(normalize(normal), vec3f(0.0, 0.0, 1e18), dot(normal, normal) == 0.0);
        //#if TANGENT
            var tangent = (object.model_view * vec4f(in.tangent.xyz, 0.0)).xyz;
            //#if FLIP_SIDED
                tangent = -tangent;
            //#endif
            out.tangent = normalize(tangent);
            out.bitangent = normalize(cross(out.normal, out.tangent) * in.tangent.w);
        //#endif
    //#endif
    //#if UV0
        out.uv0 = in.uv0;
    //#endif
    //#if UV1
        out.uv1 = in.uv1;
    //#endif
    //#if UV2
        out.uv2 = in.uv2;
    //#endif
    //#if UV3
        out.uv3 = in.uv3;
    //#endif
    //#if COLOR
        out.color = in.color;
    //#endif
    return out;
}

// All that lighting a place needs to know.
struct Shading {
    // Towards the viewer.
    view: vec3f,
    normal: vec3f,
    cos_view: f32,
    roughness: f32,
    base: vec3f,
    diffuse: vec3f,
    metallic: f32,
    dielectric_f0: vec3f,
    // The dielectric's and the metal's, mixed.
    f0: vec3f,
    f90: f32,
    table: vec2f,
    //#if CLEARCOAT
        coat_normal: vec3f,
        coat_roughness: f32,
    //#endif
    //#if SHEEN
        sheen_color: vec3f,
        sheen_roughness: f32,
    //#endif
    //#if IRIDESCENCE
        iridescence: f32,
        film: vec3f,
        film_dielectric: vec3f,
        film_metal: vec3f,
    //#endif
    //#if ANISOTROPY
        anisotropy: f32,
        alpha_t: f32,
        aniso_t: vec3f,
        aniso_b: vec3f,
    //#endif
}

struct Lit {
    diffuse: vec3f,
    specular: vec3f,
    sheen: vec3f,
    coat: vec3f,
}

// A frame along the directions in which UVs grow, from derivatives: what the viewer uses where a
// file has no tangents.
fn derivative_frame(in: Varyings, normal: vec3f, uv: vec2f) -> mat3x3f {
    let odd = quad_place(in.clip);
    let q0 = quad_dx3(in.position, odd);
    let q1 = quad_dy3(in.position, odd);
    let st0 = quad_dx2(uv, odd);
    let st1 = quad_dy2(uv, odd);
    let q1_perp = cross(q1, normal);
    let q0_perp = cross(normal, q0);
    let t = q1_perp * st0.x + q0_perp * st1.x;
    let b = q1_perp * st0.y + q0_perp * st1.y;
    let det = max(dot(t, t), dot(b, b));
    let scale = select(inverseSqrt(det), 0.0, det == 0.0);
    return mat3x3f(t * scale, b * scale, normal);
}

fn mapped_normal(frame_: mat3x3f, texel: vec3f, scale: vec2f) -> vec3f {
    let n = texel * 2.0 - 1.0;
    return normalize(frame_ * vec3f(n.xy * scale, n.z));
}

//#if NORMAL
    // Whether the file's normal has no length there; vertex_main tells it so.
    fn is_lost(in: Varyings) -> bool {
        return dot(in.normal, in.normal) > 1e8;
    }
//#endif

// The geometry's normal, towards the side that is seen; nothing where it has no length.
fn surface_normal(in: Varyings, front: bool) -> vec3f {
    //#if NORMAL
        var normal = select(normalize(in.normal), vec3f(0.0), is_lost(in));
        //#if DOUBLE_SIDED
            normal *= select(-1.0, 1.0, front);
        //#endif
        return normal;
    //#else
        let odd = quad_place(in.clip);
        return normalize(cross(quad_dx3(in.position, odd), quad_dy3(in.position, odd)));
    //#endif
}

// The frame in which mapped normals are: the file's tangents, or the directions of `uv`.
fn surface_frame(in: Varyings, normal: vec3f, front: bool, uv: vec2f) -> mat3x3f {
    //#if TANGENT
        var tbn = mat3x3f(normalize(in.tangent), normalize(in.bitangent), normal);
    //#else
        var tbn = derivative_frame(in, normal, uv);
    //#endif
    //#if TURN_FRAME
        let facing = select(-1.0, 1.0, front);
        tbn = mat3x3f(tbn[0] * facing, tbn[1] * facing, tbn[2]);
    //#endif
    return tbn;
}

// Radiance of the environment mirrored about a normal.
fn mirrored_radiance(view: vec3f, normal: vec3f, roughness: f32) -> vec3f {
    if dot(normal, normal) == 0.0 {
        return environment_nowhere();
    }
    let r2 = roughness * roughness;
    let direction = normalize(mix(reflect(-view, normal), normal, r2 * r2));
    return environment_radiance(to_world(direction), roughness);
}

// Radiance, and what alpha is multiplied by.
fn shade(in: Varyings, front: bool, base: vec4f) -> vec4f {
    var s: Shading;
    s.view = select(normalize(-in.position), vec3f(0.0, 0.0, 1.0), frame.orthographic == 1u);
    s.base = base.rgb;

    //#if METALLIC_ROUGHNESS_MAP
        let metal_texel = sample_metallic_roughness(in);
        let rough = material.roughness * metal_texel.g;
        s.metallic = material.metallic * metal_texel.b;
    //#else
        let rough = material.roughness;
        s.metallic = material.metallic;
    //#endif

    let odd = quad_place(in.clip);
    let facing = select(-1.0, 1.0, front);
    //#if NORMAL
        let lost = is_lost(in);
    //#endif
    let smooth_normal = surface_normal(in, front);
    s.normal = smooth_normal;

    //#if FRAME
        let tbn = surface_frame(in, smooth_normal, front, frame_uv(in));
    //#endif
    //#if NORMAL_MAP
        s.normal = mapped_normal(tbn, sample_normal(in).xyz, material.normal_scale);
    //#endif
    //#if BUMP_MAP
        s.normal = bumped_normal(in, smooth_normal, facing);
    //#endif
    //#if NORMAL
        s.normal = select(s.normal, vec3f(0.0), lost);
    //#endif
    s.cos_view = saturate(dot(s.normal, s.view));

    let bend = max(abs(quad_dx3(smooth_normal, odd)), abs(quad_dy3(smooth_normal, odd)));
    let geometric = max3(bend);
    s.roughness = min(max(rough, 0.0525) + geometric, 1.0);
    //#if NORMAL
        s.roughness = select(s.roughness, 1.0, lost);
    //#endif
    s.diffuse = s.base * (1.0 - s.metallic);

    var specular = material.specular;
    var specular_color = material.specular_color.rgb;
    //#if SPECULAR_MAP
        specular *= sample_specular(in).a;
    //#endif
    //#if SPECULAR_COLOR_MAP
        specular_color *= sample_specular_color(in).rgb;
    //#endif
    let normal_reflectance = square((material.ior - 1.0) / (material.ior + 1.0));
    s.dielectric_f0 = min(normal_reflectance * specular_color, vec3f(1.0)) * specular;
    s.f90 = mix(specular, 1.0, s.metallic);
    s.f0 = mix(s.dielectric_f0, s.base, s.metallic);
    s.table = dfg(s.roughness, s.cos_view);

    //#if CLEARCOAT
        var coat = material.clearcoat;
        var coat_roughness = material.clearcoat_roughness;
        //#if CLEARCOAT_MAP
            coat *= sample_clearcoat(in).r;
        //#endif
        //#if CLEARCOAT_ROUGHNESS_MAP
            coat_roughness *= sample_clearcoat_roughness(in).g;
        //#endif
        coat = saturate(coat);
        s.coat_roughness = min(max(coat_roughness, 0.0525) + geometric, 1.0);
        s.coat_normal = smooth_normal;
        //#if CLEARCOAT_NORMAL_MAP
            let coat_tbn = surface_frame(in, smooth_normal, front, uv_clearcoat_normal(in));
            let coat_texel = sample_clearcoat_normal(in).xyz;
            s.coat_normal = mapped_normal(coat_tbn, coat_texel, material.clearcoat_normal_scale);
        //#endif
    //#endif

    //#if SHEEN
        s.sheen_color = material.sheen_color.rgb;
        s.sheen_roughness = clamp(material.sheen_roughness, 0.0001, 1.0);
        //#if SHEEN_COLOR_MAP
            s.sheen_color *= sample_sheen_color(in).rgb;
        //#endif
        //#if SHEEN_ROUGHNESS_MAP
            s.sheen_roughness *= sample_sheen_roughness(in).a;
        //#endif
    //#endif

    //#if IRIDESCENCE
        var film_strength = material.iridescence;
        var film_thickness = material.iridescence_maximum;
        //#if IRIDESCENCE_MAP
            film_strength *= sample_iridescence(in).r;
        //#endif
        //#if IRIDESCENCE_THICKNESS_MAP
            film_thickness = mix(
                material.iridescence_minimum,
                material.iridescence_maximum,
                sample_iridescence_thickness(in).g,
            );
        //#endif
        s.iridescence = select(saturate(film_strength), 0.0, film_thickness == 0.0);
        if s.iridescence > 0.0 {
            let film = material.iridescence_ior;
            s.film_dielectric = film_reflectance(film, s.cos_view, film_thickness, s.dielectric_f0);
            s.film_metal = film_reflectance(film, s.cos_view, film_thickness, s.base);
            s.film = mix(s.film_dielectric, s.film_metal, s.metallic);
        }
    //#endif

    //#if ANISOTROPY
        var stretch = material.anisotropy;
        //#if ANISOTROPY_MAP
            let polar = sample_anisotropy(in).rgb;
            let turn = mat2x2f(stretch.x, stretch.y, -stretch.y, stretch.x);
            stretch = turn * normalize(2.0 * polar.rg - 1.0) * polar.b;
        //#endif
        let strength = length(stretch);
        stretch = select(stretch / strength, vec2f(1.0, 0.0), strength == 0.0);
        s.anisotropy = saturate(strength);
        s.alpha_t = mix(square(s.roughness), 1.0, square(s.anisotropy));
        s.aniso_t = tbn[0] * stretch.x + tbn[1] * stretch.y;
        s.aniso_b = tbn[1] * stretch.x - tbn[0] * stretch.y;
    //#endif

    // The environment.
    var even = environment_nowhere();
    if dot(s.normal, s.normal) > 0.0 {
        even = environment_radiance(to_world(s.normal), 1.0);
    }
    //#if ANISOTROPY
        var bent = normalize(cross(cross(s.aniso_b, s.view), s.aniso_b));
        let keep = square(square(1.0 - s.anisotropy * (1.0 - s.roughness)));
        bent = normalize(mix(bent, s.normal, keep));
        let radiance = mirrored_radiance(s.view, bent, s.roughness);
    //#else
        let radiance = mirrored_radiance(s.view, s.normal, s.roughness);
    //#endif
    //#if IRIDESCENCE
        let f0_dielectric = mix(s.dielectric_f0, s.film_dielectric, s.iridescence);
        let f0_metal = mix(s.base, s.film_metal, s.iridescence);
    //#else
        let f0_dielectric = s.dielectric_f0;
        let f0_metal = s.base;
    //#endif
    let dielectric = scatter(f0_dielectric, s.f90, s.table);
    let metal = scatter(f0_metal, s.f90, s.table);
    let single = mix(dielectric.single, metal.single, s.metallic);
    let multiple = mix(dielectric.multiple, metal.multiple, s.metallic);

    var lit: Lit;
    lit.specular = radiance * single + multiple * even;
    lit.diffuse = s.diffuse * (1.0 - (dielectric.single + dielectric.multiple)) * even;
    //#if SHEEN
        let fibres = sheen_albedo(s.cos_view, s.sheen_roughness);
        let kept = 1.0 - max3(s.sheen_color) * fibres;
        lit.specular *= kept;
        lit.diffuse *= kept;
        lit.sheen = even * s.sheen_color * fibres;
    //#endif
    //#if CLEARCOAT
        let coat_cos = saturate(dot(s.coat_normal, s.view));
        let coat_table = dfg(s.coat_roughness, coat_cos);
        lit.coat = mirrored_radiance(s.view, s.coat_normal, s.coat_roughness)
            * (0.04 * coat_table.x + coat_table.y);
    //#endif

    //#if OCCLUSION_MAP
        //#if OCCLUSION_WITH_ROUGHNESS
            let occlusion = metal_texel.r;
        //#else
            let occlusion = sample_occlusion(in).r;
        //#endif
        let open = (occlusion - 1.0) * material.occlusion_strength + 1.0;
        lit.diffuse *= open;
        lit.sheen *= open;
        lit.coat *= open;
        lit.specular *= specular_occlusion(s.cos_view, open, s.roughness);
    //#endif
    //#if LIGHTS
        lit = add_lights(s, in.position, lit);
    //#endif

    var alpha = 1.0;
    //#if TRANSMISSION
        var share = material.transmission;
        var thickness = material.thickness;
        //#if TRANSMISSION_MAP
            share *= sample_transmission(in).r;
        //#endif
        //#if THICKNESS_MAP
            thickness *= sample_thickness(in).g;
        //#endif
        let through = transmitted(s, in.position, thickness);
        lit.diffuse = mix(lit.diffuse, through.rgb, share);
        alpha = mix(1.0, through.a, share);
    //#endif

    var emitted = material.emissive.rgb;
    //#if EMISSIVE_MAP
        emitted *= sample_emissive(in).rgb;
    //#endif
    var result = lit.diffuse + lit.specular + emitted + lit.sheen;
    //#if CLEARCOAT
        let coat_fresnel = schlick(vec3f(0.04), 1.0, coat_cos);
        result = result * (1.0 - coat * coat_fresnel) + lit.coat * coat;
    //#endif
    return vec4f(result, alpha);
}

@fragment
fn fragment_main(in: Varyings, @builtin(front_facing) front: bool) -> @location(0) vec4f {
    var base = material.base_color;
    //#if BASE_MAP
        base *= sample_base(in);
    //#endif
    //#if COLOR
        base *= in.color;
    //#endif
    //#if NO_COLOR
        // The material takes colours of vertices, of which there are none: OpenGL's are black.
        base *= vec4f(0.0, 0.0, 0.0, 1.0);
    //#endif
    base *= vec4f(object.color, 1.0);
    //#if LOOK
        let shaded = look_color(in, front, base);
    //#else
        //#if UNLIT
            let shaded = vec4f(base.rgb, 1.0);
        //#else
            let shaded = shade(in, front, base);
        //#endif
    //#endif
    //#if MASK
        if base.a < material.emissive.w {
            discard;
        }
    //#endif
    //#if LOOK
        return shaded;
    //#else
        //#if BLEND
            let alpha = base.a * shaded.a;
        //#else
            let alpha = shaded.a;
        //#endif
        //#if UNLIT
            //#if TONED
                return vec4f(screen_color(shaded.rgb, false), alpha);
            //#else
                return vec4f(screen_color(shaded.rgb, true), alpha);
            //#endif
        //#else
            return vec4f(screen_color(shaded.rgb, false), alpha);
        //#endif
    //#endif
}
