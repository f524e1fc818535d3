//! One AV1 picture by libaom, whose C interface is kept in here.

#![allow(unsafe_code, reason = "libaom is a C library")]

use std::ffi::c_int;
use std::mem::{MaybeUninit, zeroed};
use std::ptr;

use libaom_sys as aom;

/// Samples of eight bits and full range, row by row, without gaps.
pub(super) enum Planes {
    /// Brightness and two differences, of BT.601.
    Color([Vec<u8>; 3]),
    /// Green, blue, red.
    Data([Vec<u8>; 3]),
    /// One plane of brightness.
    Grey(Vec<u8>),
    /// One plane that means no colour.
    Alpha(Vec<u8>),
}

/// How long libaom may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Haste {
    /// Above this it soon loses what the format is taken for.
    Usual,
    /// It takes several times as long for a seventh fewer bytes.
    None,
}

impl Haste {
    /// libaom's own measure, 0 to 9.
    const fn speed(self) -> c_int {
        match self {
            Self::Usual => 6,
            Self::None => 4,
        }
    }
}

/// What the second and third plane of a picture with one plane hold.
const NO_COLOR: u8 = 128;

/// A still picture as AV1 stores it (low-overhead OBUs, AV1 specification, 5.2), with a quantiser of 0
/// to 63; `None` where the sizes don't fit or libaom refuses. One thread, so that the bytes are the
/// same everywhere.
pub(super) fn still(
    width: u32,
    height: u32,
    planes: &Planes,
    quantizer: u8,
    haste: Haste,
) -> Option<Vec<u8>> {
    let mut encoder = Encoder::new(width, height, planes, quantizer, haste)?;
    let stream = encoder.encode(width, height, planes)?;
    // A temporal delimiter has no place in an image item (AV1 Image File Format, 2.1).
    let stream = stream.strip_prefix(&[0x12, 0]).unwrap_or(&stream);
    (!stream.is_empty()).then(|| stream.to_vec())
}

/// A context of libaom, which ends with it.
struct Encoder(aom::aom_codec_ctx_t);

impl Drop for Encoder {
    fn drop(&mut self) {
        // SAFETY: the context was initialised by `new`, and nothing else destroys it.
        unsafe {
            aom::aom_codec_destroy(&mut self.0);
        }
    }
}

impl Encoder {
    fn new(width: u32, height: u32, planes: &Planes, quantizer: u8, haste: Haste) -> Option<Self> {
        let grey = matches!(planes, Planes::Grey(_) | Planes::Alpha(_));
        let quantizer = u32::from(quantizer.min(63));
        // SAFETY: libaom fills the configuration in where it says that it did. It copies it as it
        // initialises the context, which is zeroed as its documentation asks for.
        let context = unsafe {
            let interface = aom::aom_codec_av1_cx();
            let mut config = MaybeUninit::uninit();
            let usage = aom::AOM_USAGE_ALL_INTRA;
            let found = aom::aom_codec_enc_config_default(interface, config.as_mut_ptr(), usage);
            if found != aom::AOM_CODEC_OK {
                return None;
            }
            let mut config = config.assume_init();
            (config.g_w, config.g_h) = (width, height);
            config.g_threads = 1;
            // One frame, at once: the short header of still pictures.
            config.g_limit = 1;
            config.g_lag_in_frames = 0;
            // Main, which has pictures of one plane, or High, which has three of full size.
            config.g_profile = u32::from(!grey);
            config.monochrome = u32::from(grey);
            config.rc_end_usage = aom::AOM_Q;
            config.rc_min_quantizer = quantizer;
            config.rc_max_quantizer = quantizer;
            let mut context: aom::aom_codec_ctx_t = zeroed();
            let version = aom::AOM_ENCODER_ABI_VERSION as c_int;
            let made = aom::aom_codec_enc_init_ver(&mut context, interface, &config, 0, version);
            (made == aom::AOM_CODEC_OK).then_some(context)
        };
        let mut encoder = Self(context?);
        let (primaries, transfer, matrix) = color(planes);
        let settings = [
            (aom::AOME_SET_CPUUSED, haste.speed()),
            (aom::AOME_SET_CQ_LEVEL, quantizer as c_int),
            // Texels are looked at through lighting: what counts is their error, not how they please.
            (aom::AOME_SET_TUNING, aom::AOM_TUNE_PSNR as c_int),
            // What takes time and makes textures no smaller at the same error.
            (aom::AV1E_SET_ENABLE_CDEF, 0),
            (aom::AV1E_SET_ENABLE_RESTORATION, 0),
            (aom::AV1E_SET_ENABLE_PALETTE, 0),
            (aom::AV1E_SET_COLOR_RANGE, aom::AOM_CR_FULL_RANGE as c_int),
            (aom::AV1E_SET_COLOR_PRIMARIES, primaries as c_int),
            (aom::AV1E_SET_TRANSFER_CHARACTERISTICS, transfer as c_int),
            (aom::AV1E_SET_MATRIX_COEFFICIENTS, matrix as c_int),
        ];
        settings
            .into_iter()
            .all(|(setting, value)| encoder.set(setting, value))
            .then_some(encoder)
    }

