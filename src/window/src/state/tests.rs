//! The state machine, without a window.

#![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

use std::path::PathBuf;
use std::sync::Arc;

use ::publish::{Bundle, Intent};
use asset::facts::AnimationFacts;
use asset::{Facts, Limits};
use base::{Fault, Money, Progress, Unit};
use listing::{Dimensions, ViewerAttributes};

use super::*;
use crate::action::{Action, News};
use crate::effect::{Effect, Work};
use crate::scene::{SceneHandle, TexturesHandle};
use crate::screens::offers::action::OfferAction;
use crate::screens::publish::action::PublishAction;

fn facts() -> Facts {
    let json = br#"{"asset": {"version": "2.0"}}"#;
    let model = asset::read_bytes(
        "box.gltf",
        json.as_slice().to_vec().into(),
        &Limits::default(),
    );
    Facts {
        variants: vec!["Moss".to_owned(), "Sand".to_owned()],
        animations: vec![AnimationFacts {
            name: "Turn".to_owned(),
            seconds: 2.0,
        }],
        // What the little file lacks doesn't matter to the state.
        effect: asset::Effect::Drawn,
        defects: Vec::new(),
        ..Facts::of(&model.unwrap())
    }
}

/// News that the file at `path` can be shown.
fn opened(path: &str) -> News {
    let path = PathBuf::from(path);
    News::Opened(Box::new(Opened {
        path,
        facts: facts(),
        scene: SceneHandle::default(),
    }))
}

/// News that its textures are there.
fn loaded() -> News {
    News::Loaded(Ok(TexturesHandle::default()))
}

fn failure() -> Failure {
    Failure::from(&Fault::input("The header is cut short").hint("Export it again"))
}

fn live() -> Live {
    Live {
        title: "Chair".to_owned(),
        url: "http://127.0.0.1:1/p/chair".to_owned(),
        release: 1,
        sent_bytes: 10,
        total_bytes: 10,
        seconds: 1.0,
    }
}

/// Begins to open a file; gives the number of the job.
fn begin(state: &mut State, path: &str) -> JobId {
    let effects = state.apply(Action::Open(path.into()));
    match effects.last().unwrap() {
        Effect::Start {
            job,
            work: Work::Load(_),
            ..
        } => *job,
        other => panic!("{other:?}"),
    }
}

/// A state with an open file.
fn with_file() -> State {
    let mut state = State::default();
    let job = begin(&mut state, "chair.glb");
    let effects = state.apply(Action::Job(job, opened("chair.glb")));
    assert!(matches!(effects[..], [Effect::Show(_)]));
    let effects = state.apply(Action::Job(job, loaded()));
    assert!(matches!(effects[..], [Effect::Dress(_)]));
    state
}

