//! The first stage: a row's model is read, checked, made smaller and drawn.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use ::publish::BundleFile;
use ::publish::sheets::{Audited, Item, OutputFile, Record};
use asset::{Facts, Limits, Model};
use audit::{AuditReport, Stated, Verdict};
use base::{ContentHash, Fault, Job, Progress, Remedy, Reporter, Result};
use listing::{Dimensions, Role, VariantChoice, ViewerAttributes};
use optimise::{Bound, Effort, Options, Output};
use viewer::Attributes;

use super::check::{self, wrong_cells};
use super::folder::Side;
use super::{BatchOptions, ReportFolder};
use crate::page::Shown;
use crate::workplace::Workplace;
use crate::{Engine, attributes, detached, file_name, gate, poster, swatch};

/// A row on its way from the first stage to the second.
pub(super) struct Prepared {
    pub(super) item: Item,
    pub(super) fingerprint: ContentHash,
    /// What is known so far.
    pub(super) record: Record,
    /// What is to be sent; `None` where the row sends nothing.
    pub(super) parcel: Option<Parcel>,
}

/// What is to be sent.
pub(super) struct Parcel {
    /// Where the files lie that were made.
    pub(super) place: Workplace,
    pub(super) files: Vec<BundleFile>,
    pub(super) dimensions: Dimensions,
    pub(super) variants: Vec<VariantChoice>,
    pub(super) attributes: ViewerAttributes,
    /// One sentence about the optimiser's proof.
    pub(super) proof: Option<String>,
}

/// Keeps a row's warnings for its record.
#[derive(Debug, Default)]
pub(super) struct Warnings(Mutex<Vec<String>>);

impl Warnings {
    /// Takes what was said so far.
    pub(super) fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Reporter for Warnings {
    fn stage(&self, _name: &str) {}

    fn progress(&self, _progress: Progress) {}

    fn warn(&self, warning: &str) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.push(warning.to_owned());
    }
}

/// Makes the row's model ready to be sent. What becomes known on the way is in `record` even where
/// it fails.
///
/// # Errors
/// An input fault for the model or a cell that it proves wrong; service faults; cancelled.
pub(super) fn prepare(
    engine: &Engine,
    item: &Item,
    options: &BatchOptions,
    folder: &ReportFolder,
    record: &mut Record,
    cancel: &base::Cancel,
) -> Result<Option<Parcel>> {
    let Some(file) = &item.file else {
        return Ok(None);
    };
    let warnings = Arc::new(Warnings::default());
    let job = Job::new(warnings.clone(), cancel.clone());
    let started = Instant::now();
    let row = Row {
        engine,
        item,
        options,
        folder,
        job: &job,
    };
    let parcel = row.parcel(file, record);
    record.seconds += started.elapsed().as_secs_f64();
    record.warnings.append(&mut warnings.take());
    parcel.map(Some)
}

/// A row and what its preparation needs.
struct Row<'a> {
    engine: &'a Engine,
    item: &'a Item,
    options: &'a BatchOptions,
    folder: &'a ReportFolder,
    job: &'a Job,
}

