//! `plinth batch`: a sheet or a folder of products goes live.

mod dry_run;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ::publish::sheets::{
    Action, Condition, Defaults, Dialect, MappedHeader, Mapping, ModelFiles, Plan, Problem, Record,
    Remark, Sheet, Told,
};
use audit::{Allowance, Allowances, Profile};
use base::{Currency, Fault, FaultKind, Money, Result, units};
use clap::Args;
use optimise::{Effort, Target};

use super::audit::profile;
use super::publish::page_check;
use crate::cli::context::Context;
use crate::cli::ending::Ending;
use crate::cli::options::Platform;
use crate::cli::paint::{QUIET, STRONG, WARNING, paint};
use crate::cli::shell::Shell;
use engine::{BatchOptions, ReportFolder, Results, Selection, advice};

/// The most models worked on at once where nobody asks for more: each takes memory.
const MOST_JOBS: usize = 8;

/// Publish a sheet or a folder of products
///
/// A sheet is CSV, one product a row; a shop's export will do. Its columns: sku, gtin, title, price,
/// currency, description, brand, file, action (create, update, skip, delete, or nothing for either of
/// the first two), width, height and depth in cm, variants, and the web viewer's attributes such as
/// camera-orbit. Without a file named, the model is the one in the sheet's folder whose name is the
/// SKU or GTIN. Of a product that is live, empty cells leave text and price as they are. What a shop's
/// export calls draft, archived or unpublished is skipped.
///
/// A folder without a sheet replaces the models of live products whose SKU the files are named by;
/// with --price and --currency it publishes new ones too.
///
/// A row that fails says why and stops nothing. What is done stays done: run it again, after whatever
/// stopped it, and only the rest is worked on. Rows or models that have changed since are done anew.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  plinth batch spring.csv --dry-run\n  \
        plinth batch spring.csv --target web --target mobile --report spring-results\n  \
        plinth batch spring.csv --retry-failed --report spring-results\n  \
        plinth batch models/ --price 49.00 --currency EUR")]
pub(crate) struct Batch {
    /// A CSV sheet, or a folder of models
    #[arg(value_name = "SHEET.csv|FOLDER")]
    source: PathBuf,
    /// Report every wrong cell by row and column, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// How many models to work on at once [default: one a processor, at most 8]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    jobs: Option<u16>,
    /// Go on with a batch that was begun; one that wasn't is refused
    #[arg(long, conflicts_with = "dry_run")]
    resume: bool,
    /// Work on the rows alone that failed the last time
    #[arg(long, conflicts_with_all = ["dry_run", "resume"])]
    retry_failed: bool,
    /// The folder for results and contact sheet [default: SHEET-batch, beside the sheet]
    #[arg(long, value_name = "DIR")]
    report: Option<PathBuf>,
    /// Make models smaller for web, mobile, shopify, amazon or google; may be given more than once.
    /// Without, they are published as they are
    #[arg(long = "target", value_name = "NAME", value_parser = Target::find)]
    targets: Vec<Target>,
    /// How much work is put into each model: fast (by experience, looked at in four
    /// orbits), normal (by pictures of candidates), best (by more of them)
    #[arg(long, value_name = "EFFORT", default_value = "normal", value_parser = Effort::find)]
    effort: Effort,
    /// A place whose rules are held against each model, or a profile file (.json); what they find is
    /// reported
    #[arg(long = "profile", value_name = "NAME", default_value = "web")]
    profiles: Vec<String>,
    /// Publish models though customers won't see what this code of `plinth inspect` stands for; may be
    /// given more than once
    #[arg(long, value_name = "CODE[=REASON]")]
    allow: Vec<Allowance>,
    /// Look at each page in a headless browser, before customers can and once they can; what shows
    /// nothing doesn't stay live
    #[arg(long, conflicts_with = "dry_run")]
    verify_page: bool,
    /// How long one such look may take, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 180, requires = "verify_page",
        value_parser = clap::value_parser!(u32).range(5..=3600))]
    page_timeout: u32,
    /// The currency of prices that name none
    #[arg(long, value_name = "CODE")]
    currency: Option<Currency>,
    /// The price of a folder's new products
    #[arg(long, value_name = "AMOUNT", requires = "currency")]
    price: Option<String>,
    /// What columns mean: a mapping.json that an earlier batch saved, perhaps edited
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// What one column means, such as 'Artikel=sku', 'VK=price EUR' or 'Note=-' for a column that isn't
    /// used; may be given more than once
    #[arg(long = "column", value_name = "HEADER=MEANING")]
    columns: Vec<String>,
    /// The encoding of a sheet that isn't UTF-8, such as windows-1250 or macintosh
    #[arg(long, value_name = "NAME")]
    encoding: Option<String>,
    #[command(flatten)]
    platform: Platform,
}

