//! What to do about a fault, as whoever sits at the window reads it.

use base::Remedy;

/// Where the window leads to a remedy; `None` where it can't.
pub(super) fn in_window(remedy: &Remedy) -> Option<&'static str> {
    Some(match remedy {
        Remedy::SignIn { .. } | Remedy::SignInAgain => {
            "Ask whoever looks after the shop to sign this computer in; the details say how"
        }
        Remedy::StartOrFindPlatform | Remedy::StartOrNamePlatform => "Start Plinth again",
        // The hint beside them is all that the window has to say.
        Remedy::StartPlatform | Remedy::FindAddress => return None,
        Remedy::Mend { .. } => "Mend it in Check first",
        Remedy::SeeListings
        | Remedy::SeeReleases { .. }
        | Remedy::SeeHistory { .. }
        | Remedy::SeeObjects => "Look in Support for what is live",
        Remedy::SeeUnderWay | Remedy::SeeUnfinished => "It may have come to its end meanwhile",
        Remedy::GoOnOrGiveUp { .. } | Remedy::FinishOrTakeBack { .. } => {
            "Choose Go on to finish it"
        }
        Remedy::PublishAnew { .. } => "Open the file and publish it anew, or give this one up",
        Remedy::UpdateOrPublishAgain => "Update Plinth, or open the file and publish it again",
    })
}