impl Row<'_> {
    fn parcel(&self, file: &Path, record: &mut Record) -> Result<Parcel> {
        let model = Arc::new(self.engine.load(file, self.job)?);
        let facts = Facts::of(&model);
        record.source_bytes = Some(model.source_bytes);
        record.source_triangles = Some(facts.triangles);
        if let Some(wrong) = wrong_cells(self.item, &model, &facts).into_iter().next() {
            let (column, value) = (wrong.column.name(), wrong.value);
            return Err(Fault::input(format!("{column} {value}: {}", wrong.message))
                .hint("Correct the row or the model")
                .remedy(Remedy::CheckSheet));
        }
        gate::tell(&model.name, &model.defects, self.job);
        gate::check(&model.name, &model.defects, &self.options.allowed)?;
        let viewer = check::viewer(self.item).map_err(Fault::input)?;
        let Some([width, height, depth]) = facts.dimensions else {
            return Err(Fault::input(format!(
                "There is nothing to see in {}",
                model.name
            )));
        };
        record.audits = self.audits(&model, &facts);
        let variants = swatch::choices(&model, self.job)?;
        let place = Workplace::new(&self.engine.data)?;
        let mut files = Vec::new();
        let optimises = !self.options.targets.is_empty();
        if optimises {
            let before = self.engine.miniature(&model, &viewer, self.job)?;
            self.keep(Side::Before, &before)?;
        }
        let mut shown = None;
        if !self.options.targets.contains(&optimise::Target::Web) {
            let source = self.source(file, &model, facts.triangles, &place)?;
            record.outputs.push(output_of(&source, model.source_bytes));
            files.push(source);
        }
        for target in &self.options.targets {
            let output = self.optimise(&model, *target)?;
            let name = format!("{}.glb", target.name());
            let file = BundleFile {
                target: Some(listed(*target)),
                triangles: Some(output.report.after.triangles),
                ..model_file(place.write(&name, &output.bytes)?)
            };
            let entry = output_of(&file, output.report.output_bytes);
            if *target == optimise::Target::Web {
                record.psnr = output.report.quality.as_ref().map(|quality| quality.psnr);
                record.ssim = output.report.quality.as_ref().map(|quality| quality.ssim);
                record.outputs.insert(0, entry);
                shown = Some(output.bytes);
            } else {
                record.outputs.push(entry);
            }
            files.push(file);
        }
        // The pictures are those of what customers get.
        let pictures = match shown {
            None => self.draw(&model, &viewer)?,
            Some(bytes) => {
                drop(model);
                let output = asset::read_bytes(
                    &self.item.sku.to_string(),
                    bytes.into(),
                    &Limits::default(),
                )?;
                // What was made of it has to be seen as well as the source.
                gate::check(&output.name, &output.defects, &self.options.allowed)?;
                self.draw(&output, &viewer)?
            }
        };
        gate::check(&self.name(), &pictures.defects, &self.options.allowed)?;
        self.keep(Side::After, &poster::miniature(&pictures.thumbnail)?)?;
        files.push(poster::file(
            Role::Poster,
            "poster.jpg",
            &pictures.poster,
            &place,
        )?);
        files.push(poster::file(
            Role::Thumbnail,
            "thumbnail.jpg",
            &pictures.thumbnail,
            &place,
        )?);
        let parcel = Parcel {
            place,
            files,
            dimensions: Dimensions {
                width,
                height,
                depth,
            },
            variants,
            attributes: attributes::for_manifest(&viewer, None)?,
            proof: proof(record),
        };
        self.check_page(&parcel)?;
        Ok(parcel)
    }

    /// The source as one file: itself where it is a GLB, otherwise packed into one.
    fn source(
        &self,
        path: &Path,
        model: &Model,
        triangles: u64,
        place: &Workplace,
    ) -> Result<BundleFile> {
        let is_glb = path
            .extension()
            .is_some_and(|end| end.eq_ignore_ascii_case("glb"));
        let path = if is_glb {
            path.to_path_buf()
        } else {
            place.write("source.glb", &asset::write_glb(&model.document)?)?
        };
        Ok(BundleFile {
            target: Some(listing::Target::Web),
            triangles: Some(triangles),
            ..model_file(path)
        })
    }

    /// Runs where it can be left behind: a single step of it may take longer than a stop may.
    fn optimise(&self, model: &Arc<Model>, target: optimise::Target) -> Result<Output> {
        let model = Arc::clone(model);
        let options = Options {
            effort: self.options.effort,
            ..Options::new(target)
        };
        let context = match self.engine.offscreen.render_context(self.job) {
            Ok(context) => Some(context),
            // Quick work can do without pictures.
            Err(_) if options.effort == Effort::Fast => {
                self.job.check()?;
                None
            }
            Err(fault) => return Err(fault),
        };
        detached(self.job, move |job| match &context {
            None => optimise::optimise(&model, &options, job),
            Some(context) => {
                optimise::optimise_by_looking(&model, &options, &Bound::default(), context, job)
            }
        })
    }

    fn draw(&self, model: &Model, viewer: &Attributes) -> Result<poster::Pictures> {
        self.job.check()?;
        self.engine.listing_pictures(model, viewer, self.job)
    }

    /// Keeps a picture for the contact sheet.
    fn keep(&self, side: Side, jpeg: &[u8]) -> Result<()> {
        let path = self.folder.picture(&self.item.sku, side);
        Ok(asset::save(&path, jpeg)?)
    }

    /// Looks at the row's page in a browser where that is asked for.
    fn check_page(&self, parcel: &Parcel) -> Result<()> {
        let Some(check) = self.options.page else {
            return Ok(());
        };
        let shown = Shown {
            files: &parcel.files,
            variants: &parcel.variants,
            attributes: &parcel.attributes,
            light: None,
        };
        let defects = self.engine.preview_page(&shown, check, self.job)?;
        gate::tell(&self.name(), &defects, self.job);
        gate::check(&self.name(), &defects, &self.options.allowed)
    }

    /// What the row's model is called.
    fn name(&self) -> String {
        let file = self.item.file.as_deref();
        file.map_or_else(|| self.item.sku.to_string(), file_name)
    }

    fn audits(&self, model: &Model, facts: &Facts) -> Vec<Audited> {
        let stated = self.item.stated;
        let stated = match (stated.width, stated.height, stated.depth) {
            (Some(width), Some(height), Some(depth)) => Some(Stated {
                width,
                height,
                depth,
            }),
            _ => None,
        };
        let profiles = self.options.profiles.iter();
        profiles
            .map(|profile| {
                audited(&audit::audit(
                    model,
                    facts,
                    profile,
                    stated.as_ref(),
                    &self.options.allowed,
                ))
            })
            .collect()
    }
}

/// What of a report goes into the record.
fn audited(report: &AuditReport) -> Audited {
    let found = [Verdict::Fail, Verdict::Warn];
    let findings = found.into_iter().flat_map(|verdict| report.with(verdict));
    Audited {
        profile: report.profile.clone(),
        verdict: report.verdict.word().into(),
        findings: findings.map(|finding| finding.sentence.clone()).collect(),
    }
}

/// A GLB of a bundle.
fn model_file(path: PathBuf) -> BundleFile {
    BundleFile {
        role: Role::Model,
        target: None,
        path,
        content_type: "model/gltf-binary".into(),
        extension: "glb".into(),
        triangles: None,
        width: None,
        height: None,
    }
}

fn output_of(file: &BundleFile, bytes: u64) -> OutputFile {
    OutputFile {
        target: file.target.unwrap_or(listing::Target::Web),
        bytes,
        triangles: file.triangles.unwrap_or_default(),
    }
}

/// The optimiser's target as a manifest names it.
const fn listed(target: optimise::Target) -> listing::Target {
    match target {
        optimise::Target::Web => listing::Target::Web,
        optimise::Target::Mobile => listing::Target::Mobile,
        optimise::Target::Shopify => listing::Target::Shopify,
        optimise::Target::Amazon => listing::Target::Amazon,
        optimise::Target::Google => listing::Target::Google,
    }
}

/// What support reads about how the output looks.
fn proof(record: &Record) -> Option<String> {
    let (psnr, ssim) = record.psnr.zip(record.ssim)?;
    Some(format!(
        "Worst view beside the source: {psnr:.1} dB, SSIM {ssim:.4}"
    ))
}
