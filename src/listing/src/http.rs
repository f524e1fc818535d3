//! What all HTTP of this crate has in common: the client, addresses, and broken connections.

use std::time::Duration;

use base::{Fault, Result};
use url::{Host, Url};

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(5);

/// How long an answer may pause between two pieces.
const SILENCE: Duration = Duration::from_secs(30);

/// A client for `url`'s host: rustls with ring, and no call without an end.
pub(crate) fn client(url: &Url) -> Result<reqwest::Client> {
    cloud::tls::install();
    let mut builder = reqwest::Client::builder()
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
        .hint("Check the address and the network; `plinth platform` starts a platform here")
        .because(error.without_url())
}

fn is_loopback(url: &Url) -> bool {
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
