// Marks every triangle whose number stands in a picture of numbers.

@group(0) @binding(0) var numbers: texture_2d<u32>;
@group(0) @binding(1) var<storage, read_write> seen: array<atomic<u32>>;

@compute @workgroup_size(8, 8)
fn collect(@builtin(global_invocation_id) at: vec3u) {
    if any(at.xy >= textureDimensions(numbers)) {
        return;
    }
    let number = textureLoad(numbers, at.xy, 0).x;
    if number != 0u {
        atomicStore(&seen[number - 1u], 1u);
    }
}
