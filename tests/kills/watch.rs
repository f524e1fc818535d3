//! A customer who looks at the page all the time.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use base::ContentHash;

use super::shop::{Shop, page};

/// What makes a release known on its page.
#[derive(Debug, Clone)]
pub(super) struct Release {
    pub(super) key: String,
    pub(super) hash: ContentHash,
    pub(super) price: String,
}

impl Release {
    /// Whether `page` shows this release and nothing of another.
    pub(super) fn check(&self, page: &str) -> Result<(), String> {
        let price = format!("product:price:amount\" content=\"{}\"", self.price);
        if !page.contains(&price) {
            return Err(format!("the page doesn't have the price {}", self.price));
        }
        let mut models = page.split("objects/").skip(1).filter_map(|rest| {
            let name = rest.split(['"', '\'', '&', ' ', '?', '<']).next()?;
            name.ends_with(".glb").then_some(name)
        });
        match models.find(|name| !self.key.ends_with(name)) {
            Some(other) => Err(format!("the page has the price {} and {other}", self.price)),
            None if page.contains(&self.key) => Ok(()),
            None => Err(format!(
                "the page has the price {} and no model",
                self.price
            )),
        }
    }
}

/// Looks at the page until it is stopped.
pub(super) struct Watch {
    stop: Arc<AtomicBool>,
    looking: JoinHandle<(u64, Vec<String>)>,
}

impl Watch {
    /// From now on the page must show `old`, and from some moment on `new`.
    pub(super) fn start(shop: &Shop, old: Release, new: Release) -> Self {
        const PAUSE: Duration = Duration::from_millis(40);
        let (customer, path) = shop.customer();
        let stop = Arc::new(AtomicBool::new(false));
        let of_thread = stop.clone();
        let looking = thread::spawn(move || {
            let (mut looks, mut wrong) = (0, Vec::new());
            while !of_thread.load(Ordering::Acquire) {
                match page(customer, &path) {
                    Ok(page) => {
                        if let (Err(old), Err(new)) = (old.check(&page), new.check(&page)) {
                            wrong.push(format!("{old}; {new}"));
                        }
                    }
                    Err(error) => wrong.push(format!("the page can't be had: {error}")),
                }
                looks += 1;
                thread::sleep(PAUSE);
            }
            (looks, wrong)
        });
        Self { stop, looking }
    }

    /// How often it looked, and what was wrong.
    pub(super) fn stop(self) -> (u64, Vec<String>) {
        self.stop.store(true, Ordering::Release);
        self.looking
            .join()
            .unwrap_or_else(|_| (0, vec!["the customer died".into()]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_two_releases_is_noticed() {
        let release = |seed: &[u8], price: &str| {
            let hash = ContentHash::of(seed);
            Release {
                key: format!("objects/{hash}.glb"),
                hash,
                price: price.into(),
            }
        };
        let (one, other) = (release(b"1", "100.01"), release(b"2", "100.02"));
        let page = |price: &str, key: &str| {
            format!(
                "<meta property=\"product:price:amount\" content=\"{price}\"><a src=\"/{key}\">"
            )
        };
        assert_eq!(one.check(&page("100.01", &one.key)), Ok(()));
        assert!(one.check(&page("100.01", &other.key)).is_err());
        assert!(one.check(&page("100.02", &one.key)).is_err());
        assert!(one.check(&page("100.01", "")).is_err());
    }
}
