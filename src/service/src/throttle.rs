//! A limit on how often signing in may fail.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use sha2::{Digest, Sha256};
use time::{Duration, OffsetDateTime};

/// How many names are remembered at most; the map can't be made to grow without bound.
const MOST_NAMES: usize = 10_000;

/// Failures within this time count.
const WINDOW: Duration = Duration::minutes(5);

/// Wrong passwords for one account from one address.
const OF_BOTH: usize = 10;
/// Wrong passwords for one account from anywhere: many addresses may belong to one guesser.
const OF_ACCOUNT: usize = 100;
/// Wrong passwords from one address for any account: many people may share an address, so a few
/// who fail don't lock out the others.
const OF_ADDRESS: usize = 100;

/// A name by which failures are counted: a digest, so that each takes the same room.
type Name = [u8; 32];

/// What an attempt to sign in is counted by, each with how often it may fail.
pub(crate) struct Names([(Name, usize); 3]);

impl Names {
    pub(crate) fn of(account: &str, address: IpAddr) -> Self {
        let address = network(address);
        let name = |parts: &[&str]| -> Name { Sha256::digest(parts.join("\0")).into() };
        Self([
            (name(&["both", &address, account]), OF_BOTH),
            (name(&["account", account]), OF_ACCOUNT),
            (name(&["address", &address]), OF_ADDRESS),
        ])
    }
}

/// What belongs to one client: an IPv4 address, or the first half of an IPv6 address.
fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("{:x?}", &address.segments()[..4]),
    }
}

/// Counts failures by name within a window of time.
pub(crate) struct Throttle {
    most: usize,
    failures: Mutex<HashMap<Name, Vec<OffsetDateTime>>>,
}

impl Throttle {
    /// For passwords.
    pub(crate) fn for_sign_in() -> Self {
        Self {
            most: MOST_NAMES,
            failures: Mutex::default(),
        }
    }

    fn failures(&self) -> MutexGuard<'_, HashMap<Name, Vec<OffsetDateTime>>> {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// `Err` with the time to wait where there were too many failures.
    pub(crate) fn check(&self, names: &Names, now: OffsetDateTime) -> Result<(), Duration> {
        Self::check_in(&self.failures(), names, now)
    }

    fn check_in(
        failures: &HashMap<Name, Vec<OffsetDateTime>>,
        Names(names): &Names,
        now: OffsetDateTime,
    ) -> Result<(), Duration> {
        let waits = names.iter().filter_map(|(name, allowed)| {
            let times = failures.get(name)?;
            let recent = || times.iter().filter(|time| now - **time < WINDOW);
            // Once the first of the last `allowed` is forgotten, there is room for one more.
            let place = recent().count().checked_sub(*allowed)?;
            Some(*recent().nth(place)? + WINDOW - now)
        });
        waits.max().map_or(Ok(()), Err)
    }

    /// Counts an attempt as a failure, or refuses it with the time to wait. One that succeeds is
    /// [taken back](Self::take_back).
    pub(crate) fn count(&self, names: &Names, now: OffsetDateTime) -> Result<(), Duration> {
        let mut failures = self.failures();
        Self::check_in(&failures, names, now)?;
        for (name, _) in &names.0 {
            if failures.len() >= self.most && !failures.contains_key(name) {
                make_room(&mut failures, now);
            }
            let times = failures.entry(*name).or_default();
            times.retain(|time| now - *time < WINDOW);
            times.push(now);
        }
        Ok(())
    }

    /// The attempt that was counted at `at` has succeeded.
    pub(crate) fn take_back(&self, names: &Names, at: OffsetDateTime) {
        let mut failures = self.failures();
        for (name, _) in &names.0 {
            if let Some(times) = failures.get_mut(name) {
                if let Some(place) = times.iter().rposition(|time| *time == at) {
                    times.remove(place);
                }
                if times.is_empty() {
                    failures.remove(name);
                }
            }
        }
    }
}

/// Forgets the names whose failures are over. Where there are none, it forgets the one whose last
/// failure was the longest ago.
fn make_room(failures: &mut HashMap<Name, Vec<OffsetDateTime>>, now: OffsetDateTime) {
    let before = failures.len();
    failures.retain(|_, times| times.last().is_some_and(|last| now - *last < WINDOW));
    if failures.len() == before {
        let oldest = failures.iter().min_by_key(|(_, times)| times.last());
        if let Some(name) = oldest.map(|(name, _)| *name) {
            failures.remove(&name);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    const START: OffsetDateTime = OffsetDateTime::UNIX_EPOCH;

    fn from(account: &str, address: &str) -> Names {
        Names::of(account, address.parse().unwrap())
    }

    #[test]
    fn after_so_many_failures_one_waits_for_the_window_to_pass() {
        let throttle = Throttle::for_sign_in();
        let ann = from("ann", "192.0.2.1");
        for minute in 0..10 {
            assert_eq!(
                throttle.count(&ann, START + Duration::seconds(minute)),
                Ok(())
            );
        }
        let later = START + Duration::minutes(2);
        assert_eq!(throttle.check(&ann, later), Err(Duration::minutes(3)));
        assert_eq!(throttle.count(&ann, later), Err(Duration::minutes(3)));
        assert_eq!(throttle.check(&ann, START + WINDOW), Ok(()));
    }

    #[test]
    fn others_at_the_same_address_and_the_account_elsewhere_go_on() {
        let throttle = Throttle::for_sign_in();
        for _ in 0..10 {
            throttle.count(&from("ann", "192.0.2.1"), START).unwrap();
        }
        assert!(throttle.check(&from("ann", "192.0.2.1"), START).is_err());
        assert_eq!(throttle.check(&from("bob", "192.0.2.1"), START), Ok(()));
        assert_eq!(throttle.check(&from("ann", "192.0.2.2"), START), Ok(()));
    }

    #[test]
    fn one_guesser_with_many_addresses_or_many_accounts_is_stopped() {
        let throttle = Throttle::for_sign_in();
        for number in 0..100 {
            let address = format!("198.51.100.{number}");
            throttle.count(&from("ann", &address), START).unwrap();
            let account = format!("account {number}");
            throttle.count(&from(&account, "192.0.2.9"), START).unwrap();
        }
        assert!(throttle.check(&from("ann", "203.0.113.1"), START).is_err());
        assert!(throttle.check(&from("new", "192.0.2.9"), START).is_err());
        // One who has a whole IPv6 network has one name.
        assert_eq!(
            network("2001:db8:1:2::1".parse().unwrap()),
            network("2001:db8:1:2:ffff::9".parse().unwrap())
        );
        assert_eq!(network("::ffff:192.0.2.1".parse().unwrap()), "192.0.2.1");
    }

    #[test]
    fn right_passwords_dont_count() {
        let throttle = Throttle::for_sign_in();
        let ann = from("ann", "192.0.2.1");
        for _ in 0..1000 {
            throttle.count(&ann, START).unwrap();
            throttle.take_back(&ann, START);
        }
        assert!(throttle.failures().is_empty());
    }

    #[test]
    fn the_memory_is_bounded_and_new_failures_count_even_when_it_is_full() {
        let throttle = Throttle {
            most: 30,
            failures: Mutex::default(),
        };
        for number in 0..100 {
            let address = format!("198.51.100.{number}");
            let at = START + Duration::seconds(number);
            throttle.count(&from("ann", &address), at).unwrap();
            assert!(throttle.failures().len() <= 30);
        }
        let ann = from("ann", "203.0.113.1");
        assert!(
            throttle
                .check(&ann, START + Duration::seconds(100))
                .is_err()
        );
    }
}
