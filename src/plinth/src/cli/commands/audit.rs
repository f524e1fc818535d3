//! `plinth audit`: whether a product keeps the rules of the places that list it.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use asset::{Effect, Facts, Model};
use audit::{
    Allowance, Allowances, AuditReport, Finding, FixId, Profile, Stated, Verdict, audit, fix,
};
use base::{Fault, Result};
use clap::Args;
use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::ending::Ending;
use crate::cli::output;
use crate::cli::paint::{BAD, GOOD, HINT, QUIET, STRONG, WARNING, paint};
use crate::cli::words::wrapped;

/// What `--fix` without a name stands for.
const ALL: &str = "all";

/// The largest profile file that is read, in bytes.
const PROFILE_BYTES: u64 = 1 << 20;

/// What `--help` says at its end; names of fixes and profiles are those that there are.
fn after_help() -> String {
    let fixes: Vec<&str> = FixId::all().map(FixId::name).collect();
    let profiles = Profile::built_in().unwrap_or_default();
    let profiles: Vec<&str> = profiles
        .iter()
        .map(|profile| profile.name.as_str())
        .collect();
    format!(
        "Examples:\n  plinth audit chair.glb\n  \
        plinth audit chair.glb --profile shopify --profile amazon --stated 52x88.5x60\n  \
        plinth audit chair.glb --fix -o chair-fixed.glb\n  \
        plinth audit chair.glb --fix drop-scenes -o chair-fixed.glb\n\n\
        Fixes: {}\n\n\
        Profiles: {}",
        wrapped(8, "", &fixes),
        wrapped(8, "", &profiles)
    )
}

/// Hold a product against the rules of the places that list it
///
/// Each finding names the measured value, the limit and what to do; --json has the source and date
/// of every limit too. Exits with code 1 when a requirement isn't kept, and when customers wouldn't see
/// what the file means, whatever the place; recommendations only warn.
#[derive(Debug, Args)]
#[command(after_help = after_help())]
pub(crate) struct Audit {
    /// A .glb or .gltf file
    model: PathBuf,
    /// A place, or a profile file of your own (.json); may be given more than once
    #[arg(long = "profile", value_name = "NAME", default_value = "web")]
    profiles: Vec<String>,
    /// Width, height and depth as the listing states them, in centimetres
    #[arg(long, value_name = "WxHxD")]
    stated: Option<Centimetres>,
    /// Don't fail for what customers won't see, by the code of the finding; may be given more than once
    #[arg(long, value_name = "CODE[=REASON]")]
    allow: Vec<Allowance>,
    /// Put right what Plinth can put right, or what a NAME says, and judge the result; may be given
    /// more than once
    #[arg(long, value_name = "NAME", num_args = 0..=1, default_missing_value = ALL, requires = "output")]
    fix: Vec<String>,
    /// The GLB file to write with --fix
    #[arg(short, long, value_name = "OUT.glb", requires = "fix")]
    output: Option<PathBuf>,
}

/// The JSON document.
#[derive(Debug, Serialize)]
struct Document<'a> {
    /// The file judged.
    model: &'a Path,
    /// Whether every requirement of every profile is kept.
    passes: bool,
    /// One report a profile.
    reports: Vec<AuditReport>,
    /// What was put right.
    fixed: Vec<FixId>,
    /// The file written; `null` where none was.
    output: Option<&'a Path>,
}

