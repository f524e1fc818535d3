// Which triangle is where: IDs are written into a texture, or marked in a list where a surface is seen
// through.

struct Object {
    // From the mesh's space to the clip space, whose depth is 0 to 1.
    to_clip: mat4x4f,
    // Added to the ID of a triangle; picking takes it for the object's ID.
    first: u32,
    // What pictures snap places by: halves of sixteenths of a pixel.
    parts: vec2f,
    // From the mesh's space to the camera's and on to the clip space, as pictures take both steps.
    to_view: mat4x4f,
    projection: mat4x4f,
}

@group(0) @binding(0) var<uniform> object: Object;

struct VertexIn {
    @location(0) position: vec3f,
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
    //#if UV0
        @location(0) uv0: vec2f,
    //#endif
    //#if UV1
        @location(1) uv1: vec2f,
    //#endif
    //#if COLOR
        @location(2) alpha: f32,
    //#endif
    //#if UV2
        @location(3) uv2: vec2f,
    //#endif
    //#if UV3
        @location(4) uv3: vec2f,
    //#endif
}

//#if SAMPLES
    // A place as surface.wgsl snaps it, so that each sample of a pixel falls on what it falls on in the
    // picture.
    fn snapped(clip: vec4f) -> vec4f {
        if clip.w <= 0.0 {
            return clip;
        }
        return vec4f(round(clip.xy / clip.w * object.parts) / object.parts * clip.w, clip.zw);
    }
//#endif

@vertex
fn vertex_main(in: VertexIn) -> Varyings {
    var out: Varyings;
    //#if SAMPLES
        out.clip = snapped(object.projection * (object.to_view * vec4f(in.position, 1.0)));
    //#else
        out.clip = object.to_clip * vec4f(in.position, 1.0);
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
        out.alpha = in.color.a;
    //#endif
    return out;
}

//#if ALPHA
    // So many levels of a texture are asked.
    const LEVELS = 5;

    // Whether nothing is drawn here. Picking takes alpha from the texture as it is. What hides has to do so
    // at every level, for smaller ones, which far cameras show, lose thin things.
    fn is_clear(in: Varyings) -> bool {
        var alpha = material.base_color.a;
        //#if BASE_MAP
            //#if PICK
                alpha *= textureSampleLevel(BASE_TEXTURE, BASE_SAMPLER, uv_base(in), 0.0).a;
            //#else
                var least = 1.0;
                for (var level = 0; level < LEVELS; level += 1) {
                    let own = textureSampleLevel(BASE_TEXTURE, BASE_SAMPLER, uv_base(in), f32(level));
                    least = min(least, own.a);
                }
                alpha *= least;
            //#endif
        //#endif
        //#if COLOR
            alpha *= in.alpha;
        //#endif
        //#if MASK
            return alpha < material.emissive.w;
        //#else
            return alpha < 1.0 / 255.0;
        //#endif
    }
//#endif

//#if MARK
    @group(2) @binding(0) var<storage, read_write> seen: array<atomic<u32>>;
    //#if SAMPLES
        @group(2) @binding(1) var opaque_depth: texture_depth_multisampled_2d;
    //#else
        @group(2) @binding(1) var opaque_depth: texture_depth_2d;
    //#endif

    // Two surfaces in one place hide each other as little as rounding can tell.
    const TOLERANCE = 1e-5;

    // How far what hides is at a pixel, the farthest of its samples.
    fn hiding(at: vec2i) -> f32 {
        var depth = textureLoad(opaque_depth, at, 0);
        //#if SAMPLES
            for (var sample = 1; sample < 4; sample += 1) {
                depth = max(depth, textureLoad(opaque_depth, at, sample));
            }
        //#endif
        return depth;
    }

    @fragment
    fn fragment_main(in: Varyings, @builtin(primitive_index) triangle: u32) {
        if in.clip.z <= hiding(vec2i(in.clip.xy)) + TOLERANCE {
            atomicStore(&seen[object.first + triangle], 1u);
        }
    }
//#else
    //#if PICK
        @fragment
        fn fragment_main(in: Varyings, @builtin(primitive_index) triangle: u32) -> @location(0) vec4u {
            //#if ALPHA
                if is_clear(in) {
                    discard;
                }
            //#endif
            return vec4u(object.first + 1, triangle, bitcast<u32>(in.clip.z), 0);
        }
    //#else
        //#if SAMPLES
            @fragment
            fn fragment_main(in: Varyings, @builtin(primitive_index) triangle: u32) -> @location(0) vec2u {
                //#if ALPHA
                    if is_clear(in) {
                        discard;
                    }
                //#endif
                let id = object.first + triangle + 1;
                return vec2u(id & 0xffffu, id >> 16u);
            }
        //#else
            @fragment
            fn fragment_main(in: Varyings, @builtin(primitive_index) triangle: u32) -> @location(0) u32 {
                //#if ALPHA
                    if is_clear(in) {
                        discard;
                    }
                //#endif
                return object.first + triangle + 1;
            }
        //#endif
    //#endif
//#endif
