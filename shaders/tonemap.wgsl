// From radiance to the colour on a screen. The numbers are those of viewer/tone.rs.

const TONE_NONE = 0u;
const TONE_COMMERCE = 1u;
const TONE_ACES = 2u;
const TONE_AGX = 3u;
const TONE_REINHARD = 4u;
const TONE_CINEON = 5u;
const TONE_LINEAR = 6u;
// Radiance stays radiance: what is seen through glass is tone-mapped with the glass.
const TONE_RADIANCE = 7u;

// The Khronos PBR neutral curve: identity below 0.8 less a little veil, then a shoulder that fades
// to white.
fn tone_commerce(radiance: vec3f) -> vec3f {
    let least = min(radiance.r, min(radiance.g, radiance.b));
    let veil = select(0.04, least - 6.25 * least * least, least < 0.08);
    let color = radiance - veil;
    let peak = max3(color);
    if peak < 0.76 {
        return color;
    }
    let room = 0.24;
    let pressed = 1.0 - room * room / (peak + room - 0.76);
    let faded = 1.0 - 1.0 / (0.15 * (peak - pressed) + 1.0);
    return mix(color * (pressed / peak), vec3f(pressed), faded);
}

fn tone_aces(radiance: vec3f) -> vec3f {
    let to_film = mat3x3f(
        0.59719, 0.07600, 0.02840,
        0.35458, 0.90834, 0.13383,
        0.04823, 0.01566, 0.83777,
    );
    let to_screen = mat3x3f(
        1.60475, -0.10208, -0.00327,
        -0.53108, 1.10813, -0.07276,
        -0.07367, -0.00605, 1.07602,
    );
    let v = to_film * (radiance / 0.6);
    let fitted = (v * (v + 0.0245786) - 0.000090537)
        / (v * (0.983729 * v + 0.4329510) + 0.238081);
    return saturate(to_screen * fitted);
}

fn tone_agx(radiance: vec3f) -> vec3f {
    let to_2020 = mat3x3f(
        0.6274, 0.0691, 0.0164,
        0.3293, 0.9195, 0.0880,
        0.0433, 0.0113, 0.8956,
    );
    let from_2020 = mat3x3f(
        1.6605, -0.1246, -0.0182,
        -0.5876, 1.1329, -0.1006,
        -0.0728, -0.0083, 1.1187,
    );
    let inset = mat3x3f(
        0.856627153315983, 0.137318972929847, 0.11189821299995,
        0.0951212405381588, 0.761241990602591, 0.0767994186031903,
        0.0482516061458583, 0.101439036467562, 0.811302368396859,
    );
    let outset = mat3x3f(
        1.1271005818144368, -0.1413297634984383, -0.14132976349843826,
        -0.11060664309660323, 1.157823702216272, -0.11060664309660294,
        -0.016493938717834573, -0.016493938717834257, 1.2519364065950405,
    );
    // Stops from black to white, in log2 of radiance.
    let black = -12.47393;
    let white = 4.026069;
    let v = inset * (to_2020 * radiance);
    let x = saturate((log2(max(v, vec3f(1e-10))) - black) / (white - black));
    let x2 = x * x;
    let x4 = x2 * x2;
    let curved = 15.5 * x4 * x2 - 40.14 * x4 * x + 31.96 * x4 - 6.868 * x2 * x
        + 0.4298 * x2 + 0.1191 * x - 0.00232;
    let linear = pow(max(outset * curved, vec3f(0.0)), vec3f(2.2));
    return saturate(from_2020 * linear);
}

fn tone_cineon(radiance: vec3f) -> vec3f {
    let x = max(radiance - 0.004, vec3f(0.0));
    return pow((x * (6.2 * x + 0.5)) / (x * (6.2 * x + 1.7) + 0.06), vec3f(2.2));
}

fn tone_map(radiance: vec3f) -> vec3f {
    let exposed = radiance * frame.exposure;
    switch frame.tone {
        case TONE_COMMERCE: { return tone_commerce(exposed); }
        case TONE_ACES: { return tone_aces(exposed); }
        case TONE_AGX: { return tone_agx(exposed); }
        case TONE_REINHARD: { return saturate(exposed / (1.0 + exposed)); }
        case TONE_CINEON: { return tone_cineon(exposed); }
        case TONE_LINEAR: { return saturate(exposed); }
        default: { return radiance; }
    }
}

fn encode_srgb(linear: vec3f) -> vec3f {
    let curve = 1.055 * pow(linear, vec3f(0.41666)) - 0.055;
    return select(curve, linear * 12.92, linear <= vec3f(0.0031308));
}

// What is written for a radiance (or, unlit, for a colour that is already one).
fn screen_color(radiance: vec3f, unlit: bool) -> vec3f {
    if frame.tone == TONE_RADIANCE {
        return radiance;
    }
    if unlit {
        return encode_srgb(radiance);
    }
    return encode_srgb(tone_map(radiance));
}
