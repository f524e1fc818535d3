//! Whether anything that the optimiser takes for hidden is seen: from views that nobody chose, drawn to the
//! sample that a picture takes.

use std::f64::consts::{PI, TAU};
use std::path::Path;

use asset::{Limits, Model};
use base::{Job, Result};
use glam::DVec3;
use optimise::{Bound, Options, Target};
use render::{Framing, Orbit, RenderContext, View, Visibility, frame_camera, shown, visibility};
use viewer::Attributes;

/// Views of each model.
const VIEWS: usize = 500;
/// Sizes of their pictures in pixels, in turn.
const SIZES: [[u32; 2]; 4] = [[512, 512], [768, 768], [390, 760], [1024, 576]];
/// How far aside a view may look at most, in framed radii, as it may where customers move the target.
const ASIDE: f64 = 0.6;
/// Ticks of processor time a second; the same on every Linux that Rust knows.
const TICKS: f64 = 100.0;
/// So many views that show what was taken for hidden are named.
const NAMED: usize = 8;

/// What came of one model.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The model's name.
    pub name: String,
    /// Triangles of the model as the passes before `hidden` leave it, each mesh once.
    pub triangles: usize,
    /// Those that are taken for hidden.
    pub dropped: usize,
    /// From how many random views they were looked for.
    pub views: usize,
    /// Those of them that any view shows.
    pub misses: usize,
    /// From how many views it was found what can be seen.
    pub looks: usize,
    /// Seconds of processor time which that took, a software adapter's included.
    pub seconds: f64,
    /// Views that show some, and how many.
    pub named: Vec<String>,
}

/// Looks for what the pass `hidden` would drop of the model at `path`.
///
/// # Errors
/// Those of [`optimise::looked_at`], [`render::visibility`] and [`render::shown`].
pub fn seen(context: &RenderContext, path: &Path) -> Result<Seen> {
    let job = Job::quiet();
    let model = asset::read(path, &Limits::default(), &job)?;
    let options = Options::new(Target::Web);
    let (model, mut allowed) =
        optimise::looked_at(&model, &options, &Bound::default(), context, &job)?;
    // All that is ever dropped.
    allowed.worth = 0.0;
    let started = processor_seconds();
    let visibility = visibility(context, &model, &allowed, &job)?;
    let seconds = processor_seconds() - started;
    let framing = Framing::of(&model, &Attributes::default())?;
    let views = random_views(&model, &framing);
    let hidden = Hidden::of(&model, &visibility);
    let mut missed = Vec::new();
    let mut named = Vec::new();
    // A few views at a time: only where they show something each is looked at alone.
    for few in views.chunks(25) {
        let found = match hidden.0.is_empty() {
            true => Vec::new(),
            false => hidden.in_sight(&shown(context, &model, few, &job)?),
        };
        for view in few.iter().filter(|_| !found.is_empty()) {
            if named.len() == NAMED {
                break;
            }
            let alone = std::slice::from_ref(view);
            let own = hidden.in_sight(&shown(context, &model, alone, &job)?);
            if !own.is_empty() {
                named.push(format!("{}: {own:?}", words(view, &framing)));
            }
        }
        missed.extend(found);
    }
    missed.sort_unstable();
    missed.dedup();
    Ok(Seen {
        name: path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned(),
        triangles: hidden.1,
        dropped: hidden.0.len(),
        views: views.len(),
        misses: missed.len(),
        looks: visibility.views(),
        seconds,
        named,
    })
}

/// The rows as a table in Markdown, and below it which views show what was taken for hidden.
#[must_use]
pub fn seen_table(rows: &[Seen]) -> String {
    let mut text = "| model | triangles | dropped | looks | CPU s | views | misses |\n\
                    |---|--:|--:|--:|--:|--:|--:|\n"
        .to_owned();
    for row in rows {
        let Seen {
            name,
            triangles,
            dropped,
            looks,
            seconds,
            views,
            misses,
            ..
        } = row;
        text += &format!(
            "| {name} | {triangles} | {dropped} | {looks} | {seconds:.1} | {views} | {misses} |\n"
        );
    }
    for row in rows {
        for view in &row.named {
            text += &format!("\n{} at {view}\n", row.name);
        }
    }
    text
}

/// A triangle by mesh, primitive and number.
type Triangle = (usize, usize, usize);

/// What is taken for hidden, and how many triangles there are.
struct Hidden(Vec<Triangle>, usize);

