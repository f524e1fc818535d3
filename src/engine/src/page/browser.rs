//! A headless Chromium of this computer: found, started, and ended with its owner.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use base::{Fault, Remedy, Result, env};
use serde_json::{Value, json};

use super::devtools::{Devtools, Wait};
use super::{PageVisit, Seen};
use crate::DataDir;
use crate::workplace::Workplace;

/// What browsers of that kind are called on the search path.
const NAMES: [&str; 7] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
];
/// Where they are where no search path knows them.
const PLACES: [&str; 5] = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
];
/// Nothing of the person's own browser, nothing from the network but the page, and a software renderer:
/// the same on a desktop, a server and in a container.
const OPTIONS: [&str; 16] = [
    "--headless=new",
    "--remote-debugging-port=0",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-sync",
    "--mute-audio",
    "--hide-scrollbars",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
];
/// Width and height of the page in CSS pixels: small, since every pixel is drawn in software.
const SIZE: [u32; 2] = [640, 480];
/// How often a browser that starts is looked for.
const LOOK: Duration = Duration::from_millis(50);

/// A browser; it ends with this value.
pub(super) struct Browser {
    process: Child,
    devtools: Devtools,
    /// The folder of its profile, which goes away after it.
    _profile: Workplace,
}

/// The browser's program: the one that `PLINTH_BROWSER` names, or one of the usual.
///
/// # Errors
/// A service fault where there is none.
pub(super) fn find() -> Result<PathBuf> {
    if let Some(named) = env::PLINTH_BROWSER.get() {
        let named = PathBuf::from(named);
        return if named.is_file() {
            Ok(named)
        } else {
            Err(Fault::service(format!(
                "The browser that PLINTH_BROWSER names isn't there: {}",
                named.display()
            ))
            .hint("Give the path of a Chromium or Chrome"))
        };
    }
    let path = env::PATH.get().unwrap_or_default();
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let named = NAMES.iter().flat_map(|name| {
        let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
        folders.iter().map(move |folder| folder.join(&file))
    });
    named
        .chain(PLACES.iter().map(PathBuf::from))
        .find(|program| program.is_file())
        .ok_or_else(|| {
            Fault::service("There is no browser here that could look at the page")
                .remedy(Remedy::InstallBrowser)
        })
}

impl Browser {
    /// Starts `program` with a profile of its own in `data`.
    pub(super) fn start(program: &Path, data: &DataDir, wait: Wait<'_>) -> Result<Self> {
        let profile = Workplace::new(data)?;
        let mut command = Command::new(program);
        command
            .args(OPTIONS)
            .arg(format!("--window-size={},{}", SIZE[0], SIZE[1]))
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        if is_root() {
            // Chromium's sandbox doesn't work for root, as in a container.
            command.arg("--no-sandbox");
        }
        let process = command.arg("about:blank").spawn().map_err(|error| {
            Fault::service(format!("{} can't be started", program.display()))
                .hint("Name another browser in PLINTH_BROWSER")
                .because(error)
        })?;
        let mut process = Leash(Some(process));
        // The browser writes where it listens into its profile.
        let file = profile.path().join("DevToolsActivePort");
        let (port, path) = loop {
            wait.check()?;
            if let Some(found) = std::fs::read_to_string(&file)
                .ok()
                .and_then(|text| place(&text))
            {
                break found;
            }
            if process.has_ended() {
                return Err(Fault::service(format!(
                    "{} ended before it showed anything",
                    program.display()
                ))
                .hint("Start it by hand to see why, or name another browser in PLINTH_BROWSER"));
            }
            std::thread::sleep(LOOK);
        };
        let devtools = Devtools::connect(port, &path)?;
        let Some(process) = process.0.take() else {
            return Err(Fault::service("The browser is gone"));
        };
        Ok(Self {
            process,
            devtools,
            _profile: profile,
        })
    }

    /// Opens the page at `url` and waits until its viewer shows the model, or why not.
    pub(super) fn visit(&mut self, url: &str, wait: Wait<'_>) -> Result<PageVisit> {
        let devtools = &mut self.devtools;
        devtools.take_events();
        // Its size is the window's: Chromium takes none here but for windows of their own.
        let new = json!({"url": "about:blank"});
        let target = devtools.call("", "Target.createTarget", new, wait)?["targetId"].take();
        let attach = json!({"targetId": target, "flatten": true});
        let attached = devtools.call("", "Target.attachToTarget", attach, wait)?;
        let session = attached["sessionId"].as_str().unwrap_or_default();
        let seen = watch_page(devtools, session, url, wait);
        let events = devtools.take_events();
        let close = json!({"targetId": target});
        // A page that can't be closed goes with its browser.
        let _ = devtools.call("", "Target.closeTarget", close, wait);
        Ok(PageVisit {
            seen: seen?,
            errors: events.iter().filter_map(error).collect(),
        })
    }
}

