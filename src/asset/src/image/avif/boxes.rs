//! The boxes that files are made of (ISO/IEC 14496-12), AVIF among them.

/// The boxes in `bytes`, by kind, up to the first that is cut short.
pub(super) fn boxes(bytes: &[u8]) -> impl Iterator<Item = ([u8; 4], &[u8])> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let mut head = rest;
        let told = head.number(4)?;
        let kind = *head.first_chunk()?;
        let (start, length) = match told {
            // It goes on to the end.
            0 => (8, rest.len()),
            1 => (16, usize::try_from(head.get(4..)?.long(8)?).ok()?),
            told => (8, told as usize),
        };
        let body = rest.get(start..length)?;
        rest = &rest[length..];
        Some((kind, body))
    })
}

/// What is in the first box of that kind.
pub(super) fn child(bytes: &[u8], kind: [u8; 4]) -> Option<&[u8]> {
    boxes(bytes).find_map(|(name, body)| (name == kind).then_some(body))
}

/// The version of a box that has one, and what is in it after version and flags.
pub(super) fn full(body: &[u8]) -> Option<(u8, &[u8])> {
    Some((*body.first()?, body.get(4..)?))
}

/// Takes big-endian numbers off the front.
pub(super) trait Take {
    /// A number of `size` bytes, which are 8 at most.
    fn long(&mut self, size: usize) -> Option<u64>;

    /// A number of `size` bytes, which are 4 at most.
    fn number(&mut self, size: usize) -> Option<u32> {
        self.long(size)?.try_into().ok()
    }
}

impl Take for &[u8] {
    fn long(&mut self, size: usize) -> Option<u64> {
        let (head, rest) = self.split_at_checked(size)?;
        *self = rest;
        Some(
            head.iter()
                .fold(0, |number, byte| number << 8 | u64::from(*byte)),
        )
    }
}
