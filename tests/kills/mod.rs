//! Kills publications at random moments and finishes them again: what arrived must never be sent
//! twice, and customers must always see one whole release.

mod client;
mod glb;
mod shop;
mod watch;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use base::ContentHash;

use client::{Client, Publish};
use shop::Shop;
use watch::{Release, Watch};

/// How long anything may take; software graphics on a busy computer are slow.
const PATIENCE: Duration = Duration::from_secs(600);

/// What is tried.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// How many publications are killed.
    pub times: u32,
    /// The size of each model, in millions of bytes.
    pub megabytes: u64,
    /// Decides contents and moments.
    pub seed: u64,
}

/// What came of it.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Tally {
    /// Publications that were killed before they were done, by the step that was next.
    pub killed: BTreeMap<String, u32>,
    /// Publications that were done before the kill came.
    pub too_late: u32,
    /// Publications that were finished after their kill.
    pub finished: u32,
    /// Objects that came back bit by bit as they were meant.
    pub identical: u32,
    /// Parts that arrived, over all publications.
    pub parts: u64,
    /// Parts that arrived although the store had them.
    pub sent_again: u64,
    /// How often the shop's page was looked at.
    pub looks: u64,
    /// What was wrong with it, each time that it wasn't one whole release.
    pub broken_pages: Vec<String>,
}

impl Tally {
    /// As lines for people.
    #[must_use]
    pub fn text(&self) -> String {
        let killed: u32 = self.killed.values().sum();
        let steps: Vec<String> = self
            .killed
            .iter()
            .map(|(step, count)| format!("{step} {count}"))
            .collect();
        format!(
            "killed                {killed} ({}); {} were done before the kill came\n\
             finished afterwards   {}\n\
             objects identical     {}\n\
             parts that arrived    {}\n\
             parts sent again      {}\n\
             looks at the page     {}\n\
             not one whole release {}\n",
            steps.join(", "),
            self.too_late,
            self.finished,
            self.identical,
            self.parts,
            self.sent_again,
            self.looks,
            self.broken_pages.len(),
        )
    }
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
    let client = Client::new(&shop, folder.path());
    let mut random = Random(options.seed);
    let mut tally = Tally::default();

    // One that isn't killed shows how long it takes, and is what customers see at first.
    let first = make(&client, 0, options, &mut random)?;
    let before = shop.sent().len();
    let mut started = client.publish(&first.publish)?;
    let begun = wait_for_first_request(&shop, before, &mut started)?;
    started.finish(PATIENCE)?;
    let mut span = begun.elapsed();
    let mut live = first.release;
    say(&format!(
        "a publication of {} MB takes {:.1} s from its first request on",
        options.megabytes,
        span.as_secs_f64()
    ));

    for round in 1..=options.times {
        let next = make(&client, round, options, &mut random)?;
        let watch = Watch::start(&shop, live.clone(), next.release.clone());
        let before = shop.sent().len();
        let mut started = client.publish(&next.publish)?;
        let begun = wait_for_first_request(&shop, before, &mut started)?;
        // A little beyond the end, so that the last steps have their share of the kills.
        sleep_unless_done(&mut started, span.mul_f64(random.share() * 1.05))?;
        let was_killed = started.kill()?;
        if !shop.settle() {
            return Err(io::Error::other("the store doesn't settle after a kill"));
        }
        let step = client.unfinished_step()?;
        let arrived = shop.arrived(&next.release.key).len();
        match &step {
            Some(step) => *tally.killed.entry(step.clone()).or_default() += 1,
            None => tally.too_late += 1,
        }
        if !was_killed {
            span = begun.elapsed().min(span.mul_f64(1.5));
        }
        // By turns, the same command again and the one that is made for it.
        let by_resume = round % 2 == 0 && step.is_some();
        if by_resume {
            client.resume()?.finish(PATIENCE)?;
        } else {
            client.publish(&next.publish)?.finish(PATIENCE)?;
        }
        tally.finished += 1;
        let parts = shop.arrived(&next.release.key);
        let different: BTreeSet<u32> = parts.iter().copied().collect();
        tally.parts += different.len() as u64;
        tally.sent_again += (parts.len() - different.len()) as u64;
        if let Some(left) = client.unfinished_step()? {
            return Err(io::Error::other(format!(
                "after it was finished, the journal still has it at '{left}'"
            )));
        }
        let (looks, broken) = watch.stop();
        tally.looks += looks;
        tally.broken_pages.extend(broken);
        let page = shop.page()?;
        if let Err(wrong) = next.release.check(&page) {
            tally.broken_pages.push(format!("after all: {wrong}"));
        }
        tally.identical += u32::from(shop.hash_of(&next.release.key)? == next.release.hash);
        say(&format!(
            "{round:>3}  {}  {arrived} of {} parts had arrived, finished by {}",
            step.as_deref().map_or_else(
                || "done before the kill".into(),
                |step| format!("killed at {step}")
            ),
            different.len(),
            if by_resume { "resume" } else { "publish" },
        ));
        std::fs::remove_file(&next.publish.model)?;
        live = next.release;
    }
    Ok(tally)
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
    started: &mut client::Started,
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

fn sleep_unless_done(started: &mut client::Started, duration: Duration) -> io::Result<()> {
    let begin = Instant::now();
    while begin.elapsed() < duration && started.is_running()? {
        std::thread::sleep(Duration::from_millis(2));
    }
    Ok(())
}
