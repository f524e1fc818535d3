//! Times, as people read them.

use time::OffsetDateTime;
use time::macros::format_description;

/// A time as people read it, in UTC.
pub(crate) fn when(time: OffsetDateTime) -> String {
    // A description that the compiler has checked, and a year that fits: it can't fail.
    time.to_offset(time::UtcOffset::UTC)
        .format(format_description!(
            "[year]-[month]-[day] [hour]:[minute] UTC"
        ))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_said_in_utc() {
        let time = time::macros::datetime!(2026-11-23 01:02:59 +02:00);
        assert_eq!(when(time), "2026-11-22 23:02 UTC");
    }
}
