//! The still picture of an AVIF file (ISO/IEC 23008-12): where its streams and its alpha are.

use super::super::Refusal;
use super::boxes::{Take, boxes, child, full};
use super::colour::Signal;
use super::properties::Properties;

/// A still picture: its streams and what is told about them.
pub(super) struct Still {
    /// Width in pixels.
    pub(super) width: u32,
    /// Height in pixels.
    pub(super) height: u32,
    /// The colours.
    pub(super) color: Tiles,
    /// Alpha.
    pub(super) alpha: Option<Tiles>,
    /// Whether alpha was multiplied into the colours.
    pub(super) premultiplied: bool,
    /// What the file tells about its colours.
    pub(super) signal: Option<Signal>,
    /// The width and height of the upper left part that is shown.
    pub(super) crop: (u32, u32),
    /// How that is turned before it is shown.
    pub(super) turn: Turn,
    /// Whether it is the first of an animation, as the file's main brand tells.
    pub(super) is_animation: bool,
}

/// AV1 streams that lie side by side, row by row, to make a picture; mostly it is one. Those at the right and
/// at the bottom may reach beyond it.
pub(super) struct Tiles {
    /// A stream for each.
    pub(super) streams: Vec<Vec<u8>>,
    /// How many lie in a row.
    pub(super) columns: usize,
    /// Width and height of each in pixels.
    pub(super) size: (u32, u32),
}

/// How a picture is turned before it is shown: first turned, then mirrored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Turn {
    /// Quarter turns against the clock, 0 to 3 (`irot`).
    pub(super) quarters: u8,
    /// Which sides are swapped (`imir`).
    pub(super) mirror: Option<Mirror>,
}

/// What mirroring swaps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mirror {
    /// Top and bottom.
    Rows,
    /// Left and right.
    Columns,
}

impl Still {
    /// Finds the picture in `file`.
    pub(super) fn parse(file: &[u8]) -> Result<Self, Refusal> {
        let meta = child(file, *b"meta").and_then(full);
        let (_, meta) = meta.ok_or_else(|| missing("description"))?;
        let items = Items {
            file,
            meta,
            properties: Properties::parse(child(meta, *b"iprp").unwrap_or_default())?,
        };
        let primary = items.primary().ok_or_else(|| missing("main picture"))?;
        if !items.properties.are_understood(primary) {
            return Err(Refusal::Broken(
                "it has to be understood in a way that isn't known".to_owned(),
            ));
        }
        let (width, height) = items.size(primary).ok_or_else(|| missing("size"))?;
        let alpha = items.alpha(primary);
        Ok(Self {
            width,
            height,
            color: items.tiles(primary, (width, height))?,
            alpha: alpha
                .map(|item| items.tiles(item, (width, height)))
                .transpose()?,
            premultiplied: alpha
                .is_some_and(|alpha| items.references(*b"prem").contains(&(primary, alpha))),
            signal: items.signal(primary),
            crop: items.crop(primary, (width, height)),
            turn: items.turn(primary)?,
            is_animation: file.get(8..12) == Some(b"avis"),
        })
    }
}

fn missing(what: &str) -> Refusal {
    Refusal::Broken(format!("its {what} is missing or cut short"))
}

/// The items of a file: pictures, by number.
struct Items<'a> {
    file: &'a [u8],
    /// What is in the `meta` box.
    meta: &'a [u8],
    properties: Properties<'a>,
}

impl<'a> Items<'a> {
    /// The main picture.
    fn primary(&self) -> Option<u32> {
        let (version, mut list) = full(child(self.meta, *b"pitm")?)?;
        list.number(if version == 0 { 2 } else { 4 })
    }

    /// The kind of an item.
    fn kind(&self, item: u32) -> Option<[u8; 4]> {
        let (version, mut list) = full(child(self.meta, *b"iinf")?)?;
        list.number(if version == 0 { 2 } else { 4 })?;
        boxes(list).find_map(|(kind, entry)| {
            let (version, mut entry) = full(entry)?;
            if kind != *b"infe" || version < 2 {
                return None;
            }
            let number = entry.number(if version == 2 { 2 } else { 4 })?;
            entry.number(2)?;
            (number == item).then(|| entry.first_chunk().copied())?
        })
    }

    /// Pairs of items, the first of which refers to the second as `kind`.
    fn references(&self, kind: [u8; 4]) -> Vec<(u32, u32)> {
        let Some((version, list)) = child(self.meta, *b"iref").and_then(full) else {
            return Vec::new();
        };
        let size = if version == 0 { 2 } else { 4 };
        let mut pairs = Vec::new();
        for (_, mut entry) in boxes(list).filter(|(name, _)| *name == kind) {
            let head = entry.number(size).zip(entry.number(2));
            let Some((from, count)) = head else { continue };
            pairs.extend((0..count).map_while(|_| Some((from, entry.number(size)?))));
        }
        pairs
    }

