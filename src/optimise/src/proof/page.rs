//! The page: `assets/proof/page.html`, filled in.

use asset::image::Pixels;
use base::{Fault, Result, units};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use minijinja::{AutoEscape, Environment, context};
use render::Picture;
use serde::Serialize;

use super::{Pair, Proof, Verdict, ViewReport, Views, heat};
use crate::encode;
use crate::report::Report;

const TEMPLATE: &str = include_str!("../../../../assets/proof/page.html");

/// One pair of pictures to slide between.
#[derive(Serialize)]
struct Shown {
    title: String,
    orbit: String,
    before: String,
    after: String,
    measure: String,
}

/// One line of the table of facts.
#[derive(Serialize)]
struct Fact {
    name: &'static str,
    hint: &'static str,
    before: String,
    after: String,
    change: String,
    good: bool,
}

/// One line with a bar for each file.
#[derive(Serialize)]
struct Bars {
    name: String,
    hint: String,
    before: String,
    after: String,
    /// Widths in percent.
    before_width: f64,
    after_width: f64,
}

/// One pass that was kept.
#[derive(Serialize)]
struct Step {
    name: &'static str,
    change: String,
    what: Vec<String>,
}

/// The page of `proof`.
pub(super) fn write(proof: &Proof, views: &Views, report: Option<&Report>) -> Result<String> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    let fail = |error: minijinja::Error| {
        Fault::service("The page of the proof can't be written").because(error)
    };
    environment.add_template("page", TEMPLATE).map_err(fail)?;
    let template = environment.get_template("page").map_err(fail)?;
    let worst = views.worst().zip(views.worst_pair());
    let worst = worst.map(|(view, pair)| {
        context! {
            orbit => plain_orbit(&view.camera_orbit),
            measure => measure(view),
            before => picture(&pair.before),
            after => picture(&pair.after),
            map => picture(&heat(&pair.before, &pair.after)),
        }
    });
    template
        .render(context! {
            name => proof.name,
            headline => headline(proof),
            subline => subline(proof),
            verdict => proof.verdict,
            good => matches!(proof.verdict, Verdict::Equal | Verdict::Alike),
            shown => shown(views),
            worst => worst,
            facts => facts(proof),
            loads => loads(proof),
            costs => costs(proof),
            as_of => proof.costs.first().map(|cost| cost.as_of.clone()),
            asked => report.map(|report| report.request.sentences()).unwrap_or_default(),
            steps => report.map(steps).unwrap_or_default(),
            losses => report.map(|report| [&report.losses[..], &report.undone].concat()).unwrap_or_default(),
            unchanged => report.is_some_and(|report| report.unchanged),
            views => proof.views.iter().map(row).collect::<Vec<_>>(),
            count => proof.views.len(),
            version => env!("CARGO_PKG_VERSION"),
        })
        .map_err(fail)
}

/// `31 % smaller; customers cannot tell them apart`.
fn headline(proof: &Proof) -> String {
    let change = units::change(proof.before.bytes, proof.after.bytes);
    let change = change.replacen("as large", "As large", 1);
    format!("{change}; {}", proof.verdict.words())
}

/// What it means for one customer.
fn subline(proof: &Proof) -> String {
    let sizes = format!(
        "{} instead of {}",
        units::bytes(proof.after.bytes),
        units::bytes(proof.before.bytes)
    );
    let middle = proof.loads.get(proof.loads.len() / 2);
    middle.map_or(sizes.clone(), |load| {
        format!(
            "{sizes}. Opens in {} on {} instead of {}.",
            units::seconds(load.after_seconds),
            load.network,
            units::seconds(load.before_seconds)
        )
    })
}

/// The pictures to slide between: the worst view is shown on its own.
fn shown(views: &Views) -> Vec<Shown> {
    let mut pairs: Vec<&Pair> = views.pairs.iter().collect();
    pairs.sort_by_key(|pair| pair.number);
    let shown = pairs.into_iter().filter_map(|pair| {
        let view = views.all.get(pair.number)?;
        Some(Shown {
            title: match pair.number {
                number if number == views.worst => "Worst view".to_owned(),
                number => format!("View {}", number + 1),
            },
            orbit: plain_orbit(&view.camera_orbit),
            before: picture(&pair.before),
            after: picture(&pair.after),
            measure: measure(view),
        })
    });
    shown.collect()
}

