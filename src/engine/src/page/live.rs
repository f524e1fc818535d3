//! A page that just went live is looked at, and taken back where customers see nothing of the product.

use ::publish::Outcome;
use audit::Allowances;
use base::{Fault, Job, Result};

use super::PageCheck;
use crate::{Engine, gate};

impl Engine {
    /// Opens the page of what just went live. Where it doesn't show what it should, the release that was
    /// live `before` is live again, or the listing is off the shop.
    ///
    /// # Errors
    /// Refused where it was taken back; a service fault where it couldn't be looked at: then it stays
    /// live.
    pub(crate) fn keep_live(
        &self,
        before: Option<u32>,
        outcome: &Outcome,
        allowed: &Allowances,
        check: PageCheck,
        job: &Job,
    ) -> Result<()> {
        let Some(release) = outcome.release else {
            return Ok(());
        };
        let title = &outcome.listing.title;
        let defects = self
            .live_page(&outcome.url, check, job)
            .map_err(|fault| not_looked_at(title, release, fault))?;
        gate::tell(title, &defects, job);
        let Err(fault) = gate::check(title, &defects, allowed) else {
            return Ok(());
        };
        let id = outcome.listing.id.to_string();
        let now = match before.filter(|before| *before != release) {
            // It was live before, too: taking it off is for people to decide.
            None if before.is_some() => return Err(fault),
            None => {
                self.unpublish(&id, job)?;
                format!("{title} is off the shop again")
            }
            Some(before) => {
                self.rollback(&id, Some(before), job)?;
                format!("release {before} of {title} is live again")
            }
        };
        Err(Fault::refused(format!("{}; {now}", fault.message())).advised_as(&fault))
    }
}

fn not_looked_at(title: &str, release: u32, fault: Fault) -> Fault {
    fault.context(format!(
        "{title} is live as release {release}, but nobody has looked at its page"
    ))
}