/// Fills the form in and publishes; gives the number of the job.
fn begin_publish(state: &mut State) -> JobId {
    state.apply(Action::of(PublishAction::Edit(
        Field::Price,
        "199".to_owned(),
    )));
    let effects = state.apply(Action::of(PublishAction::Publish));
    match &effects[..] {
        [
            Effect::Start {
                job,
                work: Work::Publish(draft),
                ..
            },
        ] => {
            assert_eq!(
                (draft.sku.to_string(), draft.price.minor),
                ("CHAIR".to_owned(), 19900)
            );
            *job
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_file_opens_and_brings_its_words() {
    let state = with_file();
    assert!(state.has_panel());
    assert_eq!(state.form.text(Field::Title), "Chair");
    assert_eq!(
        state.jobs.newest_first().next().unwrap().status,
        JobStatus::Done
    );
    assert!(state.jobs.running().is_none());
}

#[test]
fn only_the_last_file_asked_for_opens() {
    let mut state = State::default();
    let first = begin(&mut state, "first.glb");
    let effects = state.apply(Action::Open("second.glb".into()));
    let [
        Effect::Cancel(cancel),
        Effect::Start {
            job: second,
            work: Work::Load(_),
            ..
        },
    ] = &effects[..]
    else {
        panic!("{effects:?}")
    };
    cancel.cancel();
    assert_eq!(state.jobs.get(first).unwrap().status, JobStatus::Stopping);
    assert!(
        state
            .jobs
            .get(first)
            .unwrap()
            .switches
            .cancel
            .is_cancelled()
    );
    assert!(
        state
            .apply(Action::Job(first, opened("first.glb")))
            .is_empty()
    );
    assert!(state.document.is_none());
    state.apply(Action::Job(*second, opened("second.glb")));
    assert_eq!(state.document.unwrap().name, "second.glb");
}

#[test]
fn a_model_is_shown_before_its_textures_are_there() {
    let mut state = State::default();
    let job = begin(&mut state, "chair.glb");
    let shown = state.apply(Action::Job(job, opened("chair.glb")));
    assert!(matches!(shown[..], [Effect::Show(_)]));
    assert!(state.has_panel());
    assert!(state.jobs.get(job).unwrap().is_running());
    // Stopped half-way, it stays as it is.
    assert!(matches!(
        state.apply(Action::Cancel(job))[..],
        [Effect::Cancel(_)]
    ));
    let stopped = Failure::from(&Fault::cancelled());
    state.apply(Action::Job(job, News::Loaded(Err(stopped))));
    let document = state.document.as_ref().unwrap();
    assert!(matches!(document.dressing, Dressing::Without(_)));
    assert_eq!(state.jobs.get(job).unwrap().status, JobStatus::Stopped);
}

#[test]
fn textures_of_a_model_that_was_replaced_are_dropped() {
    let mut state = State::default();
    let first = begin(&mut state, "first.glb");
    state.apply(Action::Job(first, opened("first.glb")));
    let second = begin(&mut state, "second.glb");
    // Until the second can be shown, the first goes on.
    assert!(
        !state
            .jobs
            .get(first)
            .unwrap()
            .switches
            .cancel
            .is_cancelled()
    );
    let effects = state.apply(Action::Job(second, opened("second.glb")));
    assert!(matches!(effects[..], [Effect::Cancel(_), Effect::Show(_)]));
    assert!(state.apply(Action::Job(first, loaded())).is_empty());
    assert_eq!(
        state.document.as_ref().unwrap().dressing_job(),
        Some(second)
    );
}

#[test]
fn progress_belongs_to_the_present_stage_of_its_job() {
    let mut state = State::default();
    let job = begin(&mut state, "chair.glb");
    let progress = Progress {
        done: 1,
        total: Some(4),
        unit: Unit::Items,
    };
    // Before a stage has begun there is nothing to count.
    state.apply(Action::Job(job, News::Progress(progress)));
    state.apply(Action::Job(job, News::Stage("Reading".to_owned())));
    state.apply(Action::Job(job, News::Progress(progress)));
    state.apply(Action::Job(job, News::Stage("Drawing".to_owned())));
    let stages = &state.jobs.get(job).unwrap().stages;
    let fractions: Vec<_> = stages.iter().map(JobStage::fraction).collect();
    assert_eq!(fractions, [Some(0.25), None]);
}

#[test]
fn a_failed_file_is_shown_and_can_be_tried_again() {
    let mut state = with_file();
    let job = begin(&mut state, "broken.glb");
    state.apply(Action::Job(job, News::Loaded(Err(failure()))));
    assert!(matches!(state.opening, Opening::Failed { .. }));
    assert!(!state.has_panel());
    assert!(matches!(
        state.apply(Action::TryAgain)[..],
        [Effect::Start {
            work: Work::Load(_),
            ..
        }]
    ));
    // The model that was open before is still there once one stops trying.
    state.apply(Action::CloseFile);
    assert!(state.document.is_none());
}

#[test]
fn a_stopped_load_leaves_what_was_open() {
    let mut state = with_file();
    let job = begin(&mut state, "huge.glb");
    assert!(matches!(
        state.apply(Action::Escape)[..],
        [Effect::Cancel(_)]
    ));
    // Asking twice stops once.
    assert!(state.apply(Action::Cancel(job)).is_empty());
    let stopped = Failure::from(&Fault::cancelled());
    state.apply(Action::Job(job, News::Loaded(Err(stopped))));
    assert!(matches!(state.opening, Opening::Idle));
    assert_eq!(state.document.as_ref().unwrap().name, "chair.glb");
    assert_eq!(state.jobs.get(job).unwrap().status, JobStatus::Stopped);
}

#[test]
fn a_wrong_form_is_not_published() {
    let mut state = with_file();
    assert!(state.apply(Action::of(PublishAction::Publish)).is_empty());
    assert!(state.form.complaint(Field::Price).is_some());
    assert!(matches!(state.publishing, Publishing::Editing));
}

#[test]
fn a_listing_goes_live_once() {
    let mut state = with_file();
    let job = begin_publish(&mut state);
    assert!(
        state.apply(Action::of(PublishAction::Publish)).is_empty(),
        "a second press does nothing"
    );
    assert!(state.apply(Action::Open("other.glb".into())).is_empty());
    assert!(state.apply(Action::CloseFile).is_empty());
    assert!(state.document.is_some());
    state.apply(Action::Job(job, News::Published(Ok(live()))));
    assert!(matches!(&state.publishing, Publishing::Live(at) if at.url.ends_with("/p/chair")));
    state.apply(Action::of(PublishAction::EditAgain));
    assert_eq!(state.form.text(Field::Price), "199", "the words are kept");
}

#[test]
fn a_stopped_or_failed_publish_keeps_the_form() {
    let mut state = with_file();
    let job = begin_publish(&mut state);
    let stopped = Failure::from(&Fault::cancelled());
    let after = state.apply(Action::Job(job, News::Published(Err(stopped))));
    assert!(matches!(after[..], [Effect::FindLeftovers]));
    assert!(matches!(state.publishing, Publishing::Editing));
    assert!(matches!(state.notice, Some(Notice::Done(_))));
    let again = begin_publish(&mut state);
    // News of the stopped publish come too late.
    state.apply(Action::Job(job, News::Published(Ok(live()))));
    assert!(state.is_publishing());
    let other = Action::Open(PathBuf::from("other.glb"));
    assert!(state.apply(other).is_empty());
    assert!(matches!(state.notice, Some(Notice::First(_))));
    state.apply(Action::Job(again, News::Published(Err(failure()))));
    assert!(matches!(state.publishing, Publishing::Failed(_)));
    assert_eq!(state.form.text(Field::Price), "199");
}

#[test]
fn variants_and_animations_stay_in_range() {
    let mut state = with_file();
    state.apply(Action::ChooseVariant(Some(1)));
    state.apply(Action::TogglePlaying);
    let document = state.document.as_ref().unwrap();
    assert_eq!(
        (document.variant, document.animation, document.playing),
        (Some(1), Some(0), true)
    );
    state.apply(Action::ChooseVariant(Some(7)));
    state.apply(Action::ChooseAnimation(None));
    let document = state.document.as_ref().unwrap();
    assert_eq!(
        (document.variant, document.animation, document.playing),
        (None, None, false)
    );
}

#[test]
fn places_are_closed_without_a_model() {
    let mut state = State::default();
    state.apply(Action::Go(Place::Publish));
    assert_eq!(state.place, Place::Inspect);
    assert!(state.apply(Action::of(PublishAction::Publish)).is_empty());
}

#[test]
fn quitting_stops_what_runs() {
    let mut state = State::default();
    begin(&mut state, "chair.glb");
    assert!(matches!(
        state.apply(Action::Quit)[..],
        [Effect::Cancel(_), Effect::Quit]
    ));
}

#[test]
fn the_list_of_jobs_forgets_the_oldest_that_ended() {
    let mut state = State::default();
    let first = begin(&mut state, "0.glb");
    state.apply(Action::Job(first, opened("0.glb")));
    state.apply(Action::Job(first, loaded()));
    for index in 1..12 {
        let job = begin(&mut state, &format!("{index}.glb"));
        state.apply(Action::Job(job, opened("x.glb")));
        state.apply(Action::Job(job, loaded()));
    }
    assert!(state.jobs.get(first).is_none());
    assert!(state.jobs.newest_first().count() <= 9);
}

fn bundle(sku: &str) -> Bundle {
    Bundle {
        sku: sku.parse().unwrap(),
        title: "Chair".to_owned(),
        description: String::new(),
        brand: None,
        gtin: None,
        price: Money::parse("199.00", "EUR".parse().unwrap()).unwrap(),
        dimensions: Dimensions {
            width: 0.5,
            height: 0.8,
            depth: 0.5,
        },
        variants: Vec::new(),
        attributes: ViewerAttributes::new(),
        proof: None,
        files: Vec::new(),
    }
}

fn leftover(sku: &str) -> Leftover {
    Leftover {
        sku: sku.parse().unwrap(),
        title: "Chair".to_owned(),
        intent: Intent::Publish(Arc::new(bundle(sku))),
        step: "Uploading".to_owned(),
        place: "this computer".to_owned(),
        may_be_live: false,
    }
}

fn offered(state: &mut State, skus: &[&str]) {
    let all = skus.iter().map(|sku| leftover(sku)).collect();
    assert!(state.apply(Action::of(OfferAction::Found(all))).is_empty());
}

#[test]
fn what_broke_off_is_offered_and_finished() {
    let mut state = State::default();
    assert!(!state.has_offers());
    offered(&mut state, &["A-1", "B-1"]);
    assert!(state.has_offers());
    let sku = || "A-1".parse::<base::Sku>().unwrap();
    let effects = state.apply(Action::of(OfferAction::GoOn(sku())));
    let [
        Effect::Start {
            job,
            work: Work::Resume(_),
            ..
        },
    ] = &effects[..]
    else {
        panic!("{effects:?}")
    };
    let job = *job;
    // A second press does nothing, nor does a new list while it runs.
    assert!(state.apply(Action::of(OfferAction::GoOn(sku()))).is_empty());
    offered(&mut state, &["A-1"]);
    assert_eq!(state.offers.len(), 1);
    assert_eq!(state.offers[0].way, Way::Running { job });
    // It can be held back and let go on.
    for paused in [true, false] {
        let effects = state.apply(Action::Pause(job, paused));
        assert!(matches!(effects[..], [Effect::Pause(_, now)] if now == paused));
        assert_eq!(state.jobs.get(job).unwrap().paused, paused);
    }
    let settled = Settled::Live(live());
    state.apply(Action::Job(job, News::Resumed(Ok(settled))));
    assert!(matches!(&state.offers[0].way, Way::Settled(_)));
    state.apply(Action::of(OfferAction::PutAway(sku())));
    assert!(!state.has_offers());
    assert!(
        state.apply(Action::Pause(job, true)).is_empty(),
        "it is over"
    );
}

#[test]
fn what_broke_off_is_given_up_only_when_asked_twice() {
    let mut state = State::default();
    offered(&mut state, &["A-1"]);
    let sku = || "A-1".parse::<base::Sku>().unwrap();
    state.apply(Action::of(OfferAction::AskToGiveUp(sku())));
    assert_eq!(state.offers[0].way, Way::Asking);
    state.apply(Action::of(OfferAction::Keep(sku())));
    assert_eq!(state.offers[0].way, Way::Waiting);
    let effects = state.apply(Action::of(OfferAction::GiveUp(sku())));
    let [
        Effect::Start {
            job,
            work: Work::GiveUp(_),
            ..
        },
    ] = &effects[..]
    else {
        panic!("{effects:?}")
    };
    state.apply(Action::Job(*job, News::GivenUp(Err(failure()))));
    assert!(matches!(
        state.offers[0].way,
        Way::Failed(JobKind::GiveUp, _)
    ));
    let effects = state.apply(Action::of(OfferAction::GiveUp(sku())));
    let [
        Effect::Start {
            job,
            work: Work::GiveUp(_),
            ..
        },
    ] = &effects[..]
    else {
        panic!("{effects:?}")
    };
    state.apply(Action::Job(*job, News::GivenUp(Ok(()))));
    assert!(state.offers.is_empty());
}

#[test]
fn offers_come_another_time_where_they_are_put_off() {
    let mut state = State::default();
    offered(&mut state, &["A-1"]);
    state.apply(Action::of(OfferAction::PutOff));
    assert!(!state.has_offers());
    offered(&mut state, &["A-1", "B-1"]);
    assert!(state.has_offers());
}

#[test]
fn dimensions_name_their_unit_once() {
    let size = [0.783, 0.9, 0.82];
    let said = [Lengths::Centimetres, Lengths::Inches].map(|lengths| lengths.show_box(size));
    assert_eq!(
        said,
        ["78.3 × 90 × 82\u{2009}cm", "30.8 × 35.4 × 32.3\u{2009}in"]
    );
}

#[test]
fn a_lost_device_has_the_model_drawn_again() {
    let mut state = with_file();
    state.apply(Action::PictureLost(failure()));
    let effects = state.apply(Action::Redraw);
    let [Effect::Redraw { job, .. }] = &effects[..] else {
        panic!("{effects:?}")
    };
    let job = *job;
    assert!(state.picture_lost.is_none());
    let scene = || News::Redrawn(SceneHandle::default());
    let shown = state.apply(Action::Job(job, scene()));
    assert!(matches!(shown[..], [Effect::Show(_)]));
    assert!(matches!(state.notice, Some(Notice::Done(_))));
    assert!(matches!(
        state.apply(Action::Job(job, loaded()))[..],
        [Effect::Dress(_)]
    ));
    // News of a second loss leave those of the first behind.
    let again = state.apply(Action::Redraw);
    assert!(matches!(again[..], [Effect::Redraw { .. }]));
    assert!(state.apply(Action::Job(job, scene())).is_empty());
}

#[test]
fn a_file_on_its_way_begins_anew_on_another_device() {
    let mut state = State::default();
    begin(&mut state, "chair.glb");
    let effects = state.apply(Action::Redraw);
    assert!(
        matches!(
            effects[..],
            [
                Effect::Cancel(_),
                Effect::Start {
                    work: Work::Load(_),
                    ..
                }
            ]
        ),
        "{effects:?}"
    );
}
