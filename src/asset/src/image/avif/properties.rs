//! The properties of an AVIF file's items, and which of them have to be understood.
//!
//! What is refused is what `createImageBitmap` of Chromium 156 refuses.

use super::super::Refusal;
use super::boxes::{Take, boxes, child, full};

/// Those that Chromium understands.
const KNOWN: [[u8; 4]; 12] = [
    *b"ispe", *b"pixi", *b"av1C", *b"colr", *b"pasp", *b"auxC", *b"clap", *b"irot", *b"imir",
    *b"a1op", *b"lsel", *b"clli",
];
/// Those of them that change the picture and have to be marked so.
const ESSENTIAL: [[u8; 4]; 5] = [*b"clap", *b"irot", *b"imir", *b"a1op", *b"lsel"];

/// An item, and the places of its properties; with each, whether it has to be understood.
type Owner = (u32, Vec<(usize, bool)>);

/// The properties of all items.
pub(super) struct Properties<'a> {
    all: Vec<([u8; 4], &'a [u8])>,
    owned: Vec<Owner>,
}

impl<'a> Properties<'a> {
    /// Reads what is in an `iprp` box.
    pub(super) fn parse(body: &'a [u8]) -> Result<Self, Refusal> {
        let all: Vec<_> = boxes(child(body, *b"ipco").unwrap_or_default()).collect();
        let lists = boxes(body).filter(|(name, _)| name == b"ipma");
        let owned: Vec<_> = lists
            .filter_map(|(_, list)| owners(list))
            .flatten()
            .collect();
        let properties = Self { all, owned };
        let mut uses = properties.owned.iter().flat_map(|(_, uses)| uses);
        let is_wrong = |(place, essential): &(usize, bool)| match properties.all.get(*place) {
            Some((kind, _)) => !essential && ESSENTIAL.contains(kind),
            None => false,
        };
        if uses.any(is_wrong) {
            return Err(Refusal::Broken(
                "what turns or cuts it isn't marked as essential".to_owned(),
            ));
        }
        Ok(properties)
    }

    /// What an item has, and whether it has to be understood.
    fn uses(&self, item: u32) -> impl Iterator<Item = ([u8; 4], &'a [u8], bool)> {
        let own = self.owned.iter().filter(move |(owner, _)| *owner == item);
        own.flat_map(|(_, uses)| uses)
            .filter_map(|(place, essential)| {
                let (kind, body) = self.all.get(*place)?;
                Some((*kind, *body, *essential))
            })
    }

    /// The property `kind` of an item.
    pub(super) fn of(&self, item: u32, kind: [u8; 4]) -> Option<&'a [u8]> {
        let mut uses = self.uses(item);
        uses.find_map(|(name, body, _)| (name == kind).then_some(body))
    }

    /// Whether all of an item's properties that have to be understood are.
    pub(super) fn are_understood(&self, item: u32) -> bool {
        self.uses(item)
            .all(|(kind, _, essential)| !essential || KNOWN.contains(&kind))
    }
}

/// The items of one `ipma` box, with the places of their properties.
fn owners(list: &[u8]) -> Option<Vec<Owner>> {
    let wide = list.get(3)? & 1 != 0;
    let (version, mut list) = full(list)?;
    let mut items = Vec::new();
    for _ in 0..list.number(4)? {
        // What is cut short has no more items.
        let Some(item) = list.number(if version == 0 { 2 } else { 4 }) else {
            break;
        };
        let count = list.number(1)?;
        // The highest bit marks properties that have to be understood; numbers count from 1.
        let (size, mark) = if wide { (2, 0x8000) } else { (1, 0x80) };
        let uses = (0..count).map(|_| {
            let number = list.number(size)?;
            let place = ((number & !mark) as usize).wrapping_sub(1);
            Some((place, number & mark != 0))
        });
        items.push((item, uses.collect::<Option<Vec<_>>>()?));
    }
    Some(items)
}
