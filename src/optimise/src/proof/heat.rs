//! Where two pictures differ, as a picture.

use render::Picture;

/// The difference of a channel from which on the map is white. Differences from about 30 on are
/// seen at a glance; smaller ones must still show.
const FULL: u8 = 32;

/// Black, violet, orange, white: brighter is more at every step, also for the colour-blind.
const COLOURS: [[f32; 3]; 4] = [
    [0.0, 0.0, 0.0],
    [110.0, 20.0, 130.0],
    [250.0, 130.0, 30.0],
    [255.0, 255.0, 255.0],
];

/// The map of the differences between `a` and `b`. Both have one size.
#[must_use]
pub fn heat(a: &Picture, b: &Picture) -> Picture {
    let texels = a
        .rgba
        .as_chunks::<4>()
        .0
        .iter()
        .zip(b.rgba.as_chunks::<4>().0);
    let rgba = texels.flat_map(|(a, b)| {
        let difference = (0..3).map(|channel| a[channel].abs_diff(b[channel])).max();
        colour(difference.unwrap_or(0))
    });
    Picture {
        width: a.width,
        height: a.height,
        rgba: rgba.collect(),
    }
}

/// `a`, `b` and the map of their differences side by side. Both have one size.
#[must_use]
pub fn heat_map(a: &Picture, b: &Picture) -> Picture {
    let map = heat(a, b);
    let mut rgba = Vec::with_capacity(a.rgba.len() * 3);
    let row = a.width as usize * 4;
    let rows = a.rgba.chunks_exact(row).zip(b.rgba.chunks_exact(row));
    for ((a, b), map) in rows.zip(map.rgba.chunks_exact(row)) {
        rgba.extend_from_slice(a);
        rgba.extend_from_slice(b);
        rgba.extend_from_slice(map);
    }
    Picture {
        width: a.width * 3,
        height: a.height,
        rgba,
    }
}

/// The colour of a difference.
fn colour(difference: u8) -> [u8; 4] {
    let steps = (COLOURS.len() - 1) as f32;
    let place = f32::from(difference.min(FULL)) / f32::from(FULL) * steps;
    let below = (place.floor() as usize).min(COLOURS.len() - 2);
    let share = place - below as f32;
    let channel = |channel: usize| {
        let (from, to) = (COLOURS[below][channel], COLOURS[below + 1][channel]);
        (from + (to - from) * share).round() as u8
    };
    [channel(0), channel(1), channel(2), 255]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_map_is_black_where_nothing_differs_and_white_where_much_does() {
        let picture = |value| Picture {
            width: 2,
            height: 1,
            rgba: vec![10, 10, 10, 255, value, value, value, 255],
        };
        let map = heat_map(&picture(10), &picture(200));
        assert_eq!((map.width, map.height), (6, 1));
        assert_eq!(map.pixel(3, 0), [200, 200, 200, 255]);
        assert_eq!(map.pixel(4, 0), [0, 0, 0, 255]);
        assert_eq!(map.pixel(5, 0), [255, 255, 255, 255]);
        let brightness = |d| colour(d).iter().take(3).map(|c| u32::from(*c)).sum::<u32>();
        assert!((1..=FULL).all(|d| brightness(d) > brightness(d - 1)));
    }
}
