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
        Remedy::Mend { .. } | Remedy::Fix { .. } => "Mend the file first and open it again",
        Remedy::MendOrAllow { .. } => {
            "Mend the file, or tick Publish all the same for what customers may miss"
        }
        Remedy::SeeDefects => "Inspect lists all that is wrong",
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
        Remedy::ChooseDataFolder { .. } => {
            "Check that the folder may be written and that the disk has room"
        }
        Remedy::UseRunningPlatform | Remedy::StopPlatform => {
            "Close the other Plinth that runs on this folder, and try again"
        }
        Remedy::OpenReleaseOrRefresh { .. } => "Publishing again refreshes the edge",
        Remedy::OpenEarlierOrPutLive { .. } => "Open its file and choose Publish to shop",
        Remedy::InstallBrowser | Remedy::NameBrowser => "Install Chromium or Chrome",
        Remedy::WaitLonger => "Try again when less is going on",
        Remedy::NamePlatform { .. } | Remedy::NameApi { .. } | Remedy::EncryptOrAllow => {
            "Ask whoever looks after the shop; the details say how"
        }
        // The window starts its platform at any port that is free, compares no releases by number and
        // does no sheets: these don't come here.
        Remedy::ChoosePort
        | Remedy::NameReleases
        | Remedy::SayEncoding { .. }
        | Remedy::SayColumn
        | Remedy::SayMeaning
        | Remedy::LeaveColumnOut { .. }
        | Remedy::SayCurrency { .. }
        | Remedy::PriceFolder
        | Remedy::CheckSheet
        | Remedy::ChooseReportFolder { .. }
        | Remedy::BeginBatch
        | Remedy::ResumeBatch
        | Remedy::FewerAtOnce => return None,
    })
}
