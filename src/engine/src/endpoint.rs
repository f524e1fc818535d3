//! Which platform to talk to.

use base::{Fault, Remedy, Result, env};
use url::{Host, Url};

use super::{DataDir, Engine, MissingPlatform};
use crate::platform::{Embedded, Port, Record};

/// How a platform was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The user named it, on the command line or in `PLINTH_ENDPOINT`.
    Named,
    /// It runs on this computer: nobody has to log in to a platform of their own.
    Local {
        /// What it says about itself.
        record: Record,
        /// Its data folder, with the local account's credentials.
        data: DataDir,
    },
}

/// A platform's address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// Where `/v1` answers: scheme, host and port, without a slash at the end.
    pub api_url: String,
    /// How it was found.
    pub origin: Origin,
}

impl Engine {
    /// The platform to talk to: the one named, otherwise one that runs on this computer (on the data
    /// folder, then on that of `plinth demo`), otherwise as [`MissingPlatform`] says.
    ///
    /// # Errors
    /// Usage, where the address named is none; service, where there is no platform.
    pub fn endpoint(&self) -> Result<Endpoint> {
        if let Some(named) = self.endpoint.clone().or_else(|| env::PLINTH_ENDPOINT.get()) {
            return self.named(&named);
        }
        if let Some(local) = self.running()? {
            return Ok(local);
        }
        match self.missing_platform {
            MissingPlatform::Start => self.start_embedded(),
            MissingPlatform::Refuse => Err(Fault::service(
                "No platform is running on this computer, and none was named",
            )
            .remedy(Remedy::StartOrNamePlatform)),
        }
    }

    /// The platform that runs on this computer's data folder or on the demo's.
    fn running(&self) -> Result<Option<Endpoint>> {
        for data in [self.data.clone(), self.data.demo()] {
            if let Some(record) = Record::of_running(&data)? {
                return Ok(Some(Endpoint::local(record, data)));
            }
        }
        Ok(None)
    }

    /// The platform that the user named, be it one of this computer's.
    fn named(&self, text: &str) -> Result<Endpoint> {
        let api_url = normalise(text)?;
        if let Some(local) = self.running()?.filter(|local| local.answers_at(&api_url)) {
            return Ok(local);
        }
        Ok(Endpoint {
            api_url: self.api_of(&api_url)?,
            origin: Origin::Named,
        })
    }

    /// Starts the embedded platform for as long as the engine lives, once.
    fn start_embedded(&self) -> Result<Endpoint> {
        let mut embedded = self
            .embedded
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let running = match embedded.take() {
            Some(running) => running,
            None => self.block_on(Embedded::start(&self.data, Port::Preferred))?,
        };
        let endpoint = Endpoint::local(running.record().clone(), self.data.clone());
        *embedded = Some(running);
        Ok(endpoint)
    }

    /// Runs `future` to its end on the engine's threads.
    pub(super) fn block_on<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }
}

impl Endpoint {
    fn local(record: Record, data: DataDir) -> Self {
        Self {
            api_url: record.api_url.trim_end_matches('/').to_owned(),
            origin: Origin::Local { record, data },
        }
    }

    /// Whether this platform of this computer answers at `url`, be it its API or its shop.
    fn answers_at(&self, url: &str) -> bool {
        match &self.origin {
            Origin::Named => self.api_url == url,
            Origin::Local { record, .. } => [&record.api_url, &record.shop_url]
                .into_iter()
                .any(|own| normalise(own).is_ok_and(|own| own == url)),
        }
    }
}

