//! What to do about a fault, as whoever types commands reads it: the one place of the engine that names
//! commands and options. Command line, results of a batch, and the details that the window has to copy
//! take their words from it.

use std::path::Path;

use ::publish::sheets::Problem;
use base::{Fault, Remedy, ReportFolderNeed};

/// The hint of `fault` and the command that leads to its remedy.
#[must_use]
pub fn typed(fault: &Fault) -> Option<String> {
    let hint = fault.hint_text().map(str::to_owned);
    let parts = hint.into_iter().chain(fault.way_out().map(command));
    let parts: Vec<String> = parts.collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

fn command(remedy: &Remedy) -> String {
    match remedy {
        Remedy::SignIn { to: None } => "Sign in with `plinth login`".into(),
        Remedy::SignIn { to: Some(to) } => format!("Sign in with `plinth login --to {to}`"),
        Remedy::SignInAgain => {
            "Sign in again with `plinth login`, or ask for the right to publish".into()
        }
        Remedy::StartPlatform => "`plinth platform` starts a platform here".into(),
        Remedy::StartOrFindPlatform => {
            "Start one with `plinth platform`, or give its folder with --data".into()
        }
        Remedy::StartOrNamePlatform => {
            "Start one with `plinth platform`, or name one with --to URL or PLINTH_ENDPOINT".into()
        }
        Remedy::FindAddress => "`plinth platform` names it, beside that of the shop".into(),
        Remedy::Mend { code, file } => format!(
            "Mend {code} first: `plinth audit {file} --fix -o MENDED.glb` does where it can be done for you"
        ),
        Remedy::SeeListings => "See `plinth listing list` for those there are".into(),
        Remedy::SeeReleases { sku } => {
            format!("`plinth listing history {sku}` shows the releases there are")
        }
        Remedy::SeeHistory { sku } => format!("See `plinth listing history {sku}`"),
        Remedy::SeeObjects => "See `plinth listing show` for its objects".into(),
        Remedy::SeeUnderWay => "`plinth uploads list` shows what is".into(),
        Remedy::SeeUnfinished => "`plinth uploads list` shows those that are".into(),
        Remedy::GoOnOrGiveUp { sku } => format!(
            "`plinth uploads resume {sku}` goes on where it was, `plinth uploads abort {sku}` gives it up"
        ),
        Remedy::FinishOrTakeBack { sku, off } => {
            let back = if *off {
                "puts it back"
            } else {
                "brings the old one back"
            };
            format!(
                "Finish it with `plinth uploads resume {sku}`; `plinth listing rollback {sku}` {back}"
            )
        }
        Remedy::PublishAnew { sku } => format!(
            "Publish it anew with `plinth publish`, or give the old one up with `plinth uploads abort {sku}`"
        ),
        Remedy::UpdateOrPublishAgain => {
            "Update Plinth, or publish again with `plinth publish`".into()
        }
        Remedy::ChooseDataFolder { on_local_disk: false } => {
            "Choose another folder with --data or the variable PLINTH_DATA".into()
        }
        Remedy::ChooseDataFolder { on_local_disk: true } => {
            "Choose a folder on a local disk with --data or the variable PLINTH_DATA".into()
        }
        Remedy::UseRunningPlatform => {
            "Use that one, stop it first, or choose another folder with --data".into()
        }
        Remedy::StopPlatform => "Stop it first, or choose another folder with --data".into(),
        Remedy::ChoosePort => {
            "Choose another with --port, or leave it out to take a free one".into()
        }
        Remedy::NamePlatform { place } => format!("One to {place} is: name that with --to"),
        Remedy::NameApi { api } => format!("Name that, if you trust it: --to {api}"),
        Remedy::EncryptOrAllow => {
            "Give the platform's https:// address, or --insecure in a network where nobody else reads along"
                .into()
        }
        Remedy::OpenReleaseOrRefresh { release } => format!(
            "Open what the platform has with --release {release}; publishing again refreshes the edge"
        ),
        Remedy::OpenEarlierOrPutLive { sku } => format!(
            "Open an earlier release with --release, or put one live with `plinth listing rollback {sku}`"
        ),
        Remedy::NameReleases => "Name two releases with --releases".into(),
        Remedy::InstallBrowser => {
            "Install Chromium or Chrome, name one in PLINTH_BROWSER, or leave --verify-page out".into()
        }
        Remedy::NameBrowser => {
            "Name another one in PLINTH_BROWSER, or leave --verify-page out".into()
        }
        Remedy::WaitLonger => {
            "Give it longer with --page-timeout, or try again when less is going on".into()
        }
        Remedy::Fix { fix, file } => format!("Mend it: {}", mend(file, fix)),
        Remedy::MendOrAllow { fix, file, codes } => {
            let mend = fix.as_ref().map_or_else(
                || "Mend the file".to_owned(),
                |fix| format!("Mend it with {}", mend(file, fix)),
            );
            let allow: Vec<String> = codes.iter().map(|code| format!("--allow {code}")).collect();
            format!("{mend}, or publish it all the same with {}", allow.join(" "))
        }
        Remedy::SeeDefects => "`plinth inspect` lists all that is wrong".into(),
        Remedy::SayEncoding { name } => format!("or say what it is: --encoding {name}"),
        Remedy::SayColumn => "or say which it is: --column 'HEADER=sku'".into(),
        Remedy::SayMeaning => {
            "Write --column 'HEADER=sku', with title, price, 'height mm' or such; '-' for none".into()
        }
        Remedy::LeaveColumnOut { header } => format!("--column '{header}=-' leaves the column out"),
        Remedy::SayCurrency { code } => format!("or --currency {code}"),
        Remedy::PriceFolder => "a folder takes --price and --currency".into(),
        Remedy::CheckSheet => "--dry-run shows every such cell".into(),
        Remedy::ChooseReportFolder { need } => match need {
            ReportFolderNeed::Other => "Choose another folder with --report",
            ReportFolderNeed::Free => "Wait for its end, or choose another folder with --report",
            ReportFolderNeed::LocalWithSpace => {
                "Choose a folder on a local disk with space left with --report"
            }
        }
        .into(),
        Remedy::BeginBatch => {
            "Leave --resume and --retry-failed out, or name its folder with --report".into()
        }
        Remedy::ResumeBatch => "Run it again with --resume, and report what -v says".into(),
        Remedy::FewerAtOnce => "Ask for fewer at once with --jobs".into(),
    }
}

/// What is wrong with a cell of a sheet, and what can be done about it, in one line.
#[must_use]
pub fn cell(problem: &Problem) -> String {
    match &problem.remedy {
        Some(remedy) => format!("{}; {}", problem.message, command(remedy)),
        None => problem.message.clone(),
    }
}

/// The command that makes the fix of that name in `file`.
#[must_use]
pub fn mend(file: &str, fix: &str) -> String {
    let path = Path::new(file);
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let output = path.with_file_name(format!("{stem}-fixed.glb"));
    format!("plinth audit {file} --fix {fix} -o {}", output.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hint_and_command_stand_in_one_line() {
        let fault = Fault::service("Cannot reach it").hint("Check the address and the network");
        assert_eq!(
            typed(&fault).as_deref(),
            Some("Check the address and the network")
        );
        assert_eq!(
            typed(&fault.remedy(Remedy::StartPlatform)).as_deref(),
            Some("Check the address and the network; `plinth platform` starts a platform here")
        );
        let fault = Fault::denied("No").remedy(Remedy::SignIn {
            to: Some("http://x".into()),
        });
        assert_eq!(
            typed(&fault).as_deref(),
            Some("Sign in with `plinth login --to http://x`")
        );
        assert_eq!(typed(&Fault::cancelled()), None);
    }

    #[test]
    fn a_wrong_cell_says_what_can_be_done_outside_the_sheet() {
        let mut problem = Problem {
            row: 2,
            column: "status".into(),
            value: "ready".into(),
            sku: None,
            message: "a status is active, draft or archived".into(),
            remedy: None,
        };
        assert_eq!(cell(&problem), problem.message);
        problem.remedy = Some(Remedy::LeaveColumnOut {
            header: "Status".into(),
        });
        assert_eq!(
            cell(&problem),
            "a status is active, draft or archived; --column 'Status=-' leaves the column out"
        );
    }

    #[test]
    fn what_mends_a_file_and_what_lets_it_pass_stand_in_one_line() {
        let codes = || vec!["IO_ERROR".to_owned(), "NODE_LOOP".to_owned()];
        let fault = |fix: Option<&str>| {
            Fault::refused("No").remedy(Remedy::MendOrAllow {
                fix: fix.map(str::to_owned),
                file: "chair.glb".into(),
                codes: codes(),
            })
        };
        let allow = "or publish it all the same with --allow IO_ERROR --allow NODE_LOOP";
        assert_eq!(typed(&fault(None)), Some(format!("Mend the file, {allow}")));
        assert_eq!(
            typed(&fault(Some("polish"))),
            Some(format!(
                "Mend it with plinth audit chair.glb --fix polish -o chair-fixed.glb, {allow}"
            ))
        );
    }
}
