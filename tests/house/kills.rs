//! Publications killed at ten random moments, and at each of their steps;
//! `cargo run -p tests --bin kills -- --times 100` does more of them, with larger models.

use tests::kills::{Options, run, run_off, run_paused};

/// A story, line by line, for whoever reads of a failure.
fn told(story: &mut String) -> impl FnMut(&str) {
    |line| {
        story.push_str(line);
        story.push('\n');
    }
}

#[test]
fn a_publication_killed_at_any_moment_is_finished_later_and_sends_nothing_twice() {
    let options = Options {
        times: 10,
        aimed: 0,
        megabytes: 60,
        seed: 2026,
    };
    let mut story = String::new();
    let tally = run(options, &mut told(&mut story));
    let tally = tally.unwrap_or_else(|error| panic!("{error}\n{story}"));
    assert_eq!(tally.broken_pages, Vec::<String>::new(), "{story}");
    assert!(tally.is_good(), "{story}{}", tally.text());
    assert_eq!(tally.rounds, options.times);
    assert!(tally.killed.values().sum::<u32>() > 0, "{story}");
    assert!(tally.looks > 0);
}

#[test]
fn a_publication_killed_at_each_step_is_finished_later_and_sends_nothing_twice() {
    // Two parts, and each step once before its request arrives and once after it was answered.
    let options = Options {
        times: 0,
        aimed: 2,
        megabytes: 12,
        seed: 2027,
    };
    let mut story = String::new();
    let tally = run(options, &mut told(&mut story));
    let tally = tally.unwrap_or_else(|error| panic!("{error}\n{story}"));
    assert_eq!(tally.broken_pages, Vec::<String>::new(), "{story}");
    assert!(tally.is_good(), "{story}{}", tally.text());
    assert_eq!(tally.killed.len(), 7, "{story}");
    assert!(
        tally.killed.values().all(|killed| *killed == options.aimed),
        "{story}"
    );
}

#[test]
fn a_listing_whose_unpublishing_is_killed_at_any_step_is_taken_off_later() {
    let options = Options {
        times: 0,
        aimed: 2,
        megabytes: 1,
        seed: 2028,
    };
    let mut story = String::new();
    let killed = run_off(options, &mut told(&mut story));
    let killed = killed.unwrap_or_else(|error| panic!("{error}\n{story}"));
    assert!(
        killed.len() == 4 && killed.values().all(|killed| *killed == options.aimed),
        "{story}"
    );
}

#[test]
fn an_upload_is_held_let_go_on_and_finished_by_other_processes_and_sends_no_part_twice() {
    const PARTS: u32 = 12;
    let options = Options {
        times: 0,
        aimed: 0,
        megabytes: u64::from(PARTS) * 8,
        seed: 2029,
    };
    let seen = run_paused(options).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(seen.while_held, seen.when_held, "{seen:?}");
    assert!(seen.when_gone_on > seen.while_held, "{seen:?}");
    assert!(seen.when_killed < PARTS as usize, "{seen:?}");
    assert_eq!(seen.arrived, (1..=PARTS).collect::<Vec<_>>(), "{seen:?}");
    assert!(seen.identical && seen.page.is_ok(), "{seen:?}");
}
