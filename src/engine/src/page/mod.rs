//! The last net: the page that customers get is opened in a real browser, and what its viewer says of
//! the model is believed.
//!
//! Before a listing moves, a page of this computer shows the very file and attributes in the very
//! viewer; after it has moved, the live page is opened. Entry points: [`Engine::preview_page`],
//! [`Engine::live_page`].

mod browser;
mod devtools;
mod live;
mod server;

use std::sync::PoisonError;
use std::time::{Duration, Instant};

use ::publish::{Bundle, BundleFile};
use asset::{Defect, Effect};
use base::{Job, Result};
use listing::{VariantChoice, ViewerAttributes};
use serde::Deserialize;

use super::Engine;
use browser::Browser;
use devtools::Wait;
use server::PageServer;

/// How a page is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageCheck {
    /// How long one look may take: browsers without a graphics adapter draw slowly.
    pub patience: Duration,
}

impl Default for PageCheck {
    fn default() -> Self {
        Self {
            patience: Duration::from_secs(180),
        }
    }
}

/// What a page shows.
pub(super) struct Shown<'a> {
    /// The model is among them.
    pub(super) files: &'a [BundleFile],
    pub(super) variants: &'a [VariantChoice],
    pub(super) attributes: &'a ViewerAttributes,
    /// A light that is a file, by the address that the attributes name.
    pub(super) light: Option<(&'a str, &'a BundleFile)>,
}

impl<'a> Shown<'a> {
    /// What the page of `bundle` shows.
    pub(super) fn of(bundle: &'a Bundle) -> Self {
        Self {
            files: &bundle.files,
            variants: &bundle.variants,
            attributes: &bundle.attributes,
            light: None,
        }
    }
}

/// How far the viewer came with its model.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub(super) struct Seen {
    /// The page has a viewer, and it runs.
    started: bool,
    /// It says that it has loaded the model.
    loaded: bool,
    /// It says that the model can be seen.
    visible: bool,
    /// Pixels that aren't empty, of a small picture.
    drawn: u64,
    /// Why it can't load the model.
    failure: Option<String>,
}

/// What a visit to a page came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct PageVisit {
    seen: Seen,
    /// What went wrong in the page, in the browser's words.
    errors: Vec<String>,
}

/// The browser, once it is started.
#[derive(Default)]
pub(super) struct Looker(std::sync::Mutex<Option<Browser>>);

impl std::fmt::Debug for Looker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Looker")
    }
}

impl Engine {
    /// Says early where there is no browser to look with.
    ///
    /// # Errors
    /// A service fault where there is none.
    pub fn find_browser(&self) -> Result<()> {
        browser::find().map(|_| ())
    }

    /// Shows on a page of this computer what is to go live; gives what customers wouldn't see.
    ///
    /// # Errors
    /// A service fault where no browser can look, or it wasn't ready in time; cancelled.
    pub(super) fn preview_page(
        &self,
        shown: &Shown<'_>,
        check: PageCheck,
        job: &Job,
    ) -> Result<Vec<Defect>> {
        job.stage("Looking at it in a browser");
        let server = PageServer::start(&self.runtime, shown)?;
        let visit = self.visit_page(server.url(), check, job)?;
        Ok(visit.defects())
    }

    /// Opens a live page; gives what customers don't see.
    ///
    /// # Errors
    /// Those of [`Engine::preview_page`].
    pub(super) fn live_page(&self, url: &str, check: PageCheck, job: &Job) -> Result<Vec<Defect>> {
        job.stage("Looking at the live page");
        Ok(self.visit_page(url, check, job)?.defects())
    }

    fn visit_page(&self, url: &str, check: PageCheck, job: &Job) -> Result<PageVisit> {
        let wait = Wait {
            job,
            until: Instant::now() + check.patience,
        };
        // One page at a time: a software renderer gains nothing from more.
        let mut looker = self.looker.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut browser = match looker.take() {
            Some(browser) => browser,
            None => Browser::start(&browser::find()?, &self.data, wait)?,
        };
        let visit = browser.visit(url, wait)?;
        // After a fault a new one is started.
        *looker = Some(browser);
        Ok(visit)
    }
}

impl PageVisit {
    /// What customers don't see, as defects of the file.
    fn defects(&self) -> Vec<Defect> {
        let Self { seen, errors } = self;
        let why = errors
            .first()
            .map_or_else(String::new, |error| format!(" ({error})"));
        if let Some(failure) = &seen.failure {
            let problem = format!("the viewer of the page couldn't load it ({failure})");
            return vec![Defect::new(
                "PAGE_LOAD_FAILURE",
                Effect::Refused,
                "",
                problem,
            )];
        }
        if !seen.started || !seen.loaded {
            let what = if seen.started {
                "the viewer of the page didn't come to an end of loading it"
            } else {
                "the viewer of the page didn't start"
            };
            let problem = format!("{what}{why}");
            return vec![Defect::new(
                "PAGE_LOAD_FAILURE",
                Effect::Refused,
                "",
                problem,
            )];
        }
        if !seen.visible || seen.drawn == 0 {
            let problem = format!("the page stays empty in a browser{why}");
            return vec![Defect::new(
                "PAGE_SHOWS_NOTHING",
                Effect::Blank,
                "",
                problem,
            )];
        }
        let told = errors.iter().map(|error| {
            let problem = format!("the page reports a fault in a browser: {error}");
            Defect::new("PAGE_ERROR", Effect::Lost, "", problem)
        });
        told.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_viewer_says_is_believed() {
        let shown = Seen {
            started: true,
            loaded: true,
            visible: true,
            drawn: 900,
            failure: None,
        };
        let found = |seen: Seen, errors: &[&str]| {
            let errors = errors.iter().map(|&error| error.to_owned()).collect();
            let defects = PageVisit { seen, errors }.defects();
            let codes = defects.iter().map(|defect| (defect.code, defect.effect));
            codes.collect::<Vec<_>>()
        };
        let refused = vec![("PAGE_LOAD_FAILURE", Effect::Refused)];
        let blank = vec![("PAGE_SHOWS_NOTHING", Effect::Blank)];
        assert_eq!(found(shown.clone(), &[]), []);
        assert_eq!(found(Seen::default(), &[]), refused);
        let failed = Seen {
            loaded: false,
            failure: Some("no JOINTS_0".into()),
            ..shown.clone()
        };
        assert_eq!(found(failed, &["TypeError"]), refused);
        let hidden = Seen {
            visible: false,
            ..shown.clone()
        };
        assert_eq!(found(hidden, &["TypeError"]), blank);
        let empty = Seen {
            drawn: 0,
            ..shown.clone()
        };
        assert_eq!(found(empty, &[]), blank);
        let lost = ("PAGE_ERROR", Effect::Lost);
        assert_eq!(found(shown, &["no texture", "no light"]), [lost, lost]);
    }
}
