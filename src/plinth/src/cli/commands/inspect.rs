//! `plinth inspect`: what is in a model.

use std::path::PathBuf;

use asset::facts::TextureFacts;
use asset::{Facts, Model};
use base::{Result, units};
use clap::Args;

use super::defects;
use crate::cli::context::Context;
use crate::cli::ending::Ending;
use crate::cli::paint::{QUIET, paint};
use crate::cli::table::{self, Column, Table};
use crate::cli::words::{box_size, number};

/// Say what is in a model: bytes, size, triangles, textures, variants
///
/// What is wrong with the file is told by its code, with what customers see of it. Triangles and draw
/// calls are those of one picture in the customers' viewer; GPU memory counts every texture with its mip
/// levels. With --json the document has all of it, and more.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  plinth inspect chair.glb\n  plinth inspect chair.glb --json")]
pub(crate) struct Inspect {
    /// A .glb or .gltf file
    model: PathBuf,
}

impl Inspect {
    /// Reads the model and prints its facts.
    pub(crate) fn run(&self, context: &Context) -> Result<Ending> {
        let job = context.job()?;
        let engine = context.engine()?;
        let model = engine.load(&self.model, &job)?;
        let facts = engine.inspect(&model);
        let file = self.model.display().to_string();
        context
            .shell()
            .result(&facts, || text(&model, &facts, &file))?;
        Ok(Ending::Done)
    }
}

/// The facts for people.
fn text(model: &Model, facts: &Facts, file: &str) -> String {
    let mut text = summary(facts).text();
    if let Some(headline) = defects::headline(facts.effect) {
        text = format!("{headline}\n\n{text}");
    }
    if !facts.textures.is_empty() {
        text.push('\n');
        text += &textures(&facts.textures).text();
    }
    if !facts.defects.is_empty() {
        text.push('\n');
        text += &defects::text(model, &facts.defects, file);
    }
    text
}

fn summary(facts: &Facts) -> table::Facts {
    let bytes = &facts.bytes;
    let mut rows = table::Facts::about(&facts.name);
    let shares = [
        ("geometry", bytes.geometry),
        ("textures", bytes.images),
        ("animation", bytes.animation),
        ("other", bytes.other),
    ];
    rows.row(
        "File",
        format!(
            "{}  {}",
            units::bytes(bytes.total),
            paint(
                QUIET,
                list(
                    shares
                        .iter()
                        .filter(|(_, bytes)| *bytes > 0)
                        .map(|(name, bytes)| format!("{name} {}", units::bytes(*bytes)))
                )
            )
        ),
    );
    rows.row(
        "Size",
        match facts.dimensions {
            Some(size) => format!(
                "{}  {}",
                box_size(size),
                paint(QUIET, "width × height × depth")
            ),
            None => "nothing to see".into(),
        },
    );
    rows.row(
        "Triangles",
        format!(
            "{} in {}  {}",
            units::count(facts.triangles),
            number(facts.draw_calls, "draw call"),
            paint(QUIET, format!("{} vertices", units::count(facts.vertices)))
        ),
    );
    rows.row(
        "Parts",
        list([
            number(facts.nodes as u64, "node"),
            number(facts.meshes as u64, "mesh"),
            number(facts.materials as u64, "material"),
        ]),
    );
    rows.row(
        "Textures",
        match facts.textures.len() as u64 {
            0 => "none".into(),
            count => format!(
                "{count}, {} of GPU memory",
                units::bytes(facts.texture_gpu_bytes)
            ),
        },
    );
    rows.maybe("Variants", some(list(&facts.variants)));
    rows.maybe(
        "Animations",
        some(list(facts.animations.iter().map(|animation| {
            format!(
                "{} ({})",
                animation.name,
                units::seconds(f64::from(animation.seconds))
            )
        }))),
    );
    rows.maybe("Cameras", some(list(&facts.cameras)));
    rows.maybe(
        "Lights",
        some(list(
            facts
                .lights
                .iter()
                .map(|light| format!("{} ({})", light.name, light.kind)),
        )),
    );
    rows.maybe("Extensions", some(extensions(facts)));
    rows.maybe("Made with", facts.generator.clone());
    rows.maybe("Copyright", facts.copyright.clone());
    rows
}

/// One a line; those that the model can't do without are marked.
fn extensions(facts: &Facts) -> String {
    let lines: Vec<String> = facts
        .extensions_used
        .iter()
        .map(|name| {
            if facts.extensions_required.contains(name) {
                format!("{name} {}", paint(QUIET, "required"))
            } else {
                name.clone()
            }
        })
        .collect();
    lines.join("\n")
}

fn textures(textures: &[TextureFacts]) -> Table<6> {
    let mut table = Table::new(
        ["Texture", "Used for", "Pixels", "Form", "File", "GPU"],
        [
            Column::Left,
            Column::Left,
            Column::Right,
            Column::Left,
            Column::Right,
            Column::Right,
        ],
    );
    for texture in textures {
        table.row([
            texture.name.clone(),
            match texture.slots.len() {
                0 => "nothing".into(),
                _ => texture.slots.join(", "),
            },
            format!("{} × {}", texture.width, texture.height),
            if texture.missing {
                "missing".into()
            } else {
                texture.mime.trim_start_matches("image/").to_uppercase()
            },
            units::bytes(texture.bytes),
            units::bytes(texture.gpu_bytes),
        ]);
    }
    table
}

fn list(items: impl IntoIterator<Item = impl ToString>) -> String {
    let items: Vec<String> = items.into_iter().map(|item| item.to_string()).collect();
    items.join(", ")
}

fn some(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}
