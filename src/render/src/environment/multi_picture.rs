//! The index of the pictures in a JPEG file that holds several (CIPA DC-007), read as the web viewer's
//! loader reads it.

use std::ops::Range;

/// Segments that are looked through for the index, as the viewer has it.
const MOST_SEGMENTS: usize = 250;

/// The pictures that the multi-picture index of a JPEG file names; `None` where there is no index that
/// can be read.
pub(super) fn pictures(data: &[u8]) -> Option<Vec<Range<usize>>> {
    const INDEX: [u8; 4] = *b"MPF\0";
    (take(data, 0)? == [0xff, 0xd8]).then_some(())?;
    let mut offset = 2;
    for _ in 0..MOST_SEGMENTS {
        let [start, marker] = take(data, offset)?;
        (start == 0xff).then_some(())?;
        if marker == 0xe2 && take(data, offset + 4) == Some(INDEX) {
            let pictures = index(data, offset + 8)?;
            if !pictures.is_empty() {
                return Some(pictures);
            }
        }
        offset += 2 + usize::from(u16::from_be_bytes(take(data, offset + 2)?));
    }
    None
}

/// The pictures of the index whose header is at `header`: a TIFF directory, then 16 bytes a picture
/// (kind, length, place counted from the header, what depends on it).
fn index(data: &[u8], header: usize) -> Option<Vec<Range<usize>>> {
    /// The field with the number of pictures.
    const COUNT: u16 = 0xb001;
    let little = match &take(data, header)? {
        b"II" => true,
        b"MM" => false,
        _ => return None,
    };
    let short = |at| {
        let bytes = take(data, at)?;
        Some(if little {
            u16::from_le_bytes(bytes)
        } else {
            u16::from_be_bytes(bytes)
        })
    };
    let long = |at| {
        let bytes = take(data, at)?;
        let value = if little {
            u32::from_le_bytes(bytes)
        } else {
            u32::from_be_bytes(bytes)
        };
        Some(value as usize)
    };
    (short(header + 2)? == 42).then_some(())?;
    let directory = header + long(header + 4).filter(|offset| *offset >= 8)?;
    let fields = usize::from(short(directory)?);
    let mut count = 0;
    for field in 0..fields {
        let at = directory + 2 + 12 * field;
        if short(at)? == COUNT {
            count = long(at + 8)?;
        }
    }
    let first = directory + 2 + 12 * fields + 4;
    let picture = |entry| {
        let at = first + 16 * entry;
        let length = long(at + 4)?;
        // The first picture begins with the file.
        let start = match long(at + 8)? {
            0 => 0,
            offset => header + offset,
        };
        Some(start.min(data.len())..(start + length).min(data.len()))
    };
    // Where the file is too short for all entries, the first that is missing ends this with `None`.
    (0..count).map(picture).collect()
}

/// `N` bytes from `offset` on.
fn take<const N: usize>(data: &[u8], offset: usize) -> Option<[u8; N]> {
    data.get(offset..offset.checked_add(N)?)?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_that_is_missing_cut_or_lies_is_refused_and_never_read_beyond() {
        let mut file = vec![0xff, 0xd8, 0xff, 0xe2, 0, 90];
        file.extend(b"MPF\0II*\0\x08\0\0\0\x01\0\x01\xb0\x04\0\x01\0\0\0\x02\0\0\0\0\0\0\0");
        for (length, place) in [(40_u32, 0_u32), (u32::MAX, 50)] {
            file.extend([0; 4]);
            file.extend(length.to_le_bytes());
            file.extend(place.to_le_bytes());
            file.extend([0; 4]);
        }
        let whole = file.len();
        assert_eq!(pictures(&file), Some(vec![0..40, 60..whole]));
        for cut in 0..whole - 4 {
            assert_eq!(pictures(&file[..cut]), None, "{cut}");
        }
        // Four thousand million pictures.
        file[28..32].fill(0xff);
        assert_eq!(pictures(&file), None);
    }
}