/// A picture as a `data:` address.
fn picture(picture: &Picture) -> String {
    let pixels = Pixels {
        width: picture.width,
        height: picture.height,
        rgba: picture.rgba.clone(),
    };
    // Proof mustn't lose anything of what it shows.
    let bytes = encode::webp_lossless(&pixels, false).unwrap_or_default();
    format!("data:image/webp;base64,{}", STANDARD.encode(bytes))
}

/// `45° around, 60° from above`, of an orbit in the web viewer's words and what follows it.
fn plain_orbit(name: &str) -> String {
    let (near, orbit) = match name.strip_prefix("close-up from ") {
        Some(orbit) => (", from near", orbit),
        None => ("", name),
    };
    let (orbit, more) = match orbit.split_once(", ") {
        Some((orbit, more)) => (orbit, format!(", {more}")),
        None => (orbit, String::new()),
    };
    let mut terms = orbit.split_whitespace();
    let mut degrees = || terms.next()?.strip_suffix("deg")?.parse::<f64>().ok();
    match (degrees(), degrees()) {
        (Some(theta), Some(phi)) => {
            format!("{theta:.0}° around, {phi:.0}° from above{near}{more}")
        }
        _ => name.to_owned(),
    }
}

fn measure(view: &ViewReport) -> String {
    match view.psnr {
        Some(psnr) => format!(
            "{psnr:.1}\u{2009}dB, SSIM {:.4}, difference {:.0}",
            view.ssim, view.difference
        ),
        None => "the same to the bit".to_owned(),
    }
}

/// A row of the table of views.
fn row(view: &ViewReport) -> [String; 5] {
    [
        plain_orbit(&view.camera_orbit),
        view.psnr
            .map_or_else(|| "equal".to_owned(), |psnr| format!("{psnr:.1}")),
        format!("{:.4}", view.ssim),
        format!("{:.1}", view.difference),
        view.greatest.to_string(),
    ]
}

fn facts(proof: &Proof) -> Vec<Fact> {
    let (before, after) = (&proof.before, &proof.after);
    let fact = |name, hint, first: u64, second: u64, text: fn(u64) -> String| Fact {
        name,
        hint,
        before: text(first),
        after: text(second),
        change: change(first, second),
        good: second <= first,
    };
    vec![
        fact(
            "File",
            "as it lies on the disk",
            before.bytes,
            after.bytes,
            units::bytes,
        ),
        fact(
            "Sent with gzip",
            "what most shops send",
            before.gzip_bytes,
            after.gzip_bytes,
            units::bytes,
        ),
        fact(
            "Sent with Brotli",
            "what the best shops send",
            before.brotli_bytes,
            after.brotli_bytes,
            units::bytes,
        ),
        fact(
            "Graphics memory",
            "textures with mips, vertices, indices",
            before.gpu_bytes(),
            after.gpu_bytes(),
            units::bytes,
        ),
        fact(
            "Triangles",
            "drawn",
            before.triangles,
            after.triangles,
            units::count,
        ),
        fact(
            "Vertices",
            "stored",
            before.vertices,
            after.vertices,
            units::count,
        ),
        fact(
            "Draw calls",
            "for one picture",
            before.draw_calls,
            after.draw_calls,
            units::count,
        ),
        fact(
            "Textures",
            "images",
            before.images as u64,
            after.images as u64,
            units::count,
        ),
    ]
}

/// `−31 %`.
fn change(before: u64, after: u64) -> String {
    let change = 100.0 * (after as f64 / before.max(1) as f64 - 1.0);
    if before == after || (before > 0 && change.abs() < 0.5) {
        return "same".to_owned();
    }
    if before == 0 {
        return "new".to_owned();
    }
    let sign = if change < 0.0 { "−" } else { "+" };
    format!("{sign}{:.0}\u{2009}%", change.abs())
}

fn bars(
    name: String,
    hint: String,
    [before, after]: [f64; 2],
    most: f64,
    text: impl Fn(f64) -> String,
) -> Bars {
    let width = |value: f64| (100.0 * value / most.max(1e-9)).max(0.5);
    Bars {
        name,
        hint,
        before: text(before),
        after: text(after),
        before_width: width(before),
        after_width: width(after),
    }
}

