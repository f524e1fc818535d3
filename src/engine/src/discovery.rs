//! From a shop's address to that of its platform's API: people know the one and need the other.

use ::publish::Shopfront;
use base::{Fault, Remedy, Result};
use url::Url;

use super::Engine;

/// Addresses that were looked at, and the API of each; `None` where it names none.
pub(super) type Discovered = std::sync::Mutex<std::collections::BTreeMap<String, Option<String>>>;

impl Engine {
    /// The API of the platform whose shop is at `named`, where there is a shop that names it;
    /// otherwise `named` itself. What doesn't answer is left to whoever needs it.
    ///
    /// # Errors
    /// A usage fault where the API is on another host: what is typed for the one must not go to the
    /// other unasked.
    pub(super) fn api_of(&self, named: &str) -> Result<String> {
        let known = self.discovered();
        if let Some(api) = known.get(named) {
            return Ok(api.clone().unwrap_or_else(|| named.to_owned()));
        }
        drop(known);
        let found = self.block_on(async { Shopfront::of(named)?.api().await });
        let api = found.ok().flatten();
        if let Some(api) = &api {
            check_same_host(named, api)?;
        }
        self.discovered().insert(named.to_owned(), api.clone());
        Ok(api.unwrap_or_else(|| named.to_owned()))
    }

    fn discovered(
        &self,
    ) -> std::sync::MutexGuard<'_, std::collections::BTreeMap<String, Option<String>>> {
        self.discovered
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// A shop can name any API. What is meant for the shop's host goes to that host, and as openly as the
/// shop's own address and no more.
fn check_same_host(shop: &str, api: &str) -> Result<()> {
    let parts = |text: &str| {
        let url = Url::parse(text).ok()?;
        Some((url.scheme().to_owned(), url.host_str()?.to_owned()))
    };
    let same = parts(shop).zip(parts(api)).is_some_and(
        |((shop_scheme, shop_host), (api_scheme, api_host))| {
            shop_host == api_host && (api_scheme == "https" || api_scheme == shop_scheme)
        },
    );
    if same {
        return Ok(());
    }
    Err(
        Fault::usage(format!("{shop} is a shop; its platform's API is at {api}"))
            .remedy(Remedy::NameApi { api: api.into() }),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_for_one_host_does_not_go_to_another() {
        for (shop, api, fine) in [
            ("http://127.0.0.1:1", "http://127.0.0.1:2", true),
            ("https://shop.example", "https://shop.example/api", true),
            ("http://shop.example", "https://shop.example", true),
            ("https://shop.example", "http://shop.example", false),
            ("https://shop.example", "https://api.example", false),
            ("http://127.0.0.1:1", "http://localhost:2", false),
            ("https://shop.example", "nonsense", false),
        ] {
            assert_eq!(check_same_host(shop, api).is_ok(), fine, "{shop} {api}");
        }
    }
}
