// Normals from a texture of heights (EXT_materials_bump): the slope of the heights across the
// screen, laid over the surface's own slope.

fn bumped_normal(in: Varyings, normal: vec3f, facing: f32) -> vec3f {
    let odd = quad_place(in.clip);
    let uv = uv_bump(in);
    let here = sample_bump(in).x;
    let right = sample_bump_at(in, uv + quad_dx2(uv, odd)).x;
    let down = sample_bump_at(in, uv + quad_dy2(uv, odd)).x;
    let rise = (vec2f(right, down) - here) * material.bump;
    // Of unit length, so that heights don't depend on how near the surface is.
    let x = normalize(quad_dx3(in.position, odd));
    let y = normalize(quad_dy3(in.position, odd));
    let across_x = cross(y, normal);
    let across_y = cross(normal, x);
    let det = dot(x, across_x) * facing;
    let slope = sign(det) * (rise.x * across_x + rise.y * across_y);
    return normalize(abs(det) * normal - slope);
}
