//! Numbers as people read them, where `base::units` has no word for them.

use base::units;

/// Width, height and depth in one unit: `78.3 × 81 × 70.2 cm`
pub(crate) fn box_size(metres: [f64; 3]) -> String {
    let sides = metres.map(units::centimetres);
    let numbers: Vec<&str> = sides
        .iter()
        .map(|side| side.split('\u{2009}').next().unwrap_or(side))
        .collect();
    format!("{}\u{2009}cm", numbers.join(" × "))
}

/// `1 mesh`, `2 meshes`
pub(crate) fn number(count: u64, what: &str) -> String {
    let ending = match count {
        1 => "",
        _ if what.ends_with("sh") => "es",
        _ => "s",
    };
    format!("{} {what}{ending}", units::count(count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_share_one_unit_and_counts_their_words() {
        assert_eq!(
            box_size([0.783, 0.81, 1.2]).replace('\u{2009}', " "),
            "78.3 × 81 × 120 cm"
        );
        assert_eq!(number(1, "mesh"), "1 mesh");
        assert_eq!(number(2, "mesh"), "2 meshes");
        assert_eq!(number(0, "node"), "0 nodes");
    }
}
