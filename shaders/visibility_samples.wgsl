// Marks every triangle whose number stands in a picture of numbers, in any sample of a pixel; the halves
// of a number are apart.

@group(0) @binding(0) var numbers: texture_multisampled_2d<u32>;
@group(0) @binding(1) var<storage, read_write> seen: array<atomic<u32>>;

@compute @workgroup_size(8, 8)
fn collect(@builtin(global_invocation_id) at: vec3u) {
    if any(at.xy >= textureDimensions(numbers)) {
        return;
    }
    var last = 0u;
    for (var sample = 0; sample < 4; sample += 1) {
        let halves = textureLoad(numbers, at.xy, sample).xy;
        let number = halves.x | halves.y << 16u;
        if number != 0u && number != last {
            last = number;
            atomicStore(&seen[number - 1u], 1u);
        }
    }
}
