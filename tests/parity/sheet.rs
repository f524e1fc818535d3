//! Contact sheets: ours, theirs, and the difference four times as strong, for people to look at.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use base::{Fault, Result};
use image::imageops::{FilterType, replace};
use image::{DynamicImage, Rgba, RgbaImage};
use render::Picture;

use super::Shown;

/// Pixels of one picture on a sheet.
const CELL: u32 = 256;
/// How many views one row of the sheet of all subjects shows.
const ACROSS: usize = 3;
/// By how much differences are exaggerated.
const STRENGTH: u8 = 4;

const HEAD: &str = "<!doctype html><meta charset=\"utf-8\"><title>Parity</title>\
<style>body{font:14px sans-serif;margin:24px}.other{color:#b00020;font-weight:600}.same{color:#555}\
img{max-width:100%}</style><h1>Ours · theirs · difference × 4</h1>\n";

/// A contact sheet in the making: a page, a picture a subject, and one of the worst views.
#[derive(Debug)]
pub struct Sheet {
    folder: PathBuf,
    page: String,
    /// The worst view of each subject: its dB, its name, its row of cells.
    worst: Vec<(f64, String, RgbaImage)>,
}

impl Sheet {
    /// A sheet that goes into `folder`.
    ///
    /// # Errors
    /// A [`Service`](base::FaultKind::Service) fault if the folder can't be made.
    pub fn new(folder: &Path) -> Result<Self> {
        fs::create_dir_all(folder).map_err(|error| unwritable(folder, error))?;
        Ok(Self {
            folder: folder.to_owned(),
            page: HEAD.to_owned(),
            worst: Vec::new(),
        })
    }

    /// Adds the views of one subject.
    ///
    /// # Errors
    /// A [`Service`](base::FaultKind::Service) fault if its picture can't be written.
    pub fn add(&mut self, views: &[Shown]) -> Result<()> {
        let Some(first) = views.first() else {
            return Ok(());
        };
        let name = first.name.replace('/', "-");
        let _ = writeln!(self.page, "<h2 id=\"{name}\">{}</h2><p>", first.name);
        for view in views {
            let _ = writeln!(
                self.page,
                "<span class=\"{}\">{}: {:.2} dB, SSIM {:.4}</span><br>",
                if view.is_same() { "same" } else { "other" },
                view.orbit,
                view.comparison.psnr,
                view.comparison.ssim,
            );
        }
        let _ = writeln!(
            self.page,
            "</p><img src=\"{name}.png\" alt=\"{name}: ours, theirs, difference\">"
        );
        let rows: Vec<RgbaImage> = views.iter().map(row).collect();
        save(&stack(&rows, 1), &self.folder.join(format!("{name}.png")))?;
        let worst = views
            .iter()
            .zip(rows)
            .min_by(|(a, _), (b, _)| a.comparison.psnr.total_cmp(&b.comparison.psnr));
        self.worst
            .extend(worst.map(|(view, row)| (view.comparison.psnr, view.name.clone(), row)));
        Ok(())
    }

    /// Writes `sheet.png`, the worst view of each subject, worst first, and `index.html`; returns the
    /// page's path.
    ///
    /// # Errors
    /// A [`Service`](base::FaultKind::Service) fault if a file can't be written.
    pub fn finish(mut self) -> Result<PathBuf> {
        self.worst.sort_by(|(a, ..), (b, ..)| a.total_cmp(b));
        let names: Vec<String> = self
            .worst
            .iter()
            .map(|(psnr, name, _)| format!("{name} {psnr:.1} dB"))
            .collect();
        let _ = writeln!(
            self.page,
            "<h2>The worst view of each</h2><p>{}</p><img src=\"sheet.png\" alt=\"worst views\">",
            names.join(" · ")
        );
        let rows: Vec<RgbaImage> = self.worst.into_iter().map(|(_, _, row)| row).collect();
        save(&stack(&rows, ACROSS), &self.folder.join("sheet.png"))?;
        let page = self.folder.join("index.html");
        fs::write(&page, self.page).map_err(|error| unwritable(&self.folder, error))?;
        Ok(page)
    }
}

/// Ours, theirs and the difference beside each other.
fn row(view: &Shown) -> RgbaImage {
    let mut row = RgbaImage::from_pixel(3 * CELL, CELL, Rgba([255; 4]));
    let cells = [
        image_of(&view.ours),
        image_of(&view.theirs),
        difference(&view.ours, &view.theirs),
    ];
    for (place, cell) in (0..).zip(cells) {
        let cell = cell
            .resize_exact(CELL, CELL, FilterType::Triangle)
            .into_rgba8();
        replace(&mut row, &cell, place * i64::from(CELL), 0);
    }
    row
}

/// Rows of cells, `across` of them beside each other.
fn stack(rows: &[RgbaImage], across: usize) -> RgbaImage {
    let down = rows.len().div_ceil(across).max(1);
    let mut sheet =
        RgbaImage::from_pixel(across as u32 * 3 * CELL, down as u32 * CELL, Rgba([255; 4]));
    for (index, row) in rows.iter().enumerate() {
        let [column, line] =
            [index % across, index / across].map(|place| place as i64 * i64::from(CELL));
        replace(&mut sheet, row, column * 3, line);
    }
    sheet
}

fn image_of(picture: &Picture) -> DynamicImage {
    let image = RgbaImage::from_raw(picture.width, picture.height, picture.rgba.clone());
    DynamicImage::ImageRgba8(image.unwrap_or_default())
}

/// Black where the pictures agree.
fn difference(a: &Picture, b: &Picture) -> DynamicImage {
    let mut rgba = a.rgba.clone();
    for (a, b) in rgba.chunks_exact_mut(4).zip(b.rgba.chunks_exact(4)) {
        for (a, b) in a.iter_mut().zip(b).take(3) {
            *a = a.abs_diff(*b).saturating_mul(STRENGTH);
        }
        a[3] = 255;
    }
    image_of(&Picture { rgba, ..*a })
}

fn save(image: &RgbaImage, path: &Path) -> Result<()> {
    let picture = Picture {
        width: image.width(),
        height: image.height(),
        rgba: image.as_raw().clone(),
    };
    picture.save_png(path)
}

fn unwritable(folder: &Path, error: std::io::Error) -> Fault {
    Fault::service(format!(
        "The contact sheet can't be written into {}",
        folder.display()
    ))
    .hint("Check that you may write there")
    .because(error)
}
