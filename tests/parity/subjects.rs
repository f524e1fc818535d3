//! What is compared: models, each under some of the viewer's attributes.

use std::path::{Path, PathBuf};

use base::{Fault, Result};
use image::Rgb;
use image::codecs::hdr::HdrEncoder;
use serde_json::{Value, json};
use viewer::Attributes;

use super::board::{self, ITEMS};
use super::{Gains, ultra_hdr};
use crate::sample;

/// The names of the sample products' models.
const SAMPLES: [&str; 3] = ["armchair", "lamp", "turntable"];

/// A model under some attributes. Its camera is set by the measure.
#[derive(Debug, Clone)]
pub struct Subject {
    /// `item` or `item/setting`.
    pub name: String,
    /// The file.
    pub model: PathBuf,
    /// What the viewer is told.
    pub attributes: Attributes,
}

impl Subject {
    fn new(name: String, model: &Path, attributes: Value) -> Result<Self> {
        let attributes = serde_json::from_value(attributes).map_err(|error| {
            Fault::usage(format!("{name}: the attributes are wrong")).because(error)
        })?;
        Ok(Self {
            name,
            model: model.to_owned(),
            attributes,
        })
    }
}

/// The board, written into `folder`; of the items whose names contain `only`.
///
/// # Errors
/// A [`Service`](base::FaultKind::Service) fault if a file can't be written.
pub fn board_subjects(folder: &Path, only: Option<&str>) -> Result<Vec<Subject>> {
    let mut subjects = Vec::new();
    for item in ITEMS
        .iter()
        .filter(|item| only.is_none_or(|only| item.name.contains(only)))
    {
        let model = item.write(folder)?;
        for (setting, attributes) in item.settings {
            let name = match *setting {
                "" => item.name.to_owned(),
                setting => format!("{}/{setting}", item.name),
            };
            let attributes = serde_json::from_str(attributes).map_err(|error| {
                Fault::usage(format!("{name}: the attributes are wrong")).because(error)
            })?;
            subjects.push(Subject::new(name, &model, attributes)?);
        }
    }
    Ok(subjects)
}

/// Features two by two, written into `folder`.
///
/// # Errors
/// A [`Service`](base::FaultKind::Service) fault if a file can't be written.
pub fn pair_subjects(folder: &Path) -> Result<Vec<Subject>> {
    let mut subjects = Vec::new();
    for pair in board::pairs() {
        let model = folder.join(format!("{}.glb", pair.name()));
        write(&model, &pair.glb())?;
        let attributes = pair
            .variant()
            .map_or_else(|| json!({}), |variant| json!({ "variant-name": variant }));
        subjects.push(Subject::new(pair.name(), &model, attributes)?);
    }
    Ok(subjects)
}

/// The sample products.
///
/// # Errors
/// None in practice: the attributes are the defaults.
pub fn sample_subjects() -> Result<Vec<Subject>> {
    SAMPLES
        .iter()
        .map(|name| Subject::new((*name).to_owned(), &sample(name), json!({})))
        .collect()
}

/// Files of one's own.
///
/// # Errors
/// An [`Input`](base::FaultKind::Input) fault if one is missing.
pub fn file_subjects(files: &[PathBuf]) -> Result<Vec<Subject>> {
    files
        .iter()
        .map(|file| {
            if !file.is_file() {
                return Err(Fault::input(format!("There is no file {}", file.display()))
                    .hint("Check the path"));
            }
            let name = file
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            Subject::new(name, file, json!({}))
        })
        .collect()
}