impl Batch {
    /// Checks or does the batch.
    pub(crate) fn run(&self, context: &Context) -> Result<Ending> {
        let profiles: Vec<Profile> = self
            .profiles
            .iter()
            .map(|name| profile(name))
            .collect::<Result<_>>()?;
        let plan = self.plan()?;
        let job = context.job()?;
        let allowed = Allowances(self.allow.clone());
        if self.dry_run {
            let engine = context.engine()?;
            let problems = engine.check_batch(&plan, &allowed, self.jobs(), &job)?;
            return dry_run::print(context.shell(), &plan, &problems);
        }
        let mut targets = self.targets.clone();
        targets.dedup();
        let options = BatchOptions {
            targets,
            effort: self.effort,
            profiles,
            allowed,
            page: page_check(self.verify_page, self.page_timeout),
            jobs: self.jobs(),
        };
        let selection = match (self.resume, self.retry_failed) {
            (true, _) => Selection::Resume,
            (_, true) => Selection::Failed,
            _ => Selection::NotDone,
        };
        let folder = match &self.report {
            Some(path) => ReportFolder::at(path),
            None => ReportFolder::beside(&self.source),
        };
        let engine = Arc::new(context.engine_for(&self.platform)?);
        if self.verify_page {
            engine.find_browser()?;
        }
        let shell = context.shell();
        say_guess(shell, &plan);
        say_unused(shell, &plan);
        say_skipped(shell, &plan);
        say_wrong(shell, &plan.problems);
        let mut watch = |record: &Record| say(shell, record);
        let results = engine.run_batch(&plan, &options, &folder, selection, &job, &mut watch)?;
        if results.left > 0 && job.check().is_err() {
            return Err(stopped(&results));
        }
        shell.result(&results, || summary(&results, &folder))?;
        Ok(if results.failed == 0 {
            Ending::Done
        } else {
            Ending::Refused(format!(
                "{} of {} products failed",
                results.failed, plan.rows
            ))
        })
    }

    fn jobs(&self) -> usize {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        self.jobs.map_or(processors.min(MOST_JOBS), usize::from)
    }

    /// What the sheet or folder asks for.
    fn plan(&self) -> Result<Plan> {
        // The journal of uploads may be read from another folder than this one.
        let source = std::path::absolute(&self.source).unwrap_or_else(|_| self.source.clone());
        let defaults = Defaults {
            currency: self.currency,
            price: self.price()?,
        };
        if source.is_dir() {
            let plan = Plan::of_folder(&ModelFiles::find(&source)?, &defaults);
            if plan.rows == 0 {
                return Err(
                    Fault::input(format!("No models are in {}", self.source.display()))
                        .hint("Put .glb or .gltf files there, named by their SKU or GTIN"),
                );
            }
            return Ok(plan);
        }
        if self.price.is_some() {
            return Err(
                Fault::usage("--price is for a folder, and a sheet has prices of its own")
                    .hint("Leave --price out, or name a folder"),
            );
        }
        let told = Told {
            mapping: self.known()?,
            encoding: self.encoding.clone(),
        };
        let sheet = Sheet::read(&source, &told)?;
        self.check_columns(&sheet)?;
        let folder = source.parent().unwrap_or(Path::new("."));
        Ok(Plan::of_sheet(
            &sheet,
            &ModelFiles::find(folder)?,
            &defaults,
        ))
    }

