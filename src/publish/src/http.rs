//! What all HTTP of this crate has in common: the client, addresses, and broken connections.

use std::time::Duration;

use base::{Fault, Remedy, Result};
use reqwest::header::LOCATION;
use reqwest::redirect::Policy;
use url::{Host, Url};

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(5);

/// How long an answer may pause between two pieces.
const SILENCE: Duration = Duration::from_secs(30);

/// Which answers that point elsewhere are followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Redirects {
    /// None: what is sent is meant for one address.
    Never,
    /// Those that stay at the host and don't give encryption up.
    SameHost,
}

/// How often an answer may point on.
const MOST_REDIRECTS: usize = 5;

impl Redirects {
    fn policy(self) -> Policy {
        match self {
            Self::Never => Policy::none(),
            Self::SameHost => Policy::custom(|attempt| {
                let stays = attempt
                    .previous()
                    .last()
                    .is_some_and(|from| stays(from, attempt.url()));
                if stays && attempt.previous().len() <= MOST_REDIRECTS {
                    attempt.follow()
                } else {
                    attempt.stop()
                }
            }),
        }
    }
}

/// Whether `to` is at the host of `from` and no less private.
fn stays(from: &Url, to: &Url) -> bool {
    let same_place =
        from.scheme() == to.scheme() && from.port_or_known_default() == to.port_or_known_default();
    let encrypted = from.scheme() == "http" && to.scheme() == "https";
    from.host() == to.host() && (same_place || encrypted)
}

/// The fault for a redirection that wasn't followed; `None` for other answers.
pub(crate) fn pointed(place: &str, answer: &reqwest::Response) -> Option<Fault> {
    if !answer.status().is_redirection() {
        return None;
    }
    let location = answer.headers().get(LOCATION)?.to_str().ok()?;
    let to = answer.url().join(location).ok()?;
    Some(
        Fault::refused(format!("{place} points to another address: {to}"))
            .hint("Nothing was sent there. If you trust that address, give it instead"),
    )
}

/// A client for `url`'s host: rustls with ring, and no call without an end.
pub(crate) fn client(url: &Url, redirects: Redirects) -> Result<reqwest::Client> {
    cloud::tls::install();
    let mut builder = reqwest::Client::builder()
        .redirect(redirects.policy())
        .connect_timeout(CONNECT)
        .read_timeout(SILENCE)
        .user_agent(concat!("plinth/", env!("CARGO_PKG_VERSION")));
    if is_loopback(url) {
        // A proxy can't reach this computer's own servers.
        builder = builder.no_proxy();
    }
    builder.build().map_err(|error| {
        Fault::service("The HTTP client can't be set up")
            .hint("Check the certificates that this computer trusts")
            .because(error)
    })
}

/// An http(s) address, its path ending with `/`.
pub(crate) fn endpoint(text: &str) -> Result<Url> {
    let refuse = || {
        Fault::usage(format!("'{text}' is not the address of a platform"))
            .hint("Give an address such as http://127.0.0.1:8080")
    };
    let mut url = Url::parse(text).map_err(|_| refuse())?;
    if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
        return Err(refuse());
    }
    url.set_query(None);
    url.set_fragment(None);
    if !url.path().ends_with('/') {
        let path = format!("{}/", url.path());
        url.set_path(&path);
    }
    Ok(url)
}

/// `url` as sentences name it: without a trailing slash.
pub(crate) fn place(url: &Url) -> String {
    url.as_str().trim_end_matches('/').to_owned()
}

/// No answer came from `place`, or it broke off.
pub(crate) fn unreachable(place: &str, error: reqwest::Error) -> Fault {
    let message = if error.is_connect() {
        format!("Cannot reach {place}")
    } else if error.is_timeout() {
        format!("{place} doesn't answer in time")
    } else {
        format!("The connection to {place} broke")
    };
    Fault::service(message)
        .hint("Check the address and the network")
        .remedy(Remedy::StartPlatform)
        .because(error.without_url())
}

/// Whether what is sent to `url` can be read on the way there.
pub(crate) fn is_open(url: &Url) -> bool {
    url.scheme() == "http" && !is_loopback(url)
}

/// Whether `url` is on this computer.
#[must_use]
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use base::FaultKind;

    use super::*;

    #[test]
    fn addresses_are_http_and_end_with_a_slash() {
        assert_eq!(endpoint("http://h:1").unwrap().as_str(), "http://h:1/");
        assert_eq!(
            endpoint("https://h/x?q#f").unwrap().as_str(),
            "https://h/x/"
        );
        assert_eq!(place(&endpoint("http://h:1").unwrap()), "http://h:1");
        for bad in ["", "h:1", "ftp://h", "/v1", "http://"] {
            assert_eq!(endpoint(bad).unwrap_err().kind(), FaultKind::Usage, "{bad}");
        }
    }

    #[test]
    fn only_what_stays_at_a_host_is_followed() {
        let url = |text: &str| Url::parse(text).unwrap();
        for (from, to, expected) in [
            ("http://shop.example/", "https://shop.example/", true),
            ("https://shop.example/a", "https://shop.example/b", true),
            ("https://shop.example/", "http://shop.example/", false),
            ("https://shop.example/", "https://shop.example:8443/", false),
            ("https://shop.example/", "https://www.shop.example/", false),
            ("http://127.0.0.1:1/", "http://127.0.0.1:2/", false),
            ("http://shop.example/", "http://127.0.0.1/", false),
        ] {
            assert_eq!(stays(&url(from), &url(to)), expected, "{from} {to}");
        }
    }

    #[test]
    fn plain_http_can_be_read_on_the_way_unless_it_has_none() {
        for (address, expected) in [
            ("http://127.0.0.1:1", false),
            ("http://localhost:8080", false),
            ("http://192.168.1.2", true),
            ("http://shop.example", true),
            ("https://shop.example", false),
        ] {
            assert_eq!(is_open(&endpoint(address).unwrap()), expected, "{address}");
        }
    }

    #[test]
    fn loopback_is_never_asked_for_through_a_proxy() {
        for (address, expected) in [
            ("http://127.0.0.1:1", true),
            ("http://[::1]:1", true),
            ("http://shop.localhost", true),
            ("http://10.0.0.1", false),
            ("https://shop.example", false),
        ] {
            assert_eq!(
                is_loopback(&endpoint(address).unwrap()),
                expected,
                "{address}"
            );
        }
    }
}
