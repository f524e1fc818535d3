// Lookups in the flat texture of a prefiltered environment (its layout: environment/atlas.rs).

// log2 of the smallest face.
const SMALLEST_LOG = 4.0;
const SMALLEST = 16.0;

// The level for a roughness, counted as log2 of a face's side; below 4 the extra levels.
fn environment_mip(roughness: f32) -> f32 {
    if roughness >= 0.8 {
        return (1.0 - roughness) / 0.2 - 2.0;
    }
    if roughness >= 0.4 {
        return (0.8 - roughness) / 0.4 * 3.0 - 1.0;
    }
    if roughness >= 0.305 {
        return (0.4 - roughness) / 0.095 + 2.0;
    }
    if roughness >= 0.21 {
        return (0.305 - roughness) / 0.095 + 3.0;
    }
    return -2.0 * log2(1.16 * roughness);
}

// x, y: place on the face, 0 to 1; z: the face's number, +x +y +z -x -y -z.
fn environment_face(direction: vec3f) -> vec3f {
    let a = abs(direction);
    var uv: vec2f;
    var face: f32;
    if a.x > a.z && a.x > a.y {
        face = select(3.0, 0.0, direction.x > 0.0);
        uv = vec2f(sign(direction.x) * direction.z, direction.y) / a.x;
    } else if a.x <= a.z && a.z > a.y {
        face = select(5.0, 2.0, direction.z > 0.0);
        uv = vec2f(-sign(direction.z) * direction.x, direction.y) / a.z;
    } else if direction.y > 0.0 {
        face = 1.0;
        uv = vec2f(-direction.x, -direction.z) / a.y;
    } else {
        face = 4.0;
        uv = vec2f(-direction.x, direction.z) / a.y;
    }
    return vec3f(0.5 * (uv + 1.0), face);
}

fn environment_level(place: vec3f, mip: f32) -> vec3f {
    let extra = max(SMALLEST_LOG - mip, 0.0);
    let size = exp2(max(mip, SMALLEST_LOG));
    let upper = select(0.0, 1.0, place.z > 2.5);
    var texel = place.xy * (size - 2.0) + 1.0;
    texel.x += (place.z - 3.0 * upper) * size + extra * 3.0 * SMALLEST;
    texel.y += upper * size + 4.0 * (exp2(frame.environment_log) - size);
    let value = textureSampleLevel(environment, linear_clamp, texel * frame.environment_texel, 0.0);
    return select(value.rgb, value.rrr, frame.grey == 1u);
}

// What is seen along no direction at all, as of a surface whose normals have no length: the corner of
// the texture, where the web viewer's adapter looks it up.
fn environment_nowhere() -> vec3f {
    let value = textureSampleLevel(environment, linear_clamp, vec2f(0.0), 0.0);
    return select(value.rgb, value.rrr, frame.grey == 1u);
}

// Radiance from a direction in the world's space, blurred for a roughness.
fn environment_radiance(direction: vec3f, roughness: f32) -> vec3f {
    let mip = clamp(environment_mip(roughness), -2.0, frame.environment_log);
    let below = floor(mip);
    let place = environment_face(direction);
    let value = environment_level(place, below);
    if mip == below {
        return value;
    }
    return mix(value, environment_level(place, below + 1.0), mip - below);
}