    /// Whether every column that the command line names is there.
    fn check_columns(&self, sheet: &Sheet) -> Result<()> {
        let headers = &sheet.mapping.headers;
        for words in &self.columns {
            let name = words
                .rsplit_once('=')
                .map_or("", |(header, _)| header.trim());
            if !headers.iter().any(|header| header.header == name) {
                let there: Vec<&str> = headers.iter().map(|h| h.header.as_str()).collect();
                return Err(Fault::usage(format!("The sheet has no column '{name}'"))
                    .hint(format!("Its columns are {}", there.join(", "))));
            }
        }
        Ok(())
    }

    fn price(&self) -> Result<Option<Money>> {
        let Some((price, currency)) = self.price.as_ref().zip(self.currency) else {
            return Ok(None);
        };
        let price = Money::parse(price, currency).map_err(|error| {
            Fault::usage(format!("--price: {error}")).hint("Write --price 199.00")
        })?;
        Ok(Some(price))
    }

    /// What the command line says about columns, before the mapping that was given.
    fn known(&self) -> Result<Mapping> {
        let mut known = Mapping::default();
        for words in &self.columns {
            let (header, meaning) = words.rsplit_once('=').ok_or_else(|| {
                Fault::usage(format!("--column '{words}' names no meaning"))
                    .hint("Write --column 'Artikel=sku'")
            })?;
            known.headers.push(MappedHeader::told(header, meaning)?);
        }
        let Some(path) = &self.mapping else {
            return Ok(known);
        };
        let refuse = |error: &dyn std::error::Error| {
            Fault::input(format!(
                "The mapping {} can't be read: {error}",
                path.display()
            ))
            .hint("Give the mapping.json that a batch has saved beside its results")
        };
        let text = std::fs::read(path).map_err(|error| refuse(&error))?;
        let saved: Mapping = serde_json::from_slice(&text).map_err(|error| refuse(&error))?;
        let told = |header: &MappedHeader| known.headers.iter().any(|k| k.header == header.header);
        let saved: Vec<MappedHeader> = saved.headers.into_iter().filter(|h| !told(h)).collect();
        known.headers.extend(saved);
        Ok(known)
    }
}

fn unused(plan: &Plan) -> String {
    let unused = plan.mapping.unused();
    if unused.is_empty() {
        return String::new();
    }
    let line = format!("Columns that aren't used: {}", unused.join(", "));
    format!("{}\n", paint(QUIET, line))
}

/// Says where letters rest on a guess.
fn say_guess(shell: &Shell, plan: &Plan) {
    let guessed = |sheet: &&Dialect| sheet.encoding_guessed;
    if let Some(sheet) = plan.dialect.as_ref().filter(guessed) {
        let line = format!(
            "The sheet was read as {}, which is a guess; --encoding says otherwise",
            sheet.encoding
        );
        shell.note(&paint(QUIET, line));
    }
}

fn say_unused(shell: &Shell, plan: &Plan) {
    let line = unused(plan);
    if !line.is_empty() {
        shell.note(line.trim_end());
    }
}

/// Says which rows a shop's own word keeps from going live.
fn say_skipped(shell: &Shell, plan: &Plan) {
    let skips = |remark: &&Remark| remark.read == "skipped";
    for remark in plan.remarks.iter().filter(skips) {
        let line = format!(
            "– row {}, {} '{}': skipped, {}",
            remark.row, remark.column, remark.value, remark.why
        );
        shell.note(&paint(QUIET, line));
    }
}

fn say_wrong(shell: &Shell, problems: &[Problem]) {
    for problem in problems {
        shell.failed(&format!(
            "row {}, {}: {}",
            problem.row,
            problem.column,
            advice::cell(problem)
        ));
    }
}

