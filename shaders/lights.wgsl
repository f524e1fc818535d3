// Punctual lights: points, spots, directions.

struct Direct {
    // Towards the light.
    direction: vec3f,
    color: vec3f,
}

fn light_at(light: Light, position: vec3f) -> Direct {
    if light.place.w == 0.0 {
        return Direct(light.place.xyz, light.color.rgb);
    }
    let to_light = light.place.xyz - position;
    let distance = length(to_light);
    let direction = to_light / distance;
    var strength = 1.0 / max(distance * distance, 0.01);
    if light.color.w > 0.0 {
        let ratio = square(distance / light.color.w);
        strength *= square(saturate(1.0 - ratio * ratio));
    }
    if light.place.w == 2.0 {
        strength *= smoothstep(light.axis.w, light.cone.x, dot(direction, light.axis.xyz));
    }
    return Direct(direction, light.color.rgb * strength);
}

// The lobe of the base layer for one light, what scatters more than once included.
fn direct_specular(s: Shading, light: vec3f, cos_light: f32) -> vec3f {
    let half = normalize(light + s.view);
    let alpha = s.roughness * s.roughness;
    let cos_half = saturate(dot(s.normal, half));
    let cos_view_half = saturate(dot(s.view, half));
    var fresnel = schlick(s.f0, s.f90, cos_view_half);
    //#if IRIDESCENCE
        fresnel = mix(fresnel, s.film, s.iridescence);
    //#endif
    //#if ANISOTROPY
        let alpha_t = s.alpha_t;
        let tv = dot(s.aniso_t, s.view);
        let bv = dot(s.aniso_b, s.view);
        let tl = dot(s.aniso_t, light);
        let bl = dot(s.aniso_b, light);
        let gv = cos_light * length(vec3f(alpha_t * tv, alpha * bv, s.cos_view));
        let gl = s.cos_view * length(vec3f(alpha_t * tl, alpha * bl, cos_light));
        let visible = 0.5 / (gv + gl);
        let area = alpha_t * alpha;
        let v = vec3f(alpha * dot(s.aniso_t, half), alpha_t * dot(s.aniso_b, half), area * cos_half);
        let spread = area * square(area / dot(v, v)) / PI;
        let single = fresnel * (visible * spread);
    //#else
        let single = fresnel
            * (visibility_ggx(alpha, cos_light, s.cos_view) * distribution_ggx(alpha, cos_half));
    //#endif
    let table_l = dfg(s.roughness, cos_light);
    let lost = (1.0 - s.table.x - s.table.y) * (1.0 - table_l.x - table_l.y);
    let average = s.f0 + (1.0 - s.f0) * 0.047619;
    let both = (s.f0 * s.table.x + s.f90 * s.table.y) * (s.f0 * table_l.x + s.f90 * table_l.y);
    return single + both * average / (1.0 - lost * average + EPSILON) * lost;
}

//#if CLEARCOAT
    fn direct_clearcoat(s: Shading, light: vec3f) -> vec3f {
        let half = normalize(light + s.view);
        let alpha = s.coat_roughness * s.coat_roughness;
        let cos_light = saturate(dot(s.coat_normal, light));
        let cos_view = saturate(dot(s.coat_normal, s.view));
        let fresnel = schlick(vec3f(0.04), 1.0, saturate(dot(s.view, half)));
        return fresnel * cos_light * visibility_ggx(alpha, cos_light, cos_view)
            * distribution_ggx(alpha, saturate(dot(s.coat_normal, half)));
    }
//#endif

//#if SHEEN
    fn direct_sheen(s: Shading, light: vec3f, cos_light: f32) -> vec3f {
        let half = normalize(light + s.view);
        let inverse = 1.0 / (s.sheen_roughness * s.sheen_roughness);
        let cos_half = saturate(dot(s.normal, half));
        let sin2 = max(1.0 - cos_half * cos_half, 0.0078125);
        let spread = (2.0 + inverse) * pow(sin2, inverse * 0.5) / (2.0 * PI);
        let visible = saturate(1.0 / (4.0 * (cos_light + s.cos_view - cos_light * s.cos_view)));
        return s.sheen_color * (spread * visible);
    }
//#endif

fn add_lights(s: Shading, position: vec3f, start: Lit) -> Lit {
    var lit = start;
    for (var index = 0u; index < frame.light_count; index++) {
        let light = light_at(frame.lights[index], position);
        let cos_light = saturate(dot(s.normal, light.direction));
        var irradiance = cos_light * light.color;
        //#if CLEARCOAT
            lit.coat += light.color * direct_clearcoat(s, light.direction);
        //#endif
        //#if SHEEN
            lit.sheen += irradiance * direct_sheen(s, light.direction, cos_light);
            let albedo = max(
                sheen_albedo(s.cos_view, s.sheen_roughness),
                sheen_albedo(cos_light, s.sheen_roughness),
            );
            irradiance *= 1.0 - max3(s.sheen_color) * albedo;
        //#endif
        lit.specular += irradiance * direct_specular(s, light.direction, cos_light);
        lit.diffuse += irradiance * s.diffuse / PI;
    }
    return lit;
}