/// An address as it is compared and kept: scheme, host, port and path without a slash at the end.
pub(crate) fn normalise(text: &str) -> Result<String> {
    let refuse = |why: String| {
        Fault::usage(format!("'{text}' is no platform address: {why}"))
            .hint("Give a full address such as https://shop.example or http://127.0.0.1:8484")
    };
    let url = Url::parse(text).map_err(|error| refuse(error.to_string()))?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return Err(refuse("it doesn't begin with http:// or https://".into()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        let fault = refuse("names and passwords don't belong in an address".into());
        return Err(fault.remedy(Remedy::SignIn { to: None }));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(refuse("it has a query or fragment".into()));
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

/// An address as a browser may open it: a page of the web.
///
/// # Errors
/// Refused where it is something else, such as a file or a program's address.
pub fn web_page(text: &str) -> Result<Url> {
    let refuse = |why: &str| not_opened(text, why);
    let page = Url::parse(text).map_err(|_| refuse("isn't one"))?;
    if !matches!(page.scheme(), "http" | "https") || page.host().is_none() {
        return Err(refuse("isn't a web page's"));
    }
    if !page.username().is_empty() || page.password().is_some() {
        return Err(refuse("has a name or password in it"));
    }
    Ok(page)
}

/// An address that the platform at `platform` sent, as a browser may open it: a page of the web at
/// the platform's own site.
///
/// # Errors
/// Refused where it is something else, or where a platform elsewhere points to this computer or to
/// another site.
pub fn openable(text: &str, platform: &str) -> Result<Url> {
    let page = web_page(text)?;
    let platform = web_page(platform)?;
    if is_same_site(&page, &platform) {
        Ok(page)
    } else {
        Err(not_opened(text, "isn't at the platform's own site"))
    }
}

fn not_opened(text: &str, why: &str) -> Fault {
    let shown = base::text::shown(text);
    Fault::refused(format!("The address {shown} {why}, so no browser opens it"))
        .hint("If you trust it, open it by hand")
}

/// Whether two hosts are one, or one stands under the other, or both side by side under a name that
/// somebody has, such as `api.shop.example` and `www.shop.example`.
fn is_same_site(one: &Url, other: &Url) -> bool {
    /// Names as short as this are kept for everybody: `com.au`, `co.uk`.
    const SHORT: usize = 3;
    if ::publish::is_loopback(one) || ::publish::is_loopback(other) {
        return ::publish::is_loopback(one) && ::publish::is_loopback(other);
    }
    let (Some(Host::Domain(one)), Some(Host::Domain(other))) = (one.host(), other.host()) else {
        return one.host() == other.host();
    };
    let under = |low: &str, high: &str| {
        high.contains('.')
            && low
                .strip_suffix(high)
                .is_some_and(|rest| rest.ends_with('.'))
    };
    let beside = || {
        let (one, other) = (one.split_once('.')?.1, other.split_once('.')?.1);
        let (name, _) = one.split_once('.')?;
        Some(one == other && name.len() > SHORT)
    };
    one == other || under(one, other) || under(other, one) || beside() == Some(true)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use base::FaultKind;

    use super::*;
    use crate::EngineOptions;

    #[test]
    fn addresses_are_compared_in_one_form() {
        assert_eq!(
            normalise("HTTP://LocalHost:8484/").unwrap(),
            "http://localhost:8484"
        );
        assert_eq!(
            normalise("https://shop.example/api/").unwrap(),
            "https://shop.example/api"
        );
        for bad in [
            "shop.example",
            "ftp://shop.example",
            "https://ann:secret@shop.example",
            "https://shop.example/?a=1",
            "localhost:8484",
        ] {
            let fault = normalise(bad).unwrap_err();
            assert_eq!(fault.kind(), FaultKind::Usage, "{bad}");
            assert!(fault.hint_text().is_some());
        }
    }

    #[test]
    fn only_pages_of_the_platforms_own_site_are_opened() {
        let api = "https://api.shop.example";
        for fine in [
            "https://shop.example/p/chair",
            "https://www.shop.example/p/chair",
            "http://api.shop.example/",
        ] {
            assert!(openable(fine, api).is_ok(), "{fine}");
        }
        assert!(openable("http://127.0.0.1:8484/p/chair", "http://127.0.0.1:9").is_ok());
        for bad in [
            "file:///etc/passwd",
            "javascript:alert(1)",
            "ms-settings:",
            "https://elsewhere.example/",
            "https://notshop.example/",
            "https://shop.example@elsewhere.org/",
            "http://127.0.0.1:8484/p/chair",
            "http://[::1]/",
            "/p/chair",
            "",
        ] {
            let fault = openable(bad, api).unwrap_err();
            assert_eq!(fault.kind(), FaultKind::Refused, "{bad}");
        }
        assert!(openable("https://shop.example/", "http://127.0.0.1:9").is_err());
        assert!(openable("https://other.co.uk/", "https://shop.co.uk").is_err());
    }

    #[test]
    fn without_a_platform_a_command_is_told_how_to_start_one() {
        let folder = tempfile::tempdir().unwrap();
        let engine = Engine::new(EngineOptions {
            data_dir: Some(folder.path().to_path_buf()),
            ..EngineOptions::default()
        })
        .unwrap();
        let fault = engine.endpoint().unwrap_err();
        assert_eq!(fault.kind(), FaultKind::Service);
        assert_eq!(fault.way_out(), Some(&Remedy::StartOrNamePlatform));
    }

    #[test]
    fn a_named_platform_is_used_as_named() {
        let folder = tempfile::tempdir().unwrap();
        let engine = Engine::new(EngineOptions {
            data_dir: Some(folder.path().to_path_buf()),
            endpoint: Some("https://shop.example/".into()),
            ..EngineOptions::default()
        })
        .unwrap();
        let endpoint = engine.endpoint().unwrap();
        assert_eq!(endpoint.api_url, "https://shop.example");
        assert_eq!(endpoint.origin, Origin::Named);
    }
}