impl Audit {
    /// Judges the model.
    pub(crate) fn run(&self, context: &Context) -> Result<Ending> {
        let profiles: Vec<Profile> = self
            .profiles
            .iter()
            .map(|name| profile(name))
            .collect::<Result<_>>()?;
        if let Some(output) = &self.output {
            output::check(output, output::MODEL, "-o chair-fixed.glb")?;
        }
        let job = context.job()?;
        let engine = context.engine()?;
        let mut model = engine.load(&self.model, &job)?;
        job.stage(format!("Checking {}", model.name));
        let mut reports = self.judge(&model, &profiles);
        let mut fixed = Vec::new();
        let named = self.named()?;
        if let Some(output) = &self.output {
            // What wasn't asked for by name is left where it can't be put right.
            let all = self.fix.iter().any(|name| name == ALL);
            let offered = if all { fixes(&reports) } else { Vec::new() };
            let wanted = |id: &FixId| named.contains(id) || offered.contains(id);
            for id in FixId::all().filter(wanted) {
                match put_right(&model, id) {
                    Ok(better) => model = better,
                    Err(fault) if named.contains(&id) => return Err(fault),
                    Err(fault) => {
                        job.warn(fault.to_string());
                        continue;
                    }
                }
                fixed.push(id);
            }
            job.check()?;
            asset::save(output, &asset::write_glb(&model.document)?)?;
            reports = self.judge(&model, &profiles);
        }
        let document = Document {
            model: &self.model,
            passes: reports.iter().all(AuditReport::passes),
            reports,
            fixed,
            output: self.output.as_deref(),
        };
        context.shell().result(&document, || document.text())?;
        Ok(if document.passes {
            Ending::Done
        } else {
            let names = document.reports.iter().filter(|report| !report.passes());
            let names: Vec<&str> = names.map(|report| report.title.as_str()).collect();
            Ending::Refused(format!(
                "{} doesn't keep the rules of {}",
                self.model.display(),
                names.join(", ")
            ))
        })
    }

    /// The fixes asked for by name; those that the findings offer come too where one asks for all.
    fn named(&self) -> Result<Vec<FixId>> {
        let names = self.fix.iter().filter(|name| *name != ALL);
        names.map(|name| name.parse()).collect()
    }

    fn judge(&self, model: &Model, profiles: &[Profile]) -> Vec<AuditReport> {
        let facts = Facts::of(model);
        let stated = self.stated.map(|Centimetres(stated)| stated);
        let allowed = Allowances(self.allow.clone());
        profiles
            .iter()
            .map(|profile| audit(model, &facts, profile, stated.as_ref(), &allowed))
            .map(|mut report| {
                report.findings.iter_mut().for_each(word);
                report
            })
            .collect()
    }
}

/// A built-in profile, or the one in a file.
pub(super) fn profile(name: &str) -> Result<Profile> {
    let path = Path::new(name);
    if path.extension().is_none_or(|extension| extension != "json") {
        return Profile::find(name);
    }
    let refuse = |error: std::io::Error| {
        Fault::input(format!("The profile {name} can't be read"))
            .hint("Check the spelling and the folder")
            .because(error)
    };
    let length = std::fs::metadata(path).map_err(refuse)?.len();
    if length > PROFILE_BYTES {
        return Err(
            Fault::input(format!("The profile {name} is too large to be one"))
                .hint("Compare the file with one of those in assets/profiles"),
        );
    }
    let text = std::fs::read_to_string(path).map_err(refuse)?;
    Profile::parse(&text).map_err(|fault| fault.context(name))
}

/// The fixes that the findings offer, each once.
fn fixes(reports: &[AuditReport]) -> Vec<FixId> {
    let mut ids = Vec::new();
    for id in reports
        .iter()
        .flat_map(|report| &report.findings)
        .filter_map(|f| f.fix)
    {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    ids
}

/// The model with `id` put right, read back as others will read it.
fn put_right(model: &Model, id: FixId) -> Result<Model> {
    let bytes = asset::write_glb(&fix(model, id)?)?;
    Ok(asset::read_bytes(
        &model.name,
        bytes.into(),
        &asset::Limits::default(),
    )?)
}

impl Document<'_> {
    fn text(&self) -> String {
        let mut text: String = self.reports.iter().map(report_text).collect();
        if let Some(output) = self.output {
            let what = match self.fixed.len() {
                0 => "nothing to put right",
                _ => "put right what could be",
            };
            text += &format!(
                "{} {}  {}\n",
                paint(GOOD, "✓"),
                output.display(),
                paint(QUIET, what)
            );
        }
        text
    }
}