    /// The item that is the alpha of another.
    fn alpha(&self, of: u32) -> Option<u32> {
        const NAMES: [&[u8]; 2] = [
            b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha",
            b"urn:mpeg:hevc:2015:auxid:1",
        ];
        let is_alpha = |item| {
            if !self.properties.are_understood(item) {
                return None;
            }
            let (_, name) = self.property(item, *b"auxC").and_then(full)?;
            let end = name.iter().position(|byte| *byte == 0)?;
            Some(NAMES.contains(&&name[..end]))
        };
        let pairs = self.references(*b"auxl");
        // A picture has few of them; each takes a search.
        let mut found = pairs.into_iter().filter(|(_, to)| *to == of).take(16);
        found.find_map(|(from, _)| is_alpha(from)?.then_some(from))
    }

    /// The property `kind` of an item.
    fn property(&self, item: u32, kind: [u8; 4]) -> Option<&'a [u8]> {
        self.properties.of(item, kind)
    }

    /// Width and height.
    fn size(&self, item: u32) -> Option<(u32, u32)> {
        let (_, mut sides) = full(self.property(item, *b"ispe")?)?;
        let size = (sides.number(4)?, sides.number(4)?);
        (size.0 > 0 && size.1 > 0).then_some(size)
    }

    /// The colour signal, where it isn't a profile.
    fn signal(&self, item: u32) -> Option<Signal> {
        let mut body = self.property(item, *b"colr")?.strip_prefix(b"nclx")?;
        // Primaries and transfer come first; textures are used as they are.
        body.number(4)?;
        Some(Signal {
            matrix: u16::try_from(body.number(2)?).ok()?,
            full_range: body.number(1)? & 0x80 != 0,
        })
    }

    /// The part that is shown (`clap`) of a picture of that size, from its upper left corner: Chromium
    /// shows all of a picture whose part begins elsewhere or isn't of whole pixels.
    fn crop(&self, item: u32, size: (u32, u32)) -> (u32, u32) {
        let crop = |mut body: &[u8]| {
            // Width and height, then how far the middles are apart; each with what it is divided by.
            let mut ratio = || {
                let [number, divisor] = [body.number(4)?, body.number(4)?];
                Some((number.cast_signed(), i64::from(divisor.cast_signed())))
            };
            let [width, height, right, down] = [ratio()?, ratio()?, ratio()?, ratio()?];
            let whole = |(number, divisor): (i32, i64)| {
                let number = i64::from(number);
                (divisor > 0 && number > 0 && number % divisor == 0).then(|| number / divisor)
            };
            // The middle of what begins at 0 is half of what is missing away.
            let begins = |side: i64, all: u32, (number, divisor): (i32, i64)| {
                divisor > 0 && 2 * i64::from(number) == (side - i64::from(all)) * divisor
            };
            let [wide, high] = [whole(width)?, whole(height)?];
            let fits = begins(wide, size.0, right) && begins(high, size.1, down);
            let [wide, high] = [u32::try_from(wide).ok()?, u32::try_from(high).ok()?];
            (fits && wide <= size.0 && high <= size.1).then_some((wide, high))
        };
        self.property(item, *b"clap").and_then(crop).unwrap_or(size)
    }

    /// How it is turned.
    fn turn(&self, item: u32) -> Result<Turn, Refusal> {
        // All other bits are to be 0.
        let number = |kind, most| match self.property(item, kind).map(<[u8]>::first) {
            None => Ok(None),
            Some(Some(number)) if *number <= most => Ok(Some(*number)),
            Some(_) => Err(Refusal::Broken("how it is turned isn't known".to_owned())),
        };
        Ok(Turn {
            quarters: number(*b"irot", 3)?.unwrap_or(0),
            mirror: number(*b"imir", 1)?.map(|axis| match axis {
                0 => Mirror::Rows,
                _ => Mirror::Columns,
            }),
        })
    }

    /// The streams of a picture of that size.
    fn tiles(&self, item: u32, size: (u32, u32)) -> Result<Tiles, Refusal> {
        match self.kind(item).as_ref() {
            Some(b"av01") => Ok(Tiles {
                streams: vec![self.data(item)?],
                columns: 1,
                size,
            }),
            Some(b"grid") => self.grid(item, size),
            _ => Err(missing("AV1 picture")),
        }
    }

    /// The streams of a picture that is put together from others, which are all of one size.
    fn grid(&self, item: u32, size: (u32, u32)) -> Result<Tiles, Refusal> {
        /// Far more than encoders make; each takes a search.
        const MOST: usize = 1024;
        let wrong = || Refusal::Broken("its tiles don't make the picture".to_owned());
        let body = self.data(item)?;
        let mut head = &body[..];
        let mut number = |size| head.number(size).ok_or_else(|| missing("layout"));
        let [version, flags, rows, columns] = [number(1)?, number(1)?, number(1)?, number(1)?];
        let wide = if flags & 1 == 0 { 2 } else { 4 };
        let told = (number(wide)?, number(wide)?);
        let [rows, columns] = [rows + 1, columns + 1];
        let parts: Vec<u32> = self
            .references(*b"dimg")
            .into_iter()
            .filter_map(|(from, to)| (from == item).then_some(to))
            .collect();
        if version != 0 || told != size || parts.len() != (rows * columns) as usize {
            return Err(wrong());
        }
        if parts.len() > MOST {
            return Err(Refusal::Unsupported(format!(
                "AVIF images made of more than {MOST} tiles"
            )));
        }
        let tile = self.size(parts[0]).ok_or_else(|| missing("size"))?;
        // All are needed, and no more.
        let fills = |all: u32, one: u32, count: u32| {
            let [all, one, count] = [all, one, count].map(u64::from);
            one * (count - 1) < all && all <= one * count
        };
        if !(fills(size.0, tile.0, columns) && fills(size.1, tile.1, rows)) {
            return Err(wrong());
        }
        let mut streams = Vec::new();
        let mut total = 0;
        for part in parts {
            let is_tile = self.kind(part) == Some(*b"av01")
                && self.size(part) == Some(tile)
                && self.properties.are_understood(part);
            if !is_tile {
                return Err(wrong());
            }
            let stream = self.data(part)?;
            // Tiles may name the same bytes again and again.
            total += stream.len();
            if total > self.file.len() {
                return Err(Refusal::Broken(
                    "its AV1 streams are longer than the file".to_owned(),
                ));
            }
            streams.push(stream);
        }
        Ok(Tiles {
            streams,
            columns: columns as usize,
            size: tile,
        })
    }

    /// The bytes of an item.
    fn data(&self, item: u32) -> Result<Vec<u8>, Refusal> {
        let place = self.place(item).ok_or_else(|| missing("AV1 stream"))?;
        let inside = child(self.meta, *b"idat").unwrap_or_default();
        let source = match place.method {
            0 => self.file,
            1 => inside,
            _ => {
                return Err(Refusal::Unsupported(
                    "AVIF images made of other items".to_owned(),
                ));
            }
        };
        let mut data = Vec::new();
        for (start, length) in place.extents {
            let part = usize::try_from(start)
                .ok()
                .and_then(|start| source.get(start..));
            let part = part.and_then(|part| match usize::try_from(length).ok()? {
                0 => Some(part),
                length => part.get(..length),
            });
            let part = part.ok_or_else(|| missing("AV1 stream"))?;
            // Parts may name the same bytes again and again.
            if data.len() + part.len() > self.file.len() {
                return Err(Refusal::Broken(
                    "its AV1 stream is longer than the file".to_owned(),
                ));
            }
            data.extend_from_slice(part);
        }
        Ok(data)
    }

    /// Where the bytes of an item are.
    fn place(&self, item: u32) -> Option<Place> {
        let (version, mut list) = full(child(self.meta, *b"iloc")?)?;
        let sizes = list.number(2)?;
        let size = |shift: u32| (sizes >> shift & 15) as usize;
        let (offset, length, base) = (size(12), size(8), size(4));
        let index = if version == 0 { 0 } else { size(0) };
        let wide = if version < 2 { 2 } else { 4 };
        for _ in 0..list.number(wide)? {
            let number = list.number(wide)?;
            let method = if version == 0 {
                0
            } else {
                list.number(2)? & 15
            };
            // Files outside of this one aren't for stills; their number isn't looked at.
            list.number(2)?;
            let base = list.long(base)?;
            let count = list.number(2)?;
            if number != item {
                list = list.get(count as usize * (index + offset + length)..)?;
                continue;
            }
            let mut extents = Vec::new();
            for _ in 0..count {
                list.long(index)?;
                extents.push((base.checked_add(list.long(offset)?)?, list.long(length)?));
            }
            return Some(Place { method, extents });
        }
        None
    }
}

/// Where the bytes of an item are: in the file (0) or the `idat` box (1); start and length of each
/// part, a length of 0 for all that follows.
struct Place {
    method: u32,
    extents: Vec<(u64, u64)>,
}
