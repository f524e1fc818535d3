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

/// Names one after another, the first in column `column`; where a line of a terminal ends they go on in the
/// next, behind `indent`.
pub(crate) fn wrapped(mut column: usize, indent: &str, names: &[&str]) -> String {
    /// Columns of a line.
    const LINE: usize = 90;
    let mut text = String::new();
    for (index, name) in names.iter().enumerate() {
        if index > 0 {
            text.push(',');
            if column + name.len() + 3 > LINE {
                text.push('\n');
                text.push_str(indent);
                column = indent.len();
            } else {
                text.push(' ');
                column += 2;
            }
        }
        text.push_str(name);
        column += name.len();
    }
    text
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

    #[test]
    fn long_lists_go_on_in_the_next_line_behind_their_indent() {
        let many = ["twenty-five-letters-long"; 5];
        let text = wrapped(4, "    ", &many);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 2, "{text}");
        assert!(lines[0].ends_with(','), "{text}");
        assert!(lines[1].starts_with("    twenty"), "{text}");
        assert_eq!(text.matches("twenty").count(), 5);
        assert!(text.lines().all(|line| line.len() <= 90), "{text}");
    }
}
