//! A file becomes a live listing.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use ::publish::{Bundle, BundleFile, Outcome, Publication, Step};
use asset::Model;
use audit::Allowances;
use base::{Fault, Job, Money, Result, Sku};
use listing::{Dimensions, Role, Target, ViewerAttributes};
use viewer::Attributes;

use super::light::PublishedLight;
use super::page::{PageCheck, Shown};
use super::workplace::Workplace;
use super::{Engine, attributes, gate, poster, swatch, uploads};

/// What to publish, and the words that go with it.
#[derive(Debug, Clone, PartialEq)]
pub struct PublishRequest {
    /// The model's file.
    pub path: PathBuf,
    /// The merchant's article number; the listing with it is replaced where there is one.
    pub sku: Sku,
    /// The product's name.
    pub title: String,
    /// Its price.
    pub price: Money,
    /// Text for the page; plain, paragraphs divided by empty lines. May be empty.
    pub description: String,
    /// The maker.
    pub brand: Option<String>,
    /// GTIN-8, -12, -13 or -14, digits only.
    pub gtin: Option<String>,
    /// The web viewer's attributes for the page and the poster. The background is the page's own.
    pub attributes: Attributes,
    /// What customers may miss of what the file means.
    pub allowed: Allowances,
    /// Look at the page in a browser, before the listing moves and after it.
    pub page: Option<PageCheck>,
}

/// A stretch of the way from a file to a live listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PublishStage {
    /// Reading the file.
    Read,
    /// Drawing its pictures and finding its colours.
    Pictures,
    /// Looking at its page in a browser.
    Page,
    /// A step of the publication.
    Step(Step),
}

impl Engine {
    /// Reads the model, draws its poster, and takes all of it to the platform: sends what the
    /// platform doesn't have, checks it as customers would get it, and moves the listing to the new
    /// release at once. Until then the old release stays live. Every step is noted in the journal
    /// before it is taken: whatever breaks off is finished by [`Engine::resume`], or by publishing
    /// again.
    ///
    /// # Errors
    /// An input fault for the model; refused where customers would see nothing of it, or not what it
    /// means and that isn't allowed; a usage fault for what the shop can't show; service and denied
    /// faults; cancelled, which leaves the old release live unless it was too late.
    pub fn publish(&self, request: &PublishRequest, job: &Job) -> Result<Outcome> {
        self.publish_watched(request, job, &mut |_, _| {})
    }

    /// The same; tells `watch` each stage that is done, with the time it took.
    ///
    /// # Errors
    /// Those of [`Engine::publish`].
    pub fn publish_watched(
        &self,
        request: &PublishRequest,
        job: &Job,
        watch: &mut dyn FnMut(PublishStage, Duration),
    ) -> Result<Outcome> {
        // What is quick to find out comes first: what the page can't do, whether the file is
        // sound, who we are.
        let light = PublishedLight::of(&request.attributes)?;
        let address = light.as_ref().map(|light| light.address.as_str());
        let viewer_attributes = attributes::for_manifest(&request.attributes, address)?;
        if request.page.is_some() {
            self.find_browser()?;
        }
        let started = Instant::now();
        let model = self.load(&request.path, job)?;
        watch(PublishStage::Read, started.elapsed());
        gate::tell(&model.name, &model.defects, job);
        gate::check(&model.name, &model.defects, &request.allowed)?;
        let client = self.connect(job)?;
        let started = Instant::now();
        let place = Workplace::new(&self.data)?;
        let mut bundle = self.bundle(&model, request, &place, job)?;
        bundle.attributes = viewer_attributes;
        watch(PublishStage::Pictures, started.elapsed());
        if let Some(check) = request.page {
            let started = Instant::now();
            let shown = Shown {
                light: light
                    .as_ref()
                    .map(|light| (light.address.as_str(), &light.file)),
                ..Shown::of(&bundle)
            };
            let defects = self.preview_page(&shown, check, job)?;
            gate::tell(&model.name, &defects, job);
            gate::check(&model.name, &defects, &request.allowed)?;
            watch(PublishStage::Page, started.elapsed());
        }
        bundle.files.extend(light.map(|light| light.file));
        let before = match request.page {
            Some(_) => self.wait(job, client.listing_by_sku(&request.sku))?,
            None => None,
        };
        let publication = Publication::new(&client, bundle)?;
        let ledger = self.ledger()?;
        let noting = publication.noted_in(&ledger, &request.sku, &request.title);
        let mut publication = self.block_on(noting)?;
        let outcome = self.block_on(async {
            while publication.step() != Step::Done {
                let (step, started) = (publication.step(), Instant::now());
                publication.advance(job).await?;
                watch(PublishStage::Step(step), started.elapsed());
            }
            publication.run(job).await
        });
        let outcome = outcome.map_err(|fault| {
            place.keep();
            uploads::can_go_on(fault, &request.sku)
        })?;
        if let Some(check) = request.page {
            let before = before.and_then(|listing| listing.live);
            self.keep_live(before, &outcome, &request.allowed, check, job)?;
        }
        Ok(outcome)
    }

    /// All that is published of `model`; pictures and packed files lie in `place`.
    fn bundle(
        &self,
        model: &Model,
        request: &PublishRequest,
        place: &Workplace,
        job: &Job,
    ) -> Result<Bundle> {
        let facts = self.inspect(model);
        let [width, height, depth] = facts.dimensions.ok_or_else(|| {
            Fault::input(format!("There is nothing to see in {}", model.name))
                .hint("Check that its default scene has meshes, then export it again")
        })?;
        job.check()?;
        let pictures = self.listing_pictures(model, &request.attributes, job)?;
        // Pictures are decoded when they are drawn: only then is it known which are broken.
        gate::check(&model.name, &pictures.defects, &request.allowed)?;
        Ok(Bundle {
            sku: request.sku.clone(),
            title: request.title.clone(),
            description: request.description.clone(),
            brand: request.brand.clone(),
            gtin: request.gtin.clone(),
            price: request.price,
            dimensions: Dimensions {
                width,
                height,
                depth,
            },
            variants: swatch::choices(model, job)?,
            attributes: ViewerAttributes::default(),
            proof: None,
            files: vec![
                model_file(model, request, place, facts.triangles)?,
                poster::file(Role::Poster, "poster.jpg", &pictures.poster, place)?,
                poster::file(Role::Thumbnail, "thumbnail.jpg", &pictures.thumbnail, place)?,
            ],
        })
    }
}

/// The model as one file: itself where it is a GLB, otherwise packed into one.
fn model_file(
    model: &Model,
    request: &PublishRequest,
    place: &Workplace,
    triangles: u64,
) -> Result<BundleFile> {
    let is_glb = request
        .path
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("glb"));
    let path = if is_glb {
        // The journal may be read from another folder than this one.
        std::path::absolute(&request.path).unwrap_or_else(|_| request.path.clone())
    } else {
        place.write("model.glb", &asset::write_glb(&model.document)?)?
    };
    Ok(BundleFile {
        role: Role::Model,
        target: Some(Target::Web),
        path,
        content_type: "model/gltf-binary".into(),
        extension: "glb".into(),
        triangles: Some(triangles),
        width: None,
        height: None,
    })
}
