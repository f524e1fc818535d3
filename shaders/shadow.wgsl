// The shadow on the floor: how near things are above it, blurred, and the floor that shows it.

struct Object {
    // To the clip space of a camera that looks up through the floor.
    clip: mat4x4f,
    // What nearness is multiplied by.
    strength: f32,
}

@group(0) @binding(0) var<uniform> object: Object;

struct Varyings {
    @builtin(position) place: vec4f,
}

@vertex
fn vertex_main(@location(0) position: vec3f) -> Varyings {
    return Varyings(object.clip * vec4f(position, 1.0));
}

@fragment
fn fragment_main(in: Varyings) -> @location(0) vec4f {
    return vec4f(saturate((1.0 - in.place.z) * object.strength), 0.0, 0.0, 1.0);
}
