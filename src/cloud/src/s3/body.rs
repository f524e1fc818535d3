//! Bodies that are read as they are sent, and count their bytes.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, ready};

use aws_sdk_s3::primitives::SdkBody;
use base::Job;
use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use tokio::task::JoinHandle;
use tokio::time::Sleep;

use super::Bandwidth;

/// How much is read from a file, and counted, at a time.
const PIECE: usize = 256 * 1024;

/// Counts the bytes of one upload, over all its parts, reports them, and keeps them under the cap
/// where there is one.
#[derive(Debug)]
pub(super) struct Meter {
    job: Job,
    total: u64,
    sent: AtomicU64,
    cap: Option<Arc<Bandwidth>>,
}

impl Meter {
    pub(super) fn new(job: &Job, total: u64, cap: Option<Arc<Bandwidth>>) -> Arc<Self> {
        Arc::new(Self {
            job: job.clone(),
            total,
            sent: AtomicU64::new(0),
            cap,
        })
    }

    /// How much is sent at a time.
    fn piece(&self) -> usize {
        self.cap.as_ref().map_or(PIECE, |cap| cap.piece(PIECE))
    }

    /// The wait before more is sent after `count` bytes.
    fn wait_after(&self, count: u64) -> Option<Pin<Box<Sleep>>> {
        let wait = self.cap.as_ref()?.take(count);
        Some(Box::pin(tokio::time::sleep(wait)))
    }

    /// Counts bytes as sent; also those that the store has from an earlier attempt.
    pub(super) fn add(&self, count: u64) {
        let sent = self.sent.fetch_add(count, Ordering::Relaxed) + count;
        self.job.bytes(sent.min(self.total), self.total);
    }

    fn take_back(&self, count: u64) {
        self.sent.fetch_sub(count, Ordering::Relaxed);
    }
}

/// One attempt to send one part.
#[derive(Debug)]
pub(super) struct PartBody {
    pieces: Pieces,
    left: u64,
    /// What the cap on the bandwidth has it wait for.
    wait: Option<Pin<Box<Sleep>>>,
    /// What the present attempt at this part has counted; the next attempt takes it back.
    counted: Arc<AtomicU64>,
    meter: Arc<Meter>,
}

#[derive(Debug)]
enum Pieces {
    File(FilePieces),
    Memory(Bytes),
    Broken(Option<io::Error>),
}

/// Pieces of a file, each read into memory of its own while the one before it is sent: the bytes are
/// copied once, from the system's cache to where they leave from.
#[derive(Debug)]
struct FilePieces {
    file: Option<File>,
    /// What isn't asked for yet.
    left: u64,
    piece: usize,
    reading: Option<JoinHandle<io::Result<(File, Bytes)>>>,
}

impl FilePieces {
    fn open(path: &Path, offset: u64, length: u64, piece: usize) -> io::Result<Self> {
        let mut file = File::open(path)?;
        file.seek(SeekFrom::Start(offset))?;
        Ok(Self {
            file: Some(file),
            left: length,
            piece,
            reading: None,
        })
    }

    /// Begins to read the next piece, unless one is being read or none is left.
    fn read_ahead(&mut self) {
        if self.left == 0 || self.reading.is_some() {
            return;
        }
        let Some(mut file) = self.file.take() else {
            return;
        };
        let length = self.left.min(self.piece as u64);
        self.left -= length;
        self.reading = Some(tokio::task::spawn_blocking(move || {
            let mut piece = Vec::with_capacity(usize::try_from(length).unwrap_or(0));
            (&mut file).take(length).read_to_end(&mut piece)?;
            Ok((file, piece.into()))
        }));
    }

    /// The next piece; `None` at the end, an empty one where the file ended early.
    fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        self.read_ahead();
        let Some(reading) = &mut self.reading else {
            return Poll::Ready(None);
        };
        let read = ready!(Pin::new(reading).poll(context));
        self.reading = None;
        let piece = read
            .map_err(io::Error::other)
            .flatten()
            .map(|(file, piece)| {
                self.file = Some(file);
                piece
            });
        self.read_ahead();
        Poll::Ready(Some(piece))
    }
}

