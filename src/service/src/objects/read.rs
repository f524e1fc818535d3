//! Reading an object: whole or a range of it, as a stream over its blobs.

use std::collections::VecDeque;
use std::io::SeekFrom;
use std::ops::Range;
use std::pin::Pin;

use base::{ContentHash, ContentHasher};
use bytes::{Bytes, BytesMut};
use futures::{Stream, TryStreamExt};
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt};

use super::index::{self, ObjectInfo, Piece};
use super::{DiskStore, ObjectError, Result};

/// Each read from the disk.
const READ_BUFFER: usize = 256 * 1024;

/// The bytes of an object.
pub(crate) type ObjectStream = Pin<Box<dyn Stream<Item = std::io::Result<Bytes>> + Send + Sync>>;

/// What is still to be read.
struct Reader {
    store: DiskStore,
    /// Blobs, where to begin in each, and how much of it to read.
    todo: VecDeque<(String, u64, u64)>,
    open: Option<(File, u64)>,
}

impl DiskStore {
    /// The bytes of `range` of an object, with what is known of it.
    pub(crate) async fn open_range(
        &self,
        key: &str,
        range: impl FnOnce(&ObjectInfo) -> Result<Range<u64>>,
    ) -> Result<(ObjectInfo, Range<u64>, ObjectStream)> {
        // One transaction, so that the pieces are those of the object that was found.
        let mut transaction = self.inner.index.begin().await?;
        let info = index::find(&mut transaction, key)
            .await?
            .ok_or(ObjectError::NoSuchKey)?;
        let pieces = index::pieces(&mut transaction, key).await?;
        transaction.commit().await?;
        let range = range(&info)?;
        let mut reader = Reader {
            store: self.clone(),
            todo: cut(&pieces, &range),
            open: None,
        };
        reader.open_next().await?;
        Ok((info, range, reader.into_stream()))
    }

    /// Where a part of a multipart object lies in it, and how many parts it has.
    pub(super) async fn part_range(&self, key: &str, number: i32) -> Result<(Range<u64>, usize)> {
        let mut connection = self.inner.index.acquire().await?;
        let pieces = index::pieces(&mut connection, key).await?;
        let wanted = usize::try_from(number).unwrap_or(0).wrapping_sub(1);
        let piece = pieces.get(wanted).ok_or(ObjectError::Invalid(
            "the object has no part of this number",
        ))?;
        let start = pieces[..wanted].iter().map(|piece| piece.size).sum::<u64>();
        Ok((start..start + piece.size, pieces.len()))
    }

    /// Reads all of an object and hashes it.
    pub(super) async fn hash_content(&self, info: &ObjectInfo) -> Result<ContentHash> {
        let (_, _, mut stream) = self.open_range(&info.key, |now| Ok(0..now.size)).await?;
        let mut hasher = ContentHasher::default();
        while let Some(piece) = stream.try_next().await? {
            hasher.update(&piece);
        }
        Ok(hasher.finish().0)
    }
}

/// The parts of `pieces` that make up `range`.
fn cut(pieces: &[Piece], range: &Range<u64>) -> VecDeque<(String, u64, u64)> {
    let mut parts = VecDeque::new();
    let mut begin = 0;
    for piece in pieces {
        let end = begin + piece.size;
        let (from, to) = (range.start.max(begin), range.end.min(end));
        if from < to {
            parts.push_back((piece.blob.clone(), from - begin, to - from));
        }
        begin = end;
    }
    parts
}

impl Reader {
    async fn open_next(&mut self) -> std::io::Result<()> {
        self.open = match self.todo.pop_front() {
            None => None,
            Some((blob, offset, length)) => {
                let mut file = self.store.inner.blobs.read(&blob).await?;
                if offset > 0 {
                    file.seek(SeekFrom::Start(offset)).await?;
                }
                Some((file, length))
            }
        };
        Ok(())
    }

    async fn next(&mut self) -> std::io::Result<Option<Bytes>> {
        while let Some((file, left)) = &mut self.open {
            if *left == 0 {
                self.open_next().await?;
                continue;
            }
            let want = usize::try_from(*left).map_or(READ_BUFFER, |left| left.min(READ_BUFFER));
            let mut buffer = BytesMut::with_capacity(want);
            let read = (&mut *file).take(*left).read_buf(&mut buffer).await?;
            if read == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            *left -= read as u64;
            return Ok(Some(buffer.freeze()));
        }
        Ok(None)
    }

    fn into_stream(self) -> ObjectStream {
        Box::pin(futures::stream::try_unfold(self, |mut reader| async move {
            Ok(reader.next().await?.map(|bytes| (bytes, reader)))
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_cut_out_of_the_pieces_it_touches() {
        let pieces = ["a", "b", "c"].map(|blob| Piece {
            blob: blob.into(),
            size: 10,
        });
        let cut = |range| {
            cut(&pieces, &range)
                .into_iter()
                .map(|(blob, from, length)| format!("{blob}{from}+{length}"))
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(cut(0..30), "a0+10 b0+10 c0+10");
        assert_eq!(cut(9..11), "a9+1 b0+1");
        assert_eq!(cut(10..20), "b0+10");
        assert_eq!(cut(5..5), "");
    }
}