/// One line for a row that ended. Those that an earlier run did, or that ask for nothing, are only
/// counted.
fn say(shell: &Shell, record: &Record) {
    let name = format!("{}  {}", paint(STRONG, &record.sku), record.title);
    match record.condition {
        Condition::Failed => {
            let error = record.error.as_deref().unwrap_or_default();
            shell.failed(&format!("{}  {error}", paint(STRONG, &record.sku)));
            if let Some(hint) = &record.hint {
                shell.note(&format!("  {}", paint(QUIET, hint)));
            }
        }
        Condition::Done if !record.earlier => {
            let line = format!("{name}  {}", paint(QUIET, came_of(record)));
            if record.warnings.is_empty() {
                shell.done(&line);
            } else {
                shell.note(&format!("{} {line}", paint(WARNING, "!")));
                for warning in &record.warnings {
                    shell.note(&format!("  {}", paint(QUIET, warning)));
                }
            }
        }
        Condition::Done | Condition::Skipped => {}
    }
}

/// What came of a row, in a few words.
fn came_of(record: &Record) -> String {
    if record.action == Action::Delete {
        return "is off the shop".into();
    }
    let mut parts = Vec::new();
    if let Some(release) = record.release {
        parts.push(format!("release {release}"));
    }
    if let (Some(before), Some(output)) = (record.source_bytes, record.outputs.first()) {
        parts.push(if output.bytes == before {
            units::bytes(before)
        } else {
            format!("{} → {}", units::bytes(before), units::bytes(output.bytes))
        });
    }
    parts.push(units::seconds(record.seconds));
    parts.join(", ")
}

fn summary(results: &Results, folder: &ReportFolder) -> String {
    let mut parts = vec![format!("{} done", results.done)];
    for (count, words) in [
        (results.earlier, "done before"),
        (results.skipped, "skipped"),
        (results.failed, "failed"),
    ] {
        if count > 0 {
            parts.push(format!("{count} {words}"));
        }
    }
    format!(
        "{} in {}, {} sent\n{}",
        parts.join(", "),
        units::seconds(results.seconds),
        units::bytes(results.uploaded_bytes),
        paint(QUIET, folder.contact_sheet().display())
    )
}

fn stopped(results: &Results) -> Fault {
    let done = results.done + results.earlier;
    Fault::new(
        FaultKind::Cancelled,
        format!(
            "Stopped with {} done and {} to go",
            products(done),
            results.left
        ),
    )
    .hint("Run the same with --resume to go on; what is done stays done")
}

fn products(count: usize) -> String {
    match count {
        1 => "1 product".into(),
        _ => format!("{} products", units::count(count as u64)),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Words {
        #[command(flatten)]
        batch: Batch,
    }

    #[test]
    fn a_folder_needs_models_and_a_sheet_no_price() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().display().to_string();
        let plan = |words: &[&str]| {
            let words = ["batch"].iter().chain(words);
            Words::try_parse_from(words).unwrap().batch.plan()
        };
        let fault = plan(&[&place]).unwrap_err();
        assert_eq!(fault.kind(), FaultKind::Input);
        std::fs::write(folder.path().join("CH-1.glb"), "").unwrap();
        assert_eq!(plan(&[&place]).unwrap().items[0].action, Action::Update);
        let priced = plan(&[&place, "--price", "9", "--currency", "EUR"]).unwrap();
        assert_eq!(priced.items[0].price.unwrap().minor, 900);

        let sheet = folder.path().join("a.csv");
        std::fs::write(&sheet, "sku,title,price\nCH-1,Chair,5\n").unwrap();
        let sheet = sheet.display().to_string();
        let fault = plan(&[&sheet, "--price", "9", "--currency", "EUR"]).unwrap_err();
        assert_eq!(fault.kind(), FaultKind::Usage);
        assert_eq!(plan(&[&sheet]).unwrap().problems.len(), 1);
        assert_eq!(plan(&[&sheet, "--currency", "EUR"]).unwrap().items.len(), 1);
        let missing = folder.path().join("none.json").display().to_string();
        let fault = plan(&[&sheet, "--mapping", &missing]).unwrap_err();
        assert!(fault.message().contains("none.json"), "{fault}");
    }
}
