//! Goldens: a small picture of every model of the board, as Plinth draws it on lavapipe. They guard
//! each extension where there is no browser.

use std::fs;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use base::{Fault, Result};
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{DynamicImage, RgbaImage};
use render::{Picture, compare};

use super::{Bench, ORBITS, Subject, board_subjects};

/// Pixels on each side.
const SIDE: u32 = 160;
/// Where from: the second orbit of the measure sees two sides and the top.
const ORBIT: &str = ORBITS[1];
/// What a picture may differ by from its golden: dB of PSNR over the foreground. Adapters that round
/// otherwise stay over 45 dB; a wrong term or a lost texture falls under 35 dB.
const LEAST_PSNR: f64 = 40.0;

/// The folder of the goldens.
#[must_use]
pub fn golden_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("parity/goldens")
}

/// Every subject of the board, drawn small.
fn drawn(models: &Path) -> Result<Vec<(Subject, Picture)>> {
    let bench = Bench::open(SIDE, false)?;
    let draw = |subject: Subject| {
        let (mut pictures, _) = bench.ours(&subject, &[ORBIT])?;
        let picture = pictures.pop();
        let picture =
            picture.ok_or_else(|| Fault::service("One picture was asked for, none came"))?;
        Ok((subject, picture))
    };
    board_subjects(models, None)?
        .into_iter()
        .map(draw)
        .collect()
}

fn file_of(subject: &Subject) -> String {
    format!("{}.png", subject.name.replace('/', "-"))
}

/// Draws all goldens anew; returns how many. Look at them before they are committed.
///
/// # Errors
/// Those of drawing, and a [`Service`](base::FaultKind::Service) fault if a file can't be written.
pub fn bless(models: &Path) -> Result<usize> {
    let folder = golden_folder();
    let pictures = drawn(models)?;
    let failed = |error: std::io::Error| {
        Fault::service(format!(
            "The goldens can't be written into {}",
            folder.display()
        ))
        .because(error)
    };
    if folder.is_dir() {
        fs::remove_dir_all(&folder).map_err(failed)?;
    }
    fs::create_dir_all(&folder).map_err(failed)?;
    for (subject, picture) in &pictures {
        save_small(picture, &folder.join(file_of(subject)))?;
    }
    Ok(pictures.len())
}

/// What differs from the goldens, a line each; changed pictures are kept in `changed` to look at.
///
/// # Errors
/// Those of drawing.
pub fn differences(models: &Path, changed: &Path) -> Result<Vec<String>> {
    let folder = golden_folder();
    let mut lines = Vec::new();
    let pictures = drawn(models)?;
    for (subject, picture) in &pictures {
        let file = file_of(subject);
        let measured = Picture::open(&folder.join(&file))
            .and_then(|golden| compare(picture, &golden, [255; 3]));
        match measured {
            Ok(measured) if measured.psnr >= LEAST_PSNR => continue,
            Ok(measured) => lines.push(format!(
                "{file}: {:.2} dB, under {LEAST_PSNR} dB",
                measured.psnr
            )),
            Err(fault) => lines.push(format!("{file}: {fault}")),
        }
        let kept = fs::create_dir_all(changed);
        kept.map_err(|error| Fault::service("A changed picture can't be kept").because(error))?;
        picture.save_png(&changed.join(&file))?;
    }
    let known: Vec<String> = pictures
        .iter()
        .map(|(subject, _)| file_of(subject))
        .collect();
    for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
        let file = entry.file_name().to_string_lossy().into_owned();
        if !known.contains(&file) {
            lines.push(format!(
                "{file}: no model of the board has this name any more"
            ));
        }
    }
    Ok(lines)
}

/// Writes a picture on white in as few bytes as PNG allows.
fn save_small(picture: &Picture, path: &Path) -> Result<()> {
    let failed = |error: Box<dyn std::error::Error + Send + Sync>| {
        Fault::service(format!("{} can't be written", path.display())).because(error)
    };
    let file = fs::File::create(path).map_err(|error| failed(error.into()))?;
    let encoder = PngEncoder::new_with_quality(
        BufWriter::new(file),
        CompressionType::Best,
        FilterType::Adaptive,
    );
    let image = RgbaImage::from_raw(picture.width, picture.height, picture.rgba.clone());
    DynamicImage::ImageRgba8(image.unwrap_or_default())
        .into_rgb8()
        .write_with_encoder(encoder)
        .map_err(|error| failed(error.into()))
}
