//! The table: one row a tool.

use crate::uploads::Usage;

use super::Looks;

/// What one tool made of a model.
#[derive(Debug, Clone)]
pub struct Row {
    /// The tool.
    pub name: &'static str,
    /// The peer that it is Plinth asked to look no better than.
    pub like: Option<&'static str>,
    /// Whether it is Plinth.
    pub ours: bool,
    /// Bytes of its output.
    pub bytes: u64,
    /// Bytes of it sent with gzip.
    pub gzip_bytes: u64,
    /// Triangles drawn.
    pub triangles: u64,
    /// What the web viewer shows.
    pub looks: Looks,
    /// What it cost.
    pub usage: Usage,
}

/// The rows as a table in Markdown. The last column is the size as a share of that of the smallest
/// peer whose output looks good; what is like a peer is compared with that one below.
#[must_use]
pub fn table(source: (&str, u64, u64), rows: &[Row]) -> String {
    let (name, bytes, triangles) = source;
    let best = rows
        .iter()
        .filter(|row| !row.ours && row.looks.are_good())
        .min_by_key(|row| row.bytes);
    let mut text = format!(
        "{name}: {:.0} KB, {:.1} thousand triangles\n\n\
         | tool | KB | gzip KB | thousand triangles | dB | SSIM | CPU s | memory MB | of the best peer |\n\
         |---|--:|--:|--:|--:|--:|--:|--:|--:|\n",
        bytes as f64 / 1e3,
        triangles as f64 / 1e3
    );
    for row in rows {
        let share = match best {
            Some(best) => format!("{:.2}", row.bytes as f64 / best.bytes as f64),
            None => "–".to_owned(),
        };
        let mark = if row.looks.are_good() { "" } else { " ✗" };
        text += &format!(
            "| {} | {:.0} | {:.0} | {:.1} | {:.1}{mark} | {:.4} | {:.1} | {:.0} | {share} |\n",
            row.name,
            row.bytes as f64 / 1e3,
            row.gzip_bytes as f64 / 1e3,
            row.triangles as f64 / 1e3,
            row.looks.psnr,
            row.looks.ssim,
            row.usage.cpu,
            row.usage.memory / 1e6,
        );
    }
    text += &match best {
        Some(best) => format!(
            "\nThe best peer is {}: the smallest at 35 dB and 0.985.\n",
            best.name
        ),
        None => "\nNo peer reaches 35 dB and 0.985.\n".to_owned(),
    };
    for row in rows {
        let peer = row
            .like
            .and_then(|like| rows.iter().find(|peer| peer.name == like));
        if let Some(peer) = peer {
            text += &format!(
                "\n{}: {:.2} of its bytes at {:.1} dB instead of {:.1}.\n",
                row.name,
                row.bytes as f64 / peer.bytes as f64,
                row.looks.psnr,
                peer.looks.psnr
            );
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_of_the_smallest_peer_that_looks_good() {
        let row = |name, ours, bytes, psnr| Row {
            name,
            like: (name == "alike").then_some("small and wrong"),
            ours,
            bytes,
            gzip_bytes: bytes,
            triangles: 1000,
            looks: Looks { psnr, ssim: 0.99 },
            usage: Usage {
                wall: 1.0,
                cpu: 1.0,
                memory: 1e6,
            },
        };
        let rows = [
            row("ours", true, 30_000, 36.0),
            row("small and wrong", false, 20_000, 29.0),
            row("good", false, 60_000, 41.0),
            row("alike", true, 10_000, 29.3),
        ];
        let text = table(("chair", 90_000, 1000), &rows);
        assert!(
            text.contains("| ours | 30 | 30 | 1.0 | 36.0 | 0.9900 | 1.0 | 1 | 0.50 |"),
            "{text}"
        );
        assert!(text.contains("29.0 ✗"), "{text}");
        assert!(text.contains("The best peer is good"), "{text}");
        assert!(
            text.contains("alike: 0.50 of its bytes at 29.3 dB instead of 29.0."),
            "{text}"
        );
    }
}
