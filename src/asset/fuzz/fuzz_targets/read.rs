//! Reads any bytes as a model, decodes its images, takes stock of it, writes it, and reads that.

#![no_main]

use asset::{Facts, Limits, image, read_bytes, write_glb};
use bytes::Bytes;
use libfuzzer_sys::fuzz_target;

/// Small, so that a finding is a defect and not a large but honest model.
const LIMITS: Limits = Limits {
    file_bytes: 16 << 20,
    json_bytes: 1 << 20,
    json_depth: 64,
    json_values: 50_000,
    decoded_bytes: 32 << 20,
    nodes: 10_000,
    image_pixels: 1 << 20,
    image_side: 4096,
    pictures_bytes: 1 << 24,
    decoding_bytes: 1 << 24,
};

fuzz_target!(init: let_transcoder_panic(), |bytes: &[u8]| {
    let Ok(model) = read_bytes("fuzz", Bytes::copy_from_slice(bytes), &LIMITS) else {
        return;
    };
    for picture in &model.images {
        let _ = image::decode(picture, &LIMITS);
    }
    let _ = Facts::of(&model);
    let written = write_glb(&model.document).expect("what was read can be written");
    // Indentation may be gone and an image embedded, so the result may be longer or shorter; it is
    // always readable.
    let limits = Limits {
        file_bytes: u64::MAX,
        json_bytes: u64::MAX,
        ..LIMITS
    };
    read_bytes("written", written.into(), &limits).expect("what was written can be read");
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
