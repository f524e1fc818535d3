//! Work on all cores, with results in the order of what was asked.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use base::{Job, Result};

/// What `work` makes of each of `items`, several at a time. Threads finish in any order; results
/// have that of the items, so that nothing depends on which was faster. `done` hears of each.
///
/// # Errors
/// Cancelled, and the first item's that fails.
pub(crate) fn each<T: Sync, R: Send>(
    items: &[T],
    job: &Job,
    done: impl Fn() + Sync,
    work: impl Fn(&T) -> Result<R> + Sync,
) -> Result<Vec<R>> {
    let next = AtomicUsize::new(0);
    let found = Mutex::new(Vec::new());
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads.min(items.len()) {
            scope.spawn(|| {
                loop {
                    let place = next.fetch_add(1, Ordering::Relaxed);
                    let Some(item) = items.get(place).filter(|_| !job.cancel().is_cancelled())
                    else {
                        break;
                    };
                    let result = work(item);
                    let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
                    found.push((place, result));
                    done();
                }
            });
        }
    });
    job.check()?;
    let mut found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    found.sort_by_key(|(place, _)| *place);
    found.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    #[test]
    fn results_have_the_order_of_the_items() {
        let items: Vec<u64> = (0..50).collect();
        let heard = AtomicUsize::new(0);
        let done = || {
            heard.fetch_add(1, Ordering::Relaxed);
        };
        let squares = each(&items, &Job::quiet(), done, |item| Ok(item * item)).unwrap();
        assert_eq!(squares, items.iter().map(|n| n * n).collect::<Vec<_>>());
        assert_eq!(heard.into_inner(), 50);
    }

    #[test]
    fn a_cancelled_job_gives_nothing() {
        let job = Job::quiet();
        job.cancel().cancel();
        assert!(each(&[1, 2], &job, || (), |item| Ok(*item)).is_err());
    }
}