fn loads(proof: &Proof) -> Vec<Bars> {
    let most = proof
        .loads
        .iter()
        .map(|load| load.before_seconds.max(load.after_seconds))
        .fold(0.0, f64::max);
    let bars = proof.loads.iter().map(|load| {
        let hint = format!(
            "{} Mbit/s, {} ms",
            load.megabits_per_second, load.round_trip_ms
        );
        bars(
            load.network.clone(),
            hint,
            [load.before_seconds, load.after_seconds],
            most,
            units::seconds,
        )
    });
    bars.collect()
}

fn costs(proof: &Proof) -> Vec<Bars> {
    let most = proof
        .costs
        .iter()
        .map(|cost| cost.before.max(cost.after))
        .fold(0.0, f64::max);
    let bars = proof.costs.iter().map(|cost| {
        let money = |amount: f64| format!("{amount:.2}\u{2009}{}", cost.currency);
        bars(
            cost.provider.clone(),
            cost.terms.clone(),
            [cost.before, cost.after],
            most,
            money,
        )
    });
    bars.collect()
}

fn steps(report: &Report) -> Vec<Step> {
    let kept = report.passes.iter().filter(|pass| pass.kept);
    let step = kept.map(|pass| {
        let change = pass.bytes_after as i64 - pass.bytes_before as i64;
        let sign = if change > 0 { "+" } else { "−" };
        Step {
            name: pass.pass.name(),
            change: format!("{sign}{}", units::bytes(change.unsigned_abs())),
            what: pass.changes.clone(),
        }
    });
    step.collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;
    use crate::proof::Side;

    fn proof() -> (Proof, Views) {
        let side = |bytes| Side {
            bytes,
            gzip_bytes: bytes / 2,
            brotli_bytes: bytes / 3,
            triangles: 1000,
            vertices: 600,
            draw_calls: 2,
            images: 3,
            texture_gpu_bytes: 5_592_404,
            geometry_gpu_bytes: 20_000,
        };
        let grey = |value| Picture {
            width: 2,
            height: 2,
            rgba: vec![value; 16],
        };
        let view = |psnr| ViewReport {
            camera_orbit: "45deg 60deg 105%".into(),
            psnr,
            ssim: 0.991,
            difference: 12.0,
            used: if psnr == Some(36.2) { 0.9 } else { 0.4 },
            greatest: 7,
        };
        let views = Views {
            all: vec![view(Some(40.0)), view(Some(36.2))],
            worst: 1,
            pairs: [0, 1]
                .map(|number| Pair {
                    number,
                    before: grey(90),
                    after: grey(92),
                })
                .into(),
        };
        let table = super::super::delivery::Table::built_in().unwrap();
        let proof = Proof {
            name: "<Mixer> & co".into(),
            before: side(2_000_000),
            after: side(500_000),
            verdict: Verdict::of(&views.all),
            views: views.all.clone(),
            worst: 1,
            loads: table.loads(1_000_000, 250_000),
            costs: table.costs(1_000_000, 250_000),
        };
        (proof, views)
    }

    #[test]
    fn the_page_stands_alone_and_says_what_counts() {
        let (proof, views) = proof();
        let page = proof.page(&views, None).unwrap();
        assert!(page.contains("75\u{2009}% smaller; customers cannot tell them apart"));
        assert!(page.contains("&lt;Mixer&gt; &amp; co") && !page.contains("<Mixer>"));
        assert!(
            page.contains("36.2\u{2009}dB, SSIM 0.9910"),
            "the worst view"
        );
        assert!(page.contains("Slow 4G") && page.contains("Amazon CloudFront"));
        // Everything is in the page.
        for outside in ["src=\"http", "href=\"http", "url(", "@import", "<link"] {
            assert!(!page.contains(outside), "{outside}");
        }
        assert!(page.matches("data:image/webp;base64,UklGR").count() >= 5);
    }

    #[test]
    fn sizes_are_told_in_words() {
        assert_eq!(change(0, 5), "new");
        assert_eq!(change(44_369, 44_187), "same");
        assert_eq!(change(100, 69), "−31\u{2009}%");
        assert_eq!(
            plain_orbit("45deg 60deg 105%"),
            "45° around, 60° from above"
        );
        assert_eq!(
            plain_orbit("close-up from 45deg 60deg, Oak"),
            "45° around, 60° from above, from near, Oak"
        );
        assert_eq!(plain_orbit("auto auto auto"), "auto auto auto");
    }
}
