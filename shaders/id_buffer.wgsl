// Which triangle is where: IDs are written into a texture, or marked in a list where a surface is seen
// through.

struct Object {
    // From the mesh's space to the clip space, whose depth is 0 to 1.
    to_clip: mat4x4f,
    // Added to the ID of a triangle; picking takes it for the object's ID.
    first: u32,
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

@vertex
fn vertex_main(in: VertexIn) -> Varyings {
    var out: Varyings;
    out.clip = object.to_clip * vec4f(in.position, 1.0);
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
    // Whether nothing is drawn here. Alpha is taken from the texture as it is, not from smaller
    // levels: so it is when the camera is near.
    fn is_clear(in: Varyings) -> bool {
        var alpha = material.base_color.a;
        //#if BASE_MAP
            alpha *= textureSampleLevel(BASE_TEXTURE, BASE_SAMPLER, uv_base(in), 0.0).a;
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
    @group(2) @binding(1) var opaque_depth: texture_depth_2d;

    // Two surfaces in one place hide each other as little as rounding can tell.
    const TOLERANCE = 1e-5;

    @fragment
    fn fragment_main(in: Varyings, @builtin(primitive_index) triangle: u32) {
        if in.clip.z <= textureLoad(opaque_depth, vec2i(in.clip.xy), 0) + TOLERANCE {
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
