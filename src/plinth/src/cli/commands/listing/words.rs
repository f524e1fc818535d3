//! What commands about listings say in the same words.

use ::publish::CacheState;
use base::units;

/// `release 3`, or that none is live.
pub(super) fn live(release: Option<u32>) -> String {
    release.map_or_else(|| "not live".into(), |number| format!("release {number}"))
}

/// Where an answer of the edge comes from: `from its cache, 12.0 s old`.
pub(super) fn cache_words(from: &CacheState) -> String {
    let words = match from.is_hit() {
        Some(true) => "from the edge's cache",
        Some(false) => "fetched for this",
        None => "the edge doesn't tell from where",
    };
    match from.age_seconds {
        Some(age) => format!("{words}, {} old", units::seconds(age as f64)),
        None => words.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_read_well() {
        assert_eq!(live(Some(3)), "release 3");
        assert_eq!(live(None), "not live");
    }

    #[test]
    fn where_an_answer_comes_from_is_said_in_words() {
        let hit = CacheState {
            cache: Some("Hit from edge".into()),
            age_seconds: Some(12),
        };
        assert_eq!(
            cache_words(&hit).replace('\u{2009}', " "),
            "from the edge's cache, 12.0 s old"
        );
        assert_eq!(
            cache_words(&CacheState::default()),
            "the edge doesn't tell from where"
        );
    }
}
