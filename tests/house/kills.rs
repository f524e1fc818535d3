//! Publications killed at ten random moments; `cargo run -p tests --bin kills -- --times 100` does
//! more of them, with larger models.

use tests::kills::{Options, run};

#[test]
fn a_publication_killed_at_any_moment_is_finished_later_and_sends_nothing_twice() {
    let options = Options {
        times: 10,
        megabytes: 60,
        seed: 2026,
    };
    let mut story = String::new();
    let tally = run(options, &mut |line| {
        story.push_str(line);
        story.push('\n');
    });
    let tally = tally.unwrap_or_else(|error| panic!("{error}\n{story}"));
    assert_eq!(tally.broken_pages, Vec::<String>::new(), "{story}");
    assert_eq!(tally.sent_again, 0, "{story}");
    assert_eq!(
        (tally.finished, tally.identical),
        (options.times, options.times),
        "{story}"
    );
    assert!(tally.killed.values().sum::<u32>() > 0, "{story}");
    assert!(tally.looks > 0);
}
