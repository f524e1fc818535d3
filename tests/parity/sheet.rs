//! Contact sheets: ours, theirs, and the difference four times as strong, for people to look at.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use base::{Fault, Result};
use image::imageops::{FilterType, replace, resize};
use image::{Rgba, RgbaImage};
use render::Picture;

use super::Shown;

/// Pixels of one picture on a sheet.
const CELL: u32 = 256;
/// How many views one row of the sheet of all subjects shows.
const ACROSS: usize = 3;
/// By how much differences are exaggerated.
const STRENGTH: u8 = 4;

/// Writes `index.html`, a sheet of the views of each subject, and `sheet.png` with the worst view of
/// each, worst first, into `folder`.
///
/// # Errors
/// A [`Service`](base::FaultKind::Service) fault if a file can't be written.
pub fn contact_sheet(folder: &Path, subjects: &[Vec<Shown>]) -> Result<()> {
    let failed = |error: std::io::Error| {
        Fault::service(format!(
            "The contact sheet can't be written into {}",
            folder.display()
        ))
        .hint("Check that you may write there")
        .because(error)
    };
    fs::create_dir_all(folder).map_err(failed)?;
    let mut page = String::from(HEAD);
    for views in subjects {
        let Some(first) = views.first() else { continue };
        let name = first.name.replace('/', "-");
        let file = format!("{name}.png");
        save(&sheet(views.iter(), 1), &folder.join(&file))?;
        let _ = writeln!(page, "<h2 id=\"{name}\">{}</h2><p>", first.name);
        for view in views {
            let _ = writeln!(
                page,
                "<span class=\"{}\">{}: {:.2} dB, SSIM {:.4}</span><br>",
                if view.is_same() { "same" } else { "other" },
                view.orbit,
                view.comparison.psnr,
                view.comparison.ssim,
            );
        }
        let _ = writeln!(
            page,
            "</p><img src=\"{file}\" alt=\"{name}: ours, theirs, difference\">"
        );
    }
    let mut worst: Vec<&Shown> = subjects
        .iter()
        .filter_map(|views| {
            views
                .iter()
                .min_by(|a, b| a.comparison.psnr.total_cmp(&b.comparison.psnr))
        })
        .collect();
    worst.sort_by(|a, b| a.comparison.psnr.total_cmp(&b.comparison.psnr));
    let names: Vec<String> = worst
        .iter()
        .map(|view| format!("{} {:.1} dB", view.name, view.comparison.psnr))
        .collect();
    let _ = writeln!(
        page,
        "<h2>The worst view of each</h2><p>{}</p><img src=\"sheet.png\" alt=\"worst views\">",
        names.join(" · ")
    );
    save(&sheet(worst.into_iter(), ACROSS), &folder.join("sheet.png"))?;
    fs::write(folder.join("index.html"), page).map_err(failed)
}

const HEAD: &str = "<!doctype html><meta charset=\"utf-8\"><title>Parity</title>\
<style>body{font:14px sans-serif;margin:24px}.other{color:#b00020;font-weight:600}.same{color:#555}\
img{max-width:100%}</style><h1>Ours · theirs · difference × 4</h1>\n";

/// Triples of cells, `across` of them in a row.
fn sheet<'a>(views: impl ExactSizeIterator<Item = &'a Shown>, across: usize) -> RgbaImage {
    let rows = views.len().div_ceil(across).max(1);
    let size = [across as u32 * 3 * CELL, rows as u32 * CELL];
    let mut sheet = RgbaImage::from_pixel(size[0], size[1], Rgba([255; 4]));
    for (index, view) in views.enumerate() {
        let [column, row] =
            [index % across, index / across].map(|place| place as i64 * i64::from(CELL));
        let cells = [
            image_of(&view.ours),
            image_of(&view.theirs),
            difference(&view.ours, &view.theirs),
        ];
        for (place, cell) in (0..).zip(cells) {
            let cell = resize(&cell, CELL, CELL, FilterType::Triangle);
            replace(&mut sheet, &cell, column * 3 + place * i64::from(CELL), row);
        }
    }
    sheet
}

fn image_of(picture: &Picture) -> RgbaImage {
    RgbaImage::from_raw(picture.width, picture.height, picture.rgba.clone()).unwrap_or_default()
}

/// Black where the pictures agree.
fn difference(a: &Picture, b: &Picture) -> RgbaImage {
    let mut rgba = a.rgba.clone();
    for (a, b) in rgba.chunks_exact_mut(4).zip(b.rgba.chunks_exact(4)) {
        for (a, b) in a.iter_mut().zip(b).take(3) {
            *a = a.abs_diff(*b).saturating_mul(STRENGTH);
        }
        a[3] = 255;
    }
    RgbaImage::from_raw(a.width, a.height, rgba).unwrap_or_default()
}

fn save(image: &RgbaImage, path: &Path) -> Result<()> {
    let picture = Picture {
        width: image.width(),
        height: image.height(),
        rgba: image.as_raw().clone(),
    };
    picture.save_png(path)
}
