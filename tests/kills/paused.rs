//! An upload of several parts that is held and let go on by other processes, and whose own process is
//! killed while it is held.

use std::io;
use std::time::{Duration, Instant};

use super::client::{Client, Started};
use super::shop::Shop;
use super::{Options, PATIENCE, Random, make};

/// What was seen.
#[derive(Debug)]
pub struct Paused {
    /// How many parts had been begun when it was first held.
    pub when_held: usize,
    /// How many when their answers had come and it had waited on.
    pub while_held: usize,
    /// How many when it had been let go on.
    pub when_gone_on: usize,
    /// How many when it was held again and killed.
    pub when_killed: usize,
    /// The numbers of all parts that arrived, in their order, as often as they did.
    pub arrived: Vec<u32>,
    /// Whether the object came back bit by bit as it was meant.
    pub identical: bool,
    /// What is wrong with the page, where something is.
    pub page: Result<(), String>,
}

/// Publishes in one process; another holds that, a third lets it go on, a fourth holds it again. Then
/// the first is killed, and a fifth finishes what it began.
///
/// # Errors
/// Where the platform or a command doesn't do what it must.
pub fn run(options: Options) -> io::Result<Paused> {
    /// Long enough for parts that shouldn't be begun.
    const WHILE: Duration = Duration::from_millis(500);
    let folder = tempfile::tempdir()?;
    let shop = Shop::open(folder.path())?;
    let client = Client::new(&shop, folder.path());
    let product = make(&client, 0, options, &mut Random(options.seed))?;
    let key = &product.release.key;
    let begun = || shop.begun(key).len();

    // All answers are held back, so that the upload can't come to its end before it is held itself:
    // it has as many parts on the line as it begins with, which is fewer than there are.
    let held = shop.hold_parts(key, 1);
    let mut publishing = client.publish(&product.publish)?;
    wait_until(&mut publishing, |_| held.has_come())?;
    client.pause()?;
    expect(&client, "held")?;
    // From here on it has heard of it.
    wait_until(&mut publishing, |publishing| publishing.has_said("is held"))?;
    let when_held = begun();
    // What is on the line arrives.
    let next = when_held as u32 + 1;
    drop(held);
    std::thread::sleep(WHILE);
    let while_held = begun();

    let held = shop.hold_parts(key, next);
    client.resume()?.finish(PATIENCE)?;
    wait_until(&mut publishing, |_| held.has_come())?;
    let when_gone_on = begun();
    client.pause()?;
    expect(&client, "held")?;
    let when_killed = begun();
    publishing.kill()?;
    drop(held);
    if !shop.settle() {
        return Err(io::Error::other("the store doesn't settle after a kill"));
    }
    expect(&client, "broken-off")?;

    client.resume()?.finish(PATIENCE)?;
    if let Some(left) = client.unfinished()? {
        return Err(io::Error::other(format!(
            "after it was finished, the journal still has {left:?}"
        )));
    }
    let mut arrived = shop.arrived(key);
    arrived.sort_unstable();
    Ok(Paused {
        when_held,
        while_held,
        when_gone_on,
        when_killed,
        arrived,
        identical: shop.hash_of(key)? == product.release.hash,
        page: product.release.check(&shop.page()?),
    })
}

/// Waits until `so` holds of the publication under way.
fn wait_until(publishing: &mut Started, so: impl Fn(&Started) -> bool) -> io::Result<()> {
    let begin = Instant::now();
    while !so(publishing) {
        if !publishing.is_running()? || begin.elapsed() > PATIENCE {
            return Err(io::Error::other("the upload ends before it can be held"));
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    Ok(())
}

/// Checks in which state the journal has the publication.
fn expect(client: &Client, state: &str) -> io::Result<()> {
    let left = client.unfinished()?;
    if left.as_ref().is_some_and(|left| left.state == state) {
        return Ok(());
    }
    Err(io::Error::other(format!(
        "the journal has {left:?}, which should be {state}"
    )))
}
