//! Buffer views taken out, and their bytes.

use std::collections::BTreeSet;
use std::ops::Range;

use bytes::Bytes;
use serde_json::Value;

use super::buffers::{Holder, array, holders, place};
use crate::Error;

/// Every bytes' alignment in glTF.
const ALIGNMENT: usize = 4;

/// Takes the buffer views `gone` out, which nothing names, and the bytes that only they hold. What
/// stays moves by multiples of four bytes; up to three bytes may be left over.
pub(super) fn remove_views(
    root: &mut Value,
    buffers: &mut Vec<Bytes>,
    gone: &BTreeSet<usize>,
) -> Result<(), Error> {
    let holders = holders(root, buffers.len())?;
    let mut emptied = BTreeSet::new();
    for (index, bytes) in buffers.iter_mut().enumerate() {
        let of_buffer = || holders.iter().filter(|holder| holder.buffer == index);
        let range = |holder: &Holder| {
            let start = holder.offset.min(bytes.len());
            start..start.saturating_add(holder.length).min(bytes.len())
        };
        let stay = of_buffer().filter(|holder| !gone.contains(&holder.view));
        let stay: Vec<_> = stay.map(range).collect();
        let go = of_buffer().filter(|holder| gone.contains(&holder.view));
        let cuts = cuts(joined(go.map(range).collect()), &joined(stay), bytes.len());
        if cuts.is_empty() {
            continue;
        }
        for holder in of_buffer().filter(|holder| !gone.contains(&holder.view)) {
            let before = cuts.iter().filter(|cut| cut.end <= holder.offset);
            let offset = holder.offset - before.map(ExactSizeIterator::len).sum::<usize>();
            place(root, &Holder { offset, ..*holder });
        }
        *bytes = without(bytes, &cuts);
        if bytes.is_empty() {
            emptied.insert(index);
        }
    }
    remove_entries(root, "bufferViews", gone);
    rename(root, &mut |key, number| {
        if key == "bufferView" {
            lower(number, gone);
        }
    });
    remove_entries(root, "buffers", &emptied);
    rename(root, &mut |key, number| {
        if key == "buffer" {
            lower(number, &emptied);
        }
    });
    let mut index = 0..;
    buffers.retain(|_| index.next().is_none_or(|index| !emptied.contains(&index)));
    Ok(())
}

/// Ranges in order, those that touch or overlap made one.
fn joined(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.retain(|range| !range.is_empty());
    ranges.sort_by_key(|range| range.start);
    let mut joined: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match joined.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => joined.push(range),
        }
    }
    joined
}

/// What can be cut out: `go` without what overlaps `stay`, in lengths that keep the alignment of
/// what follows.
fn cuts(go: Vec<Range<usize>>, stay: &[Range<usize>], length: usize) -> Vec<Range<usize>> {
    let mut cuts: Vec<Range<usize>> = Vec::new();
    for range in go {
        let start = range.start.max(cuts.last().map_or(0, |cut| cut.end));
        let next = stay.partition_point(|stay| stay.end <= start);
        let next = stay.get(next).map_or(length, |stay| stay.start);
        if start >= range.end || next < range.end {
            continue;
        }
        // The padding behind it goes too, unless something else begins there.
        let padded = start + (range.end - start).next_multiple_of(ALIGNMENT);
        let end = match padded {
            padded if padded <= next => padded,
            _ if next == length => length,
            padded => padded - ALIGNMENT,
        };
        if end > start {
            cuts.push(start..end);
        }
    }
    cuts
}

/// The bytes outside of `cuts`.
fn without(bytes: &Bytes, cuts: &[Range<usize>]) -> Bytes {
    let cut: usize = cuts.iter().map(ExactSizeIterator::len).sum();
    let mut left = Vec::with_capacity(bytes.len() - cut);
    let mut start = 0;
    for cut in cuts {
        left.extend_from_slice(&bytes[start..cut.start]);
        start = cut.end;
    }
    left.extend_from_slice(&bytes[start..]);
    left.into()
}

/// Takes entries out of the root's array `key`; the array too once it is empty, as glTF asks.
fn remove_entries(root: &mut Value, key: &str, gone: &BTreeSet<usize>) {
    let Some(list) = array(root, key) else { return };
    let mut index = 0..;
    list.retain(|_| index.next().is_none_or(|index| !gone.contains(&index)));
    if let Some(members) = root.as_object_mut()
        && members[key].as_array().is_some_and(Vec::is_empty)
    {
        members.shift_remove(key);
    }
}

/// Lowers an index by the number of entries before it that went.
fn lower(number: &mut Value, gone: &BTreeSet<usize>) {
    let index = number
        .as_u64()
        .and_then(|index| usize::try_from(index).ok());
    if let Some(index) = index
        && let before @ 1.. = gone.range(..index).count()
    {
        *number = (index - before).into();
    }
}

/// A number as an index. `3.0` is one too, as it is to the reader.
pub(super) fn index(number: &Value) -> Option<usize> {
    let whole = |number: &f64| number.fract() == 0.0 && *number >= 0.0;
    let float = || number.as_f64().filter(whole).map(|number| number as u64);
    number.as_u64().or_else(float)?.try_into().ok()
}

/// Shows every number with its key, other than those of applications.
pub(super) fn rename(value: &mut Value, visit: &mut dyn FnMut(&str, &mut Value)) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(|value| rename(value, visit)),
        Value::Object(members) => {
            for (key, value) in members.iter_mut().filter(|(key, _)| *key != "extras") {
                match value {
                    Value::Number(_) => visit(key, value),
                    _ => rename(value, visit),
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
#[allow(clippy::single_range_in_vec_init, reason = "lists of ranges are meant")]
mod tests {
    use super::*;

    #[test]
    fn cuts_keep_what_overlaps_and_the_alignment() {
        let cut = |go: &[Range<usize>], stay: &[Range<usize>], length| {
            cuts(joined(go.to_vec()), &joined(stay.to_vec()), length)
        };
        // Padding goes along where it is free.
        assert_eq!(cut(&[4..9], &[0..4, 12..16], 16), [4..12]);
        assert_eq!(cut(&[4..9], &[0..4, 9..16], 16), [4..8]);
        assert_eq!(cut(&[4..9], &[0..4], 9), [4..9]);
        assert_eq!(cut(&[4..9], &[0..4], 10), [4..10]);
        // Shared bytes stay.
        assert_eq!(cut(&[4..12], &[8..16], 16), []);
        assert_eq!(cut(&[4..12], &[0..16], 16), []);
        // Two that overlap are one; two in a row don't cut twice.
        assert_eq!(cut(&[0..6, 2..8], &[8..12], 12), [0..8]);
        assert_eq!(cut(&[0..5, 8..13], &[16..20], 20), [0..8, 8..16]);
        assert_eq!(cut(&[0..5, 6..8], &[8..12], 12), [0..8]);
        assert_eq!(cut(&[0..3], &[3..8], 8), []);
    }
}