/// Says what to do about a defect in this command's own options.
fn word(finding: &mut Finding) {
    let (Some(code), Some(hint)) = (finding.code, &mut finding.hint) else {
        return;
    };
    if let Some(fix) = finding.fix {
        let (name, does) = (fix.name(), fix.does());
        *hint = format!("Mend it with --fix {name} -o OUT.glb: {does}");
    }
    // What customers miss fails only where it may be allowed and isn't.
    if finding.verdict == Verdict::Fail && finding.effect == Some(Effect::Lost) {
        *hint += &format!("; or allow it with --allow {code}");
    }
}

/// A report for people: what is wrong first, what doesn't apply left out.
fn report_text(report: &AuditReport) -> String {
    let mut text = format!("{}\n", paint(STRONG, &report.title));
    let marks = [
        (Verdict::Fail, paint(BAD, "✗")),
        (Verdict::Warn, paint(WARNING, "!")),
        (Verdict::Pass, paint(GOOD, "✓")),
    ];
    for (verdict, mark) in marks {
        for finding in report.with(verdict) {
            let code = finding
                .code
                .map_or_else(String::new, |code| format!("  {}", paint(QUIET, code)));
            text += &format!("  {mark} {:<24}{}{code}\n", finding.title, finding.sentence);
            if verdict == Verdict::Pass {
                continue;
            }
            if !finding.places.is_empty() {
                let shown: Vec<&str> = finding.places.iter().take(5).map(String::as_str).collect();
                let more = finding.places.len() - shown.len();
                let more = if more > 0 {
                    format!(" and {more} more")
                } else {
                    String::new()
                };
                text += &format!(
                    "    {}\n",
                    paint(QUIET, format!("{}{more}", shown.join(", ")))
                );
            }
            if let Some(hint) = &finding.hint {
                text += &format!("    {} {hint}\n", paint(HINT, "hint:"));
            }
        }
    }
    text
}

/// A size such as `52x88.5x60`.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Centimetres(Stated);

impl FromStr for Centimetres {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let sides: Vec<f64> = text
            .split('x')
            .map(|side| {
                side.trim()
                    .parse()
                    .ok()
                    .filter(|side| *side > 0.0 && *side < 1e6)
            })
            .collect::<Option<_>>()
            .unwrap_or_default();
        match *sides {
            [width, height, depth] => Ok(Self(Stated {
                width: width / 100.0,
                height: height / 100.0,
                depth: depth / 100.0,
            })),
            _ => Err("write width, height and depth in centimetres, such as 52x88.5x60".into()),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    #[test]
    fn a_stated_size_is_three_positive_numbers_of_centimetres() {
        let Centimetres(stated) = "52x88.5x60".parse().unwrap();
        assert!((stated.height - 0.885).abs() < 1e-12);
        for bad in ["52x88", "52x0x60", "axbxc", "", "1x2x3x4", "1xNaNx3"] {
            assert!(bad.parse::<Centimetres>().is_err(), "{bad}");
        }
    }

    #[test]
    fn the_help_names_every_fix_and_profile() {
        let help = after_help();
        for name in FixId::all().map(FixId::name) {
            assert!(help.contains(name), "{name}");
        }
        assert!(help.contains("google-swirl"), "{help}");
        assert!(help.lines().all(|line| line.len() <= 90), "{help}");
    }

    #[test]
    fn a_profile_is_a_name_or_a_file() {
        assert_eq!(profile("amazon").unwrap().name, "amazon");
        assert_eq!(profile("etsy").unwrap_err().kind(), base::FaultKind::Usage);
        assert_eq!(
            profile("/nowhere/own.json").unwrap_err().kind(),
            base::FaultKind::Input
        );
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("own.json");
        std::fs::write(&path, "{").unwrap();
        let fault = profile(path.to_str().unwrap()).unwrap_err();
        assert!(fault.message().contains("own.json"), "{fault}");
    }
}
