//! Words of reports.

/// `count` with `one` or `many` behind it.
pub(crate) fn counted(count: usize, one: &str, many: &str) -> String {
    let word = if count == 1 { one } else { many };
    format!("{} {word}", base::units::count(count as u64))
}
