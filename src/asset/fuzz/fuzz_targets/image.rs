//! Decodes any bytes as an image, with all its mip levels.

#![no_main]

use asset::model::Image;
use asset::{Limits, image};
use bytes::Bytes;
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: let_transcoder_panic(), |bytes: &[u8]| {
    // Small, so that a finding is a defect and not a large but honest picture.
    let limits = Limits {
        image_pixels: 256 * 256,
        image_side: 1024,
        ..Limits::default()
    };
    let data = Bytes::copy_from_slice(bytes);
    let (mime, width, height) = image::probe(&data);
    let picture = Image {
        name: None,
        uri: None,
        mime,
        data,
        width,
        height,
    };
    for pixels in image::decode_levels(&picture, &limits).into_iter().flatten() {
        let pixel_count = u64::from(pixels.width) * u64::from(pixels.height);
        assert!(pixel_count <= limits.image_pixels);
        assert_eq!(pixels.rgba.len() as u64, 4 * pixel_count);
    }
});

/// The transcoder of KTX2 adds up damaged lengths as they come; the crate catches its panics, and so
/// they aren't findings.
fn let_transcoder_panic() {
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let own = |place: &std::panic::Location<'_>| !place.file().contains("/basisu-");
        if panic.location().is_none_or(own) {
            hook(panic);
        }
    }));
}
