//! Listings on their way off the shop, killed at each step and taken off all the same.

use std::collections::BTreeMap;
use std::io;

use ::publish::Step;

use super::aim::Aim;
use super::client::Client;
use super::shop::Shop;
use super::{Options, PATIENCE, Random, kill_at, make};

/// Takes a listing off the shop, kills that at each step `options.aimed` times, and finishes it;
/// tells `say` what happens. Gives the kills by the step that was begun.
///
/// # Errors
/// Where the platform or a command doesn't do what it must.
pub fn run(options: Options, say: &mut dyn FnMut(&str)) -> io::Result<BTreeMap<Step, u32>> {
    let folder = tempfile::tempdir()?;
    let shop = Shop::open(folder.path())?;
    let client = Client::new(&shop, folder.path());
    let product = make(&client, 0, options, &mut Random(options.seed))?;
    let mut killed = BTreeMap::new();
    for (round, aim) in Aim::at_unpublishing(options.aimed).enumerate() {
        client.publish(&product.publish)?.finish(PATIENCE)?;
        // The edge has the page from here on, and must be told to forget it.
        if !shop.has_page()? {
            return Err(io::Error::other("what was published has no page"));
        }
        kill_at(&shop, aim, &product.release.key, client.unpublish()?)?;
        let left = client.unfinished()?;
        let is_told = left.as_ref().is_some_and(|left| {
            left.step == aim.step && left.aim == "unpublish" && left.state == "broken-off"
        });
        if !is_told {
            return Err(io::Error::other(format!(
                "killed at {aim:?}, and the journal has {left:?}"
            )));
        }
        *killed.entry(aim.step).or_default() += 1;
        let by_resume = round % 2 == 0;
        if by_resume {
            client.resume()?.finish(PATIENCE)?;
        } else {
            client.unpublish()?.finish(PATIENCE)?;
        }
        if let Some(left) = client.unfinished()? {
            return Err(io::Error::other(format!(
                "after it was finished, the journal still has {left:?}"
            )));
        }
        if shop.has_page()? {
            return Err(io::Error::other(format!(
                "killed at {aim:?} and finished, the listing still has its page"
            )));
        }
        say(&format!(
            "{:>3}  unpublishing killed at {} ({}), finished by {}",
            round + 1,
            aim.step.word(),
            aim.words(),
            if by_resume { "resume" } else { "unpublish" },
        ));
    }
    Ok(killed)
}
