//! `plinth listing sweep`: objects that no release names.

use base::{Result, units};
use clap::Args;
use listing::api::{SweepReport, SweepRequest};

use crate::cli::context::Context;
use crate::cli::ending::Ending;
use crate::cli::options::Platform;
use crate::cli::paint::{GOOD, QUIET, paint};
use crate::cli::table::{Column, Table};
use crate::cli::when::when;
use crate::cli::words::number;

/// Find stored objects that no release names, and remove them where asked
///
/// Publications that were given up leave such objects, and so do listings that were deleted. What any
/// release names stays, live or not: a rollback needs it. Only the shop's staff may do this.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  plinth listing sweep\n  plinth listing sweep --older-than 168 --remove"
)]
pub(super) struct Sweep {
    /// Remove them; otherwise they are only listed
    #[arg(long)]
    remove: bool,
    /// Leave alone what is younger than this many hours: it may belong to a publication under way
    #[arg(long, value_name = "HOURS", default_value_t = 24)]
    older_than: u32,
    #[command(flatten)]
    platform: Platform,
}

impl Sweep {
    /// Sweeps. The JSON document is the platform's report.
    pub(super) fn run(&self, context: &Context) -> Result<Ending> {
        let job = context.job()?;
        let engine = context.engine_for(&self.platform)?;
        let request = SweepRequest {
            older_than_hours: self.older_than,
            remove: self.remove,
        };
        let report = engine.sweep_objects(&request, &job)?;
        context
            .shell()
            .result(&report, || text(&report, self.remove))?;
        Ok(Ending::Done)
    }
}

fn text(report: &SweepReport, remove: bool) -> String {
    let all = number(report.objects, "object");
    if report.unnamed == 0 {
        return format!("{} Every one of {all} is named or young", paint(GOOD, "✓"));
    }
    let mut table = Table::new(
        ["Key", "Size", "Written"],
        [Column::Left, Column::Right, Column::Left],
    );
    for object in &report.first {
        table.row([
            object.key.clone(),
            units::bytes(object.bytes),
            when(object.written),
        ]);
    }
    let unnamed = format!(
        "{} of {all}, {}",
        units::count(report.unnamed),
        units::bytes(report.unnamed_bytes)
    );
    let end = if remove {
        format!("{} {unnamed}, removed", paint(GOOD, "✓"))
    } else {
        let hint = "`--remove` removes them";
        format!("{unnamed}, that no release names  {}", paint(QUIET, hint))
    };
    format!("{}{end}", table.text())
}