impl Hidden {
    fn of(model: &Model, visibility: &Visibility) -> Self {
        let (mut hidden, mut all) = (Vec::new(), 0);
        for (mesh, own) in model.meshes.iter().enumerate() {
            for (part, primitive) in own.primitives.iter().enumerate() {
                all += primitive.triangles();
                let seen = visibility.seen(mesh, part).unwrap_or_default().iter();
                let not = seen.enumerate().filter(|(_, seen)| !**seen);
                hidden.extend(not.map(|(triangle, _)| (mesh, part, triangle)));
            }
        }
        Self(hidden, all)
    }

    /// Those that pictures show.
    fn in_sight(&self, shown: &Visibility) -> Vec<Triangle> {
        let is_shown = |(mesh, part, triangle): &&Triangle| {
            let own = shown.seen(*mesh, *part).unwrap_or_default();
            own.get(*triangle) == Some(&true)
        };
        self.0.iter().filter(is_shown).copied().collect()
    }
}

/// Views that customers may choose: any side, distance, field of view, target, variant and moment. They are
/// the same for files of one name.
fn random_views(model: &Model, framing: &Framing) -> Vec<View> {
    let mut lot = Lot::of(&model.name);
    let count = VIEWS / SIZES.len();
    let sizes = SIZES
        .iter()
        .flat_map(|size| std::iter::repeat_n(*size, count));
    sizes
        .map(|size| random_view(model, framing, size, &mut lot))
        .collect()
}

fn random_view(model: &Model, framing: &Framing, size: [u32; 2], lot: &mut Lot) -> View {
    let mut attributes = Attributes::default();
    if !model.variants.is_empty() && lot.next() < 0.5 {
        attributes.variant = Some(model.variants[lot.below(model.variants.len())].clone());
    }
    if !model.animations.is_empty() && lot.next() < 0.7 {
        let number = lot.below(model.animations.len());
        attributes.animation = Some(number.to_string());
        attributes.time = model.animations[number].duration * lot.next() as f32;
    }
    let aspect = f64::from(size[0]) / f64::from(size[1]);
    let limits = render::Limits::of(framing, &attributes, aspect);
    let within = |least: f64, most: f64, share: f64| least + (most - least) * share;
    let orbit = Orbit {
        theta: TAU * lot.next(),
        // Evenly on the sphere.
        phi: (1.0 - 2.0 * lot.next()).acos().clamp(0.0, PI),
        radius: within(limits.min.radius, limits.max.radius, lot.next()),
    };
    let field = within(
        limits.min_field_of_view,
        limits.max_field_of_view,
        lot.next(),
    );
    let mut target = framing.target;
    if lot.next() < 0.5 {
        let side = DVec3::from_array([(); 3].map(|()| 2.0 * lot.next() - 1.0));
        target += side * ASIDE * framing.radius;
    }
    View {
        camera: frame_camera(framing, &limits, target, orbit, field, aspect),
        ..View::of(framing, &attributes, size)
    }
}

/// Processor time of this process so far, in seconds; 0 where the system has no `/proc`.
fn processor_seconds() -> f64 {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // Behind the name, which is in parentheses, those of the user and of the system are the 12th and 13th.
    let fields = text.rsplit(')').next().unwrap_or_default();
    let ticks = fields.split_whitespace().skip(11).take(2);
    ticks
        .filter_map(|ticks| ticks.parse::<f64>().ok())
        .sum::<f64>()
        / TICKS
}

/// A view in words.
fn words(view: &View, framing: &Framing) -> String {
    let from = (view.camera.position() - framing.target) / framing.radius;
    let field = 2.0 * (1.0 / view.camera.projection.y_axis.y).atan().to_degrees();
    let attributes = &view.attributes;
    let variant = attributes.variant.as_deref().unwrap_or("no variant");
    format!(
        "{:.0}deg {:.0}deg {:.2} radii, {field:.1}deg, {:?}, {variant}, {:?} at {}",
        from.x.atan2(from.z).to_degrees(),
        (from.y / from.length()).acos().to_degrees(),
        from.length(),
        view.size,
        attributes.animation,
        attributes.time
    )
}

/// Draws by lot, the same for the same name.
struct Lot(u64);

impl Lot {
    fn of(name: &str) -> Self {
        // FNV-1a.
        let hash = name.bytes().fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
        });
        Self(hash | 1)
    }

    /// From 0 to 1.
    fn next(&mut self) -> f64 {
        // Xorshift.
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn below(&mut self, end: usize) -> usize {
        ((self.next() * end as f64) as usize).min(end.saturating_sub(1))
    }
}
