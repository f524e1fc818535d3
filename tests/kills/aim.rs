//! Kills that are aimed: while a request of a certain step is on its way, and so at steps that are too
//! short for chance to find.

use listing::MANIFEST_FILE;

use ::publish::Step;

use crate::proxy::{Request, Side};

/// Where a publication is killed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Aim {
    /// The step.
    pub(super) step: Step,
    /// Before the server has the request, or after it has answered.
    pub(super) side: Side,
    /// Counts the aims at this step: those at an upload go by turns for its first request, its
    /// parts, and its last.
    turn: u32,
}

/// The service that a step asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line {
    Api,
    Store,
    Cdn,
    Edge,
}

/// The steps of a publication that ask anything of anyone.
const PUBLICATION: [Step; 7] = [
    Step::Grant,
    Step::Upload,
    Step::Verify,
    Step::Record,
    Step::Publish,
    Step::Invalidate,
    Step::CheckEdge,
];

/// The steps of taking a listing off the shop.
const UNPUBLISHING: [Step; 4] = [
    Step::Grant,
    Step::Unpublish,
    Step::Invalidate,
    Step::CheckEdge,
];

impl Aim {
    /// Each step of a publication `times` times, by turns on either side of the server.
    pub(super) fn at_publication(times: u32) -> impl Iterator<Item = Self> {
        Self::at(&PUBLICATION, times)
    }

    /// The same of taking a listing off the shop.
    pub(super) fn at_unpublishing(times: u32) -> impl Iterator<Item = Self> {
        Self::at(&UNPUBLISHING, times)
    }

    fn at(steps: &'static [Step], times: u32) -> impl Iterator<Item = Self> {
        (0..times).flat_map(move |turn| {
            steps.iter().enumerate().map(move |(place, step)| Self {
                step: *step,
                side: if (place as u32 + turn).is_multiple_of(2) {
                    Side::Before
                } else {
                    Side::After
                },
                turn,
            })
        })
    }

    /// Where it is, for people.
    pub(super) const fn words(self) -> &'static str {
        match self.side {
            Side::Before => "its request was lost",
            Side::After => "its answer was lost",
        }
    }

    /// Whom the step asks.
    pub(super) const fn line(self) -> Line {
        match self.step {
            Step::Upload => Line::Store,
            Step::Verify | Step::CheckEdge => Line::Edge,
            Step::Invalidate => Line::Cdn,
            _ => Line::Api,
        }
    }

    /// Whether `request` is the one to be killed at; `key` is that of the model.
    pub(super) fn picks(self, request: &Request, key: &str) -> bool {
        let (path, _) = request
            .target
            .split_once('?')
            .unwrap_or((&request.target, ""));
        let is = |method: &str, end: &str| request.method == method && path.ends_with(end);
        match self.step {
            Step::Grant => is("POST", "/upload-grants"),
            Step::Upload => {
                // A small object has one request for all of these.
                let whole = is("PUT", key) && request.part().is_none();
                whole
                    || path.ends_with(key)
                        && match self.turn % 3 {
                            0 => request.part().is_some(),
                            1 => request.is_complete(),
                            _ => request.is_create(),
                        }
            }
            Step::Verify => is("GET", key),
            Step::Record => is("POST", "/releases"),
            Step::Publish => is("POST", "/publish"),
            Step::Unpublish => request.method == "PATCH",
            Step::Invalidate => is("POST", "/invalidation"),
            Step::CheckEdge => is("GET", MANIFEST_FILE),
            Step::Hash | Step::Done => false,
        }
    }
}
