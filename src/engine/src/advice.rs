//! What to do about a fault, as whoever types commands reads it.

use base::{Fault, Remedy};

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
    }
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
}
