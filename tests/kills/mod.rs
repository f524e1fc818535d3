//! Kills publications at random moments and at each of their steps, and finishes them again: what
//! arrived must never be sent twice, and customers must always see one whole release.

mod aim;
mod client;
mod glb;
mod off;
mod paused;
mod shop;
mod tally;
mod watch;

use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use base::ContentHash;

use aim::Aim;
use client::{Client, Publish, Started};
pub use off::run as run_off;
pub use paused::{Paused, run as run_paused};
use shop::Shop;
pub use tally::Tally;
use watch::{Release, Watch};

/// How long anything may take; software graphics on a busy computer are slow.
const PATIENCE: Duration = Duration::from_secs(600);

/// What is tried.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// How many publications are killed at random moments.
    pub times: u32,
    /// How many are killed at each step, besides.
    pub aimed: u32,
    /// The size of each model, in millions of bytes.
    pub megabytes: u64,
    /// Decides contents and moments.
    pub seed: u64,
}

/// Numbers that look random and are the same for the same seed (SplitMix64).
#[derive(Debug, Clone)]
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 to 1.
    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// Kills and finishes; tells `say` what happens.
///
/// # Errors
/// Where the platform or a command doesn't do what it must: those end the run.
pub fn run(options: Options, say: &mut dyn FnMut(&str)) -> io::Result<Tally> {
    let folder = tempfile::tempdir()?;
    let shop = Shop::open(folder.path())?;
    let mut bench = Bench::new(options, &shop, Client::new(&shop, folder.path()))?;
    say(&format!(
        "a publication of {} MB takes {:.1} s from its first request on",
        options.megabytes,
        bench.span.as_secs_f64()
    ));
    let random = (0..options.times).map(|_| None);
    for aim in random.chain(Aim::at_publication(options.aimed).map(Some)) {
        let line = bench.round(aim)?;
        say(&line);
    }
    Ok(bench.tally)
}

/// A shop, somebody who publishes there, and what has come of it so far.
struct Bench<'a> {
    shop: &'a Shop,
    client: Client,
    options: Options,
    random: Random,
    tally: Tally,
    /// What customers see.
    live: Release,
    /// How long a publication takes from its first request to the store on.
    span: Duration,
}

impl<'a> Bench<'a> {
    /// One publication that isn't killed shows how long it takes, and is what customers see at
    /// first.
    fn new(options: Options, shop: &'a Shop, client: Client) -> io::Result<Self> {
        let mut random = Random(options.seed);
        let first = make(&client, 0, options, &mut random)?;
        let before = shop.sent().len();
        let mut started = client.publish(&first.publish)?;
        let begun = wait_for_first_request(shop, before, &mut started)?;
        started.finish(PATIENCE)?;
        std::fs::remove_file(&first.publish.model)?;
        Ok(Self {
            shop,
            client,
            options,
            random,
            tally: Tally::default(),
            live: first.release,
            span: begun.elapsed(),
        })
    }