/// Every setting of the viewer that changes the light, the colours or the floor, on `model` or on a
/// sample; and the models of the board with a pose, variants and blending, which have their own.
///
/// # Errors
/// A [`Service`](base::FaultKind::Service) fault if a file can't be written into `folder`.
pub fn settings_subjects(folder: &Path, model: Option<&Path>) -> Result<Vec<Subject>> {
    let studio = folder.join("studio.hdr");
    write_studio(&studio)?;
    let bright = folder.join("studio-gains.jpg");
    write_bright_studio(&bright)?;
    let panorama = folder.join("panorama.png");
    write_panorama(&panorama)?;
    let model = model.map_or_else(|| sample("turntable"), Path::to_owned);
    let stem = model
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let mut settings = vec![
        ("legacy", json!({ "environment-image": "legacy" })),
        ("hdr", json!({ "environment-image": studio })),
        ("gain-map", json!({ "environment-image": bright })),
        ("exposure-0.7", json!({ "exposure": 0.7 })),
        ("exposure-1.5", json!({ "exposure": 1.5 })),
        (
            "shadow-soft",
            json!({ "shadow-intensity": 1, "shadow-softness": 1 }),
        ),
        (
            "shadow-half",
            json!({ "shadow-intensity": 1, "shadow-softness": 0.5 }),
        ),
        (
            "shadow-hard",
            json!({ "shadow-intensity": 1, "shadow-softness": 0 }),
        ),
        (
            "hdr-shadow-legacy-curve",
            json!({
                "environment-image": studio, "shadow-intensity": 0.7, "tone-mapping": "aces", "exposure": 1.2,
            }),
        ),
        ("near", json!({ "field-of-view": "20deg" })),
        ("target", json!({ "camera-target": "auto 0m auto" })),
        (
            "wide",
            json!({ "field-of-view": "45deg", "max-field-of-view": "1rad" }),
        ),
        (
            "limits",
            json!({ "min-camera-orbit": "-20deg 40deg 130%", "max-camera-orbit": "90deg 70deg 150%" }),
        ),
        (
            "sums",
            json!({
                "camera-target": "calc(1cm + 2 * 5mm) auto",
                "min-camera-orbit": "auto auto calc(110% + 2cm)",
                "max-camera-orbit": "auto auto 3m",
            }),
        ),
        (
            "shadow-dark",
            json!({ "shadow-intensity": 1.7, "shadow-softness": 0.6 }),
        ),
        ("panorama", json!({ "environment-image": panorama })),
    ];
    let tones = [
        "commerce", "neutral", "aces", "agx", "reinhard", "cineon", "linear", "none",
    ];
    settings.extend(tones.map(|tone| ("tone", json!({ "tone-mapping": tone }))));
    let named = settings.into_iter().map(|(name, attributes)| {
        let name = match attributes["tone-mapping"].as_str() {
            Some(tone) if name == "tone" => format!("{stem}/tone-{tone}"),
            _ => format!("{stem}/{name}"),
        };
        Subject::new(name, &model, attributes)
    });
    let mut subjects: Vec<Subject> = named.collect::<Result<_>>()?;
    // Shadows under motion, under glass and under what blends.
    let shaded = json!({ "shadow-intensity": 1, "shadow-softness": 0.8 });
    for name in [
        "blend",
        "glass-and-blend",
        "mask",
        "mirrored",
        "instancing",
        "morph",
    ] {
        let model = board::find(name)?.write(folder)?;
        subjects.push(Subject::new(
            format!("{name}/shadow"),
            &model,
            shaded.clone(),
        )?);
    }
    let bent = json!({
        "shadow-intensity": 1, "animation-name": "Bend", "animation-time": 0.7,
    });
    let skin = board::find("skin")?.write(folder)?;
    subjects.push(Subject::new("skin/bent-shadow".to_owned(), &skin, bent)?);
    Ok(subjects)
}

/// Writes a panorama in plain colours: a sky with a bright window over a dark floor.
fn write_panorama(path: &Path) -> Result<()> {
    let color = |x: u32, y: u32| match (x, y) {
        (60..100, 20..60) => Rgb([255, 250, 240]),
        (_, 0..64) => Rgb([90, 120 + y as u8, 200]),
        _ => Rgb([(x / 2) as u8, 60, 50]),
    };
    image::RgbImage::from_fn(256, 128, color)
        .save(path)
        .map_err(|error| {
            Fault::service(format!("{} can't be written", path.display())).because(error)
        })
}

/// Columns and rows of the studio.
const STUDIO: [usize; 2] = [256, 128];

/// The radiance of an environment of two soft boxes, a warm floor and a small sun under a blue sky.
fn studio(x: usize, y: usize) -> [f32; 3] {
    let [u, v] = [x as f32 / STUDIO[0] as f32, y as f32 / STUDIO[1] as f32];
    let within = |[left, right]: [f32; 2], [top, bottom]: [f32; 2]| {
        (left..right).contains(&u) && (top..bottom).contains(&v)
    };
    if within([0.1, 0.22], [0.2, 0.5]) {
        [9.0, 8.5, 8.0]
    } else if within([0.6, 0.68], [0.15, 0.55]) {
        [3.0, 4.0, 6.0]
    } else if within([0.4, 0.415], [0.25, 0.28]) {
        [300.0, 280.0, 240.0]
    } else if v < 0.5 {
        [0.25 + 0.3 * v, 0.35 + 0.4 * v, 0.8 - 0.2 * v]
    } else {
        [0.35, 0.25, 0.15]
    }
}

/// Writes the studio as a Radiance picture.
fn write_studio(path: &Path) -> Result<()> {
    let [width, height] = STUDIO;
    let pixels: Vec<Rgb<f32>> = (0..height)
        .flat_map(|y| (0..width).map(move |x| Rgb(studio(x, y))))
        .collect();
    let mut file = Vec::new();
    HdrEncoder::new(&mut file)
        .encode(&pixels, width, height)
        .map_err(|error| unwritable(path, error.into()))?;
    write(path, &file)
}

/// Writes the studio as a JPEG with a map of gains of half its size.
fn write_bright_studio(path: &Path) -> Result<()> {
    let gains = Gains {
        most: 8.5,
        gamma: 1.3,
        offset: 1.0 / 32.0,
    };
    let [width, height] = STUDIO.map(|side| side as u32);
    let plain = |light: f32| (asset::image::srgb::to_srgb(light) * 255.0).round() as u8;
    let base = image::RgbImage::from_fn(width, height, |x, y| {
        Rgb(studio(x as usize, y as usize).map(plain))
    });
    let map = image::RgbImage::from_fn(width / 2, height / 2, |x, y| {
        let light = studio(2 * x as usize, 2 * y as usize);
        Rgb(light.map(|light| gains.recovery(light.min(1.0), light)))
    });
    write(path, &ultra_hdr(&base, &map, &gains)?)
}

fn write(path: &Path, file: &[u8]) -> Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|error| unwritable(path, error.into()))?;
    }
    std::fs::write(path, file).map_err(|error| unwritable(path, error.into()))
}

fn unwritable(path: &Path, error: Box<dyn std::error::Error + Send + Sync>) -> Fault {
    Fault::service(format!("{} can't be written", path.display())).because(error)
}
