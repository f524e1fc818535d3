// Marks triangles of which a point isn't behind anything in a picture's depth, give or take a pixel:
// triangles that are smaller than a pixel, and those behind gaps that are, fall between the places at
// which a picture looks. The points are the corners and a grid between them, the finer the larger the
// triangle is in the picture.

struct Part {
    // From the mesh's space to the clip space, whose depth is 0 to 1.
    to_clip: mat4x4f,
    // Number of the part's first triangle in the list.
    first: u32,
    triangles: u32,
    // 1 where corners are named by number.
    indexed: u32,
    // 1 and -1 where only triangles that turn one way are drawn, 0 where all are.
    turn: i32,
    // How much less deep a point may be at a distance of 1 and still count as on a surface.
    slack: f32,
}

@group(0) @binding(0) var<uniform> part: Part;
@group(0) @binding(1) var<storage, read_write> seen: array<atomic<u32>>;
@group(0) @binding(2) var depth: texture_depth_2d;
@group(1) @binding(0) var<storage, read> positions: array<f32>;
@group(1) @binding(1) var<storage, read> indices: array<u32>;

// Pixels between two points along a side, and the most points along one.
const SPACING = 3.0;
const MOST = 24.0;

fn corner(number: u32) -> vec4f {
    var vertex = number;
    if part.indexed == 1u {
        vertex = indices[number];
    }
    let start = vertex * 3u;
    return part.to_clip
        * vec4f(positions[start], positions[start + 1u], positions[start + 2u], 1.0);
}

fn is_open(clip: vec4f) -> bool {
    if clip.w <= 0.0 {
        return false;
    }
    let place = clip.xyz / clip.w;
    let size = vec2f(textureDimensions(depth));
    let pixel = (place.xy * vec2f(0.5, -0.5) + 0.5) * size;
    if any(pixel < vec2f(0.0)) || any(pixel >= size) {
        return false;
    }
    let last = vec2i(size) - 1;
    // What is as near to a surface as pictures can tell may be drawn in its place.
    let depth_there = place.z - part.slack / (clip.w * clip.w);
    for (var y = -1; y <= 1; y += 1) {
        for (var x = -1; x <= 1; x += 1) {
            let at = clamp(vec2i(pixel) + vec2i(x, y), vec2i(0), last);
            if depth_there <= textureLoad(depth, at, 0) {
                return true;
            }
        }
    }
    return false;
}

@compute @workgroup_size(64)
fn points(
    @builtin(global_invocation_id) at: vec3u,
    @builtin(num_workgroups) groups: vec3u,
) {
    let triangle = at.y * groups.x * 64u + at.x;
    if triangle >= part.triangles || atomicLoad(&seen[part.first + triangle]) == 1u {
        return;
    }
    let a = corner(triangle * 3u);
    let b = corner(triangle * 3u + 1u);
    let c = corner(triangle * 3u + 2u);
    if part.turn != 0 {
        let origin = a.xy / a.w;
        let u = b.xy / b.w - origin;
        let v = c.xy / c.w - origin;
        // Seen from its edge it counts as turned either way.
        if (u.x * v.y - u.y * v.x) * f32(part.turn) < -1e-12 {
            return;
        }
    }
    let half = vec2f(textureDimensions(depth)) / 2.0;
    let p = a.xy / a.w * half;
    let q = b.xy / b.w * half;
    let r = c.xy / c.w * half;
    let longest = max(distance(p, q), max(distance(q, r), distance(r, p)));
    // NaN and what is behind the camera count as small.
    let steps = i32(clamp(ceil(longest / SPACING), 2.0, MOST));
    let share = 1.0 / f32(steps);
    for (var i = 0; i <= steps; i += 1) {
        for (var j = 0; j <= steps - i; j += 1) {
            let u = f32(i) * share;
            let v = f32(j) * share;
            if is_open(a + (b - a) * u + (c - a) * v) {
                atomicStore(&seen[part.first + triangle], 1u);
                return;
            }
        }
    }
    if is_open((a + b + c) / 3.0) {
        atomicStore(&seen[part.first + triangle], 1u);
    }
}
