//! How many files this process may have open.

/// Files that are open whatever is served: databases, listeners, the log, what a window needs.
const RESERVED: u64 = 100;

/// Files for one connection: its socket, and the object that it reads or writes.
const EACH: u64 = 2;

/// The fewest connections that are taken, even where hardly any file may be opened.
const FEWEST: usize = 16;

/// Raises the number of files that may be open as far as the system lets this process, and says for
/// how many connections that is enough.
pub(super) fn connections() -> usize {
    raise().map_or(usize::MAX, enough_for)
}

fn enough_for(files: u64) -> usize {
    let connections = files.saturating_sub(RESERVED) / EACH;
    usize::try_from(connections)
        .unwrap_or(usize::MAX)
        .max(FEWEST)
}

/// Tried where a system refuses what it names as the most: macOS may name no limit at all, and refuses
/// more than this by default.
#[cfg(unix)]
const MODEST: u64 = 10_240;

/// The limit of open files, raised from what a process begins with (the soft limit) to the most that
/// the system lets it have (the hard one); `None` where there is none.
#[cfg(unix)]
fn raise() -> Option<u64> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let limit = getrlimit(Resource::Nofile);
    let set = |wanted: u64| {
        if limit.current.is_none_or(|current| current >= wanted) {
            return Ok(());
        }
        let raised = Rlimit {
            current: Some(wanted),
            maximum: limit.maximum,
        };
        setrlimit(Resource::Nofile, raised)
    };
    let most = limit.maximum.unwrap_or(MODEST);
    if let Err(error) = set(most).or_else(|_| set(most.min(MODEST))) {
        tracing::warn!(%error, "the limit of open files can't be raised");
    }
    getrlimit(Resource::Nofile).current
}

#[cfg(not(unix))]
fn raise() -> Option<u64> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_left_for_everything_else() {
        assert_eq!(enough_for(256), 78);
        assert_eq!(enough_for(10_240), 5070);
        assert_eq!(enough_for(20), FEWEST);
    }
}