/// Opens `url` and watches its viewer, with the page of `session`.
fn watch_page(devtools: &mut Devtools, session: &str, url: &str, wait: Wait<'_>) -> Result<Seen> {
    for domain in [
        "Page.enable",
        "Runtime.enable",
        "Log.enable",
        "Network.enable",
    ] {
        devtools.call(session, domain, json!({}), wait)?;
    }
    let watch = json!({"source": include_str!("watch.js")});
    devtools.call(
        session,
        "Page.addScriptToEvaluateOnNewDocument",
        watch,
        wait,
    )?;
    // A look of ours is no customer's: it isn't counted.
    let uncounted = json!({"urls": ["*/v1/beacons"]});
    devtools.call(session, "Network.setBlockedURLs", uncounted, wait)?;
    let opened = devtools.call(session, "Page.navigate", json!({"url": url}), wait)?;
    if let Some(error) = opened["errorText"].as_str() {
        return Err(Fault::service(format!("{url} can't be opened: {error}"))
            .hint("Check that the shop can be reached from here"));
    }
    let left = wait
        .until
        .saturating_duration_since(std::time::Instant::now());
    let limit = left.mul_f64(0.9).as_millis();
    let settle = left.mul_f64(0.3).as_millis();
    let look = json!({
        "expression": format!("({})({limit}, {settle})", include_str!("look.js").trim()),
        "awaitPromise": true,
        "returnByValue": true,
    });
    let answer = devtools.call(session, "Runtime.evaluate", look, wait)?;
    serde_json::from_value(answer["result"]["value"].clone()).map_err(|error| {
        let why = answer["exceptionDetails"]["exception"]["description"].as_str();
        Fault::service(format!(
            "The page couldn't be looked at: {}",
            why.unwrap_or("its script was stopped")
        ))
        .because(error)
    })
}

/// What an event tells of a fault of the page.
fn error(event: &Value) -> Option<String> {
    let parameters = &event["params"];
    let text = match event["method"].as_str()? {
        "Runtime.exceptionThrown" => {
            let details = &parameters["exceptionDetails"];
            let thrown = details["exception"]["description"].as_str();
            thrown.or_else(|| details["text"].as_str())?.to_owned()
        }
        "Runtime.consoleAPICalled" if parameters["type"] == "error" => {
            let words = parameters["args"].as_array()?.iter();
            let words = words.filter_map(|word| {
                let text = word["description"]
                    .as_str()
                    .or_else(|| word["value"].as_str());
                text.map(str::to_owned)
            });
            words.collect::<Vec<_>>().join(" ")
        }
        "Log.entryAdded" if parameters["entry"]["level"] == "error" => {
            let entry = &parameters["entry"];
            let (text, url) = (entry["text"].as_str()?, entry["url"].as_str());
            if url.is_some_and(|url| url.ends_with("/v1/beacons")) {
                return None;
            }
            match url {
                Some(url) => format!("{text} ({url})"),
                None => text.to_owned(),
            }
        }
        _ => return None,
    };
    // The first line; what follows is where in the viewer's own code.
    let line = text.lines().next().unwrap_or_default().trim();
    (!line.is_empty()).then(|| line.chars().take(240).collect())
}

/// The port and path in the file that the browser writes.
fn place(text: &str) -> Option<(u16, String)> {
    let (port, path) = text.split_once('\n')?;
    let path = path.trim();
    (!path.is_empty()).then_some((port.trim().parse().ok()?, path.to_owned()))
}

#[cfg(target_os = "linux")]
fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

#[cfg(not(target_os = "linux"))]
const fn is_root() -> bool {
    false
}

/// A process that is ended where nobody takes it over.
struct Leash(Option<Child>);

impl Leash {
    fn has_ended(&mut self) -> bool {
        let process = self.0.as_mut();
        process.is_none_or(|process| !matches!(process.try_wait(), Ok(None)))
    }
}

impl Drop for Leash {
    fn drop(&mut self) {
        if let Some(process) = &mut self.0 {
            end(process);
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        end(&mut self.process);
    }
}

/// Ends a browser; its helpers notice by themselves.
fn end(process: &mut Child) {
    let _ = process.kill();
    let _ = process.wait();
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    #[test]
    fn the_browser_says_where_it_listens() {
        let (port, path) = place("40123\n/devtools/browser/ab-c\n").unwrap();
        assert_eq!((port, path.as_str()), (40123, "/devtools/browser/ab-c"));
        for half in ["", "40123", "40123\n", "x\n/devtools"] {
            assert_eq!(place(half), None, "{half:?}");
        }
    }

    #[test]
    fn only_faults_of_the_page_are_told_in_one_line() {
        let thrown = json!({"method": "Runtime.exceptionThrown", "params": {"exceptionDetails": {
            "text": "Uncaught", "exception": {"description": "TypeError: a is undefined\n  at x"}}}});
        assert_eq!(error(&thrown).unwrap(), "TypeError: a is undefined");
        let said = json!({"method": "Runtime.consoleAPICalled", "params": {"type": "error", "args": [
            {"value": "Couldn't load texture"}, {"value": "blob:1"}]}});
        assert_eq!(error(&said).unwrap(), "Couldn't load texture blob:1");
        let beacon = json!({"method": "Log.entryAdded", "params": {"entry": {"level": "error",
            "text": "blocked", "url": "http://shop.example/v1/beacons"}}});
        assert_eq!(error(&beacon), None);
        let warned = json!({"method": "Runtime.consoleAPICalled", "params": {"type": "warning", "args": []}});
        assert_eq!(error(&warned), None);
    }
}