    /// Publishes, kills where `aim` says or anywhere, finishes, and looks; says what happened.
    fn round(&mut self, aim: Option<Aim>) -> io::Result<String> {
        self.tally.rounds += 1;
        let round = self.tally.rounds;
        let next = make(&self.client, round, self.options, &mut self.random)?;
        let watch = Watch::start(self.shop, self.live.clone(), next.release.clone());
        match aim {
            Some(aim) => self.kill_at(aim, &next)?,
            None => self.kill_anywhere(&next)?,
        }
        if !self.shop.settle() {
            return Err(io::Error::other("the store doesn't settle after a kill"));
        }
        let left = self.client.unfinished()?;
        let arrived = self.shop.arrived(&next.release.key).len();
        let step = left.as_ref().map(|left| left.step);
        if let Some(aim) = aim
            && step != Some(aim.step)
        {
            return Err(io::Error::other(format!(
                "killed at {aim:?}, and the journal has {left:?}"
            )));
        }
        self.tally.killed(step, aim.is_some());
        // By turns, the same command again and the one that is made for it.
        let by_resume = round.is_multiple_of(2) && left.is_some();
        if by_resume {
            self.client.resume()?.finish(PATIENCE)?;
        } else {
            self.client.publish(&next.publish)?.finish(PATIENCE)?;
        }
        self.tally.finished += 1;
        let parts = self.shop.arrived(&next.release.key);
        let different: BTreeSet<u32> = parts.iter().copied().collect();
        self.tally.parts += different.len() as u64;
        self.tally.sent_again += (parts.len() - different.len()) as u64;
        if let Some(left) = self.client.unfinished()? {
            return Err(io::Error::other(format!(
                "after it was finished, the journal still has {left:?}"
            )));
        }
        let (looks, broken) = watch.stop();
        self.tally.looks += looks;
        self.tally.broken_pages.extend(broken);
        if let Err(wrong) = next.release.check(&self.shop.page()?) {
            self.tally.broken_pages.push(format!("after all: {wrong}"));
        }
        let hash = self.shop.hash_of(&next.release.key)?;
        self.tally.identical += u32::from(hash == next.release.hash);
        std::fs::remove_file(&next.publish.model)?;
        self.live = next.release;
        let what = step.map_or_else(
            || "done before the kill".into(),
            |step| format!("killed at {}", step.word()),
        );
        let side = aim.map_or_else(String::new, |aim| format!(" ({})", aim.words()));
        Ok(format!(
            "{round:>3}  {what}{side}  {arrived} of {} parts had arrived, finished by {}",
            different.len(),
            if by_resume { "resume" } else { "publish" },
        ))
    }

    fn kill_anywhere(&mut self, next: &Product) -> io::Result<()> {
        let before = self.shop.sent().len();
        let mut started = self.client.publish(&next.publish)?;
        let begun = wait_for_first_request(self.shop, before, &mut started)?;
        // A little beyond the end, so that the last steps have their share of the kills.
        let share = self.random.share() * 1.05;
        sleep_unless_done(&mut started, self.span.mul_f64(share))?;
        if !started.kill()? {
            self.span = begun.elapsed().min(self.span.mul_f64(1.5));
        }
        Ok(())
    }

    fn kill_at(&self, aim: Aim, next: &Product) -> io::Result<()> {
        let started = self.client.publish(&next.publish)?;
        kill_at(self.shop, aim, &next.release.key, started)
    }
}

/// Kills a command while the request that `aim` picks is on its way.
fn kill_at(shop: &Shop, aim: Aim, key: &str, mut started: Started) -> io::Result<()> {
    let held = shop.hold(aim, key);
    let begin = Instant::now();
    while !held.has_come() {
        if !started.is_running()? || begin.elapsed() > PATIENCE {
            return Err(io::Error::other(format!("nothing ever comes to {aim:?}")));
        }
    }
    started.kill().map(drop)
}

/// A product to publish, and how its page is known.
struct Product {
    publish: Publish,
    release: Release,
}

fn make(client: &Client, round: u32, options: Options, random: &mut Random) -> io::Result<Product> {
    let model: PathBuf = client.folder().join(format!("chair-{round}.glb"));
    let hash: ContentHash = glb::write(&model, options.megabytes * 1_000_000, random.next())?;
    let price = format!("{}.{:02}", 100 + round / 100, round % 100);
    Ok(Product {
        release: Release {
            key: format!("objects/{hash}.glb"),
            hash,
            price: price.clone(),
        },
        publish: Publish { model, price },
    })
}

/// Waits until the publication has sent its first request to the store.
fn wait_for_first_request(
    shop: &Shop,
    before: usize,
    started: &mut Started,
) -> io::Result<Instant> {
    let begin = Instant::now();
    while shop.sent().len() == before && started.is_running()? {
        if begin.elapsed() > PATIENCE {
            return Err(io::Error::other("a publication never reaches the store"));
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    Ok(Instant::now())
}

fn sleep_unless_done(started: &mut Started, duration: Duration) -> io::Result<()> {
    let begin = Instant::now();
    while begin.elapsed() < duration && started.is_running()? {
        std::thread::sleep(Duration::from_millis(2));
    }
    Ok(())
}