impl PartBody {
    /// `length` bytes of a file from `offset`, opened anew for each attempt.
    pub(super) fn file(path: PathBuf, offset: u64, length: u64, meter: &Arc<Meter>) -> SdkBody {
        let piece = meter.piece();
        Self::repeatable(length, meter, move || {
            match FilePieces::open(&path, offset, length, piece) {
                Ok(pieces) => Pieces::File(pieces),
                Err(error) => Pieces::Broken(Some(error)),
            }
        })
    }

    /// Bytes in memory.
    pub(super) fn memory(content: Bytes, meter: &Arc<Meter>) -> SdkBody {
        Self::repeatable(content.len() as u64, meter, move || {
            Pieces::Memory(content.clone())
        })
    }

    fn repeatable(
        length: u64,
        meter: &Arc<Meter>,
        pieces: impl Fn() -> Pieces + Send + Sync + 'static,
    ) -> SdkBody {
        let (counted, meter) = (Arc::new(AtomicU64::new(0)), meter.clone());
        SdkBody::retryable(move || {
            meter.take_back(counted.swap(0, Ordering::Relaxed));
            SdkBody::from_body_1_x(Self {
                pieces: pieces(),
                left: length,
                wait: None,
                counted: counted.clone(),
                meter: meter.clone(),
            })
        })
    }
}

impl Body for PartBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if let Some(wait) = &mut self.wait {
            ready!(wait.as_mut().poll(context));
            self.wait = None;
        }
        let most = self.meter.piece();
        let piece = match &mut self.pieces {
            Pieces::File(pieces) => {
                let piece = ready!(pieces.poll_next(context)).transpose()?;
                // A file that became shorter gives nothing more.
                piece.filter(|piece| !piece.is_empty())
            }
            Pieces::Memory(content) if content.is_empty() => None,
            Pieces::Memory(content) => Some(content.split_to(most.min(content.len()))),
            Pieces::Broken(error) => return Poll::Ready(error.take().map(Err)),
        };
        let Some(piece) = piece else {
            // A file that became shorter must not pass for a whole part.
            let missing = (self.left > 0).then(|| Err(io::ErrorKind::UnexpectedEof.into()));
            return Poll::Ready(missing);
        };
        let count = piece.len() as u64;
        self.left = self.left.saturating_sub(count);
        self.counted.fetch_add(count, Ordering::Relaxed);
        self.meter.add(count);
        self.wait = self.meter.wait_after(count);
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use http_body_util::BodyExt;

    use super::*;

    #[tokio::test]
    async fn a_part_of_a_file_is_sent_again_from_its_beginning() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let content: Vec<u8> = (0..700_000_u32).map(|i| (i >> 3) as u8).collect();
        std::fs::write(&path, &content).unwrap();
        let meter = Meter::new(&Job::quiet(), 600_000, None);
        let first = PartBody::file(path, 50_000, 600_000, &meter);
        let second = first.try_clone().unwrap();
        for body in [first, second] {
            let sent = body.collect().await.unwrap().to_bytes();
            assert_eq!(sent, content[50_000..650_000]);
        }
    }

    #[tokio::test]
    async fn bytes_of_an_attempt_that_is_repeated_count_once() {
        let meter = Meter::new(&Job::quiet(), 1000, None);
        let body = PartBody::memory(vec![7; 1000].into(), &meter);
        for _ in 0..3 {
            let attempt = body.try_clone().unwrap();
            attempt.collect().await.unwrap();
            assert_eq!(meter.sent.load(Ordering::Relaxed), 1000);
        }
    }

    #[tokio::test]
    async fn a_file_that_became_shorter_breaks_the_body() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        std::fs::write(&path, b"short").unwrap();
        let meter = Meter::new(&Job::quiet(), 100, None);
        assert!(
            PartBody::file(path, 0, 100, &meter)
                .collect()
                .await
                .is_err()
        );
    }

    #[tokio::test]
    async fn a_capped_body_comes_in_small_pieces_and_whole() {
        let cap = Arc::new(Bandwidth::new(1_600_000));
        let meter = Meter::new(&Job::quiet(), 1_000_000, Some(cap));
        let body = PartBody::memory(vec![7; 1_000_000].into(), &meter);
        let mut pieces = 0;
        let mut body = std::pin::pin!(body);
        while let Some(frame) = body.as_mut().frame().await {
            assert!(frame.unwrap().data_ref().unwrap().len() <= 100_000);
            pieces += 1;
        }
        assert_eq!(pieces, 10);
        assert_eq!(meter.sent.load(Ordering::Relaxed), 1_000_000);
    }
}