    /// Whether libaom takes a value of a setting.
    fn set(&mut self, setting: aom::aome_enc_control_id, value: c_int) -> bool {
        // SAFETY: the context is initialised, and all settings here take one number of that size.
        let set = unsafe { aom::aom_codec_control(&mut self.0, setting as c_int, value) };
        set == aom::AOM_CODEC_OK
    }

    fn encode(&mut self, width: u32, height: u32, planes: &Planes) -> Option<Vec<u8>> {
        let area = width as usize * height as usize;
        let (all, format, halved) = match planes {
            Planes::Color([a, b, c]) | Planes::Data([a, b, c]) => {
                ([&a[..], b, c], aom::AOM_IMG_FMT_I444, false)
            }
            // The format in memory has more planes, which aren't stored.
            Planes::Grey(a) | Planes::Alpha(a) => ([&a[..], &[], &[]], aom::AOM_IMG_FMT_I420, true),
        };
        let row = if halved { width.div_ceil(2) } else { width };
        let rows = if halved { height.div_ceil(2) } else { height };
        let empty = vec![NO_COLOR; row as usize * rows as usize];
        let all = match halved {
            true => [all[0], &empty, &empty],
            false => all,
        };
        let lengths = [
            area,
            row as usize * rows as usize,
            row as usize * rows as usize,
        ];
        if all
            .iter()
            .zip(lengths)
            .any(|(plane, length)| plane.len() != length)
        {
            return None;
        }
        let mut packets = Vec::new();
        // SAFETY: the three planes are as long as their strides and the picture's height say, and
        // outlive the calls; libaom reads them alone. The description owns no memory.
        unsafe {
            let mut image: aom::aom_image_t = zeroed();
            let first = all[0].as_ptr().cast_mut();
            if aom::aom_img_wrap(&mut image, format, width, height, 1, first).is_null() {
                return None;
            }
            image.planes = all.map(|plane| plane.as_ptr().cast_mut());
            image.stride = [width, row, row].map(|stride| stride as c_int);
            image.range = aom::AOM_CR_FULL_RANGE;
            image.mc = color(planes).2;
            image.monochrome = c_int::from(halved);
            for frame in [&raw const image, ptr::null()] {
                if aom::aom_codec_encode(&mut self.0, frame, 0, 1, 0) != aom::AOM_CODEC_OK {
                    return None;
                }
                self.packets(&mut packets);
            }
        }
        Some(packets)
    }

    /// Appends what the encoder has finished.
    fn packets(&mut self, into: &mut Vec<u8>) {
        let mut iterator = ptr::null();
        // SAFETY: a packet and its bytes stay until the next call on the context, and `data` is a
        // frame where its kind says so.
        unsafe {
            while let Some(packet) = aom::aom_codec_get_cx_data(&mut self.0, &mut iterator).as_ref()
            {
                if packet.kind == aom::AOM_CODEC_CX_FRAME_PKT {
                    let frame = packet.data.frame;
                    into.extend_from_slice(std::slice::from_raw_parts(frame.buf.cast(), frame.sz));
                }
            }
        }
    }
}

/// How planes become colours (ITU-T H.273): primaries, transfer and matrix.
const fn color(
    planes: &Planes,
) -> (
    aom::aom_color_primaries,
    aom::aom_transfer_characteristics,
    aom::aom_matrix_coefficients,
) {
    let (bt709, srgb) = (aom::AOM_CICP_CP_BT_709, aom::AOM_CICP_TC_SRGB);
    match planes {
        Planes::Data(_) => (bt709, srgb, aom::AOM_CICP_MC_IDENTITY),
        Planes::Color(_) | Planes::Grey(_) => (bt709, srgb, aom::AOM_CICP_MC_BT_601),
        Planes::Alpha(_) => (
            aom::AOM_CICP_CP_UNSPECIFIED,
            aom::AOM_CICP_TC_UNSPECIFIED,
            aom::AOM_CICP_MC_UNSPECIFIED,
        ),
    }
}
