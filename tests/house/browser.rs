//! The whole way, seen by a customer: the platform runs, a product is published with the real
//! program, and a real browser opens its page.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use base::{Currency, Job, Money};
use listing::{Bundle, BundleFile, Client, Dimensions, Publication, Role, Step, Target};
use plinth::engine::DataDir;
use plinth::platform::Record;
use render::{Picture, compare};
use serde_json::{Value, json};
use service::LocalCredentials;
use tests::{plinth_binary, sample};

/// The least foreground PSNR, in dB, between the page and `plinth render`. Parity itself is measured
/// elsewhere; here it must be the same product in the same place and light.
const RESEMBLES_DB: f64 = 32.0;
const WHITE: [u8; 3] = [255; 3];

/// `plinth platform` on a data folder of its own; it ends with this value.
struct Platform {
    process: Child,
    data: DataDir,
    record: Record,
}

impl Platform {
    fn start(folder: &Path) -> Self {
        let process = Command::new(plinth_binary())
            .args(["platform", "--port", "0", "--json", "--data"])
            .arg(folder)
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let data = DataDir::at(folder);
        let mut platform = Self {
            process,
            record: Record {
                process: 0,
                shop_url: String::new(),
                api_url: String::new(),
            },
            data,
        };
        let deadline = Instant::now() + Duration::from_secs(60);
        loop {
            if let Some(record) = Record::of_running(&platform.data).unwrap() {
                platform.record = record;
                return platform;
            }
            assert!(
                platform.process.try_wait().unwrap().is_none(),
                "the platform ended early"
            );
            assert!(
                Instant::now() < deadline,
                "the platform did not start within a minute"
            );
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// Runs `plinth` with `--json` on this platform's data folder; gives its document.
    fn plinth(&self, arguments: &[&str]) -> Value {
        let output = Command::new(plinth_binary())
            .args(arguments)
            .args(["--json", "--data"])
            .arg(self.data.root())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "plinth {arguments:?}: {said}");
        serde_json::from_slice(&output.stdout).unwrap()
    }
}

impl Drop for Platform {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Chromium, driven by `web/shop.mjs`; it ends with this value.
struct Browser {
    process: Child,
    commands: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Browser {
    fn start() -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("web/shop.mjs");
        let mut process = Command::new("node")
            .arg(script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("node drives the browser; packaging/test.sh installs it");
        Self {
            commands: process.stdin.take(),
            answers: BufReader::new(process.stdout.take().unwrap()),
            process,
        }
    }

    /// Opens the page at `url`; with `picture`, waits for the model and saves what is drawn.
    fn open(&mut self, url: &str, picture: Option<&Path>) -> Value {
        let command = json!({"open": url, "picture": picture, "width": 1000, "height": 800});
        writeln!(self.commands.as_mut().unwrap(), "{command}").unwrap();
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        let answer: Value = serde_json::from_str(&line).expect("the browser's script ended early");
        assert_eq!(answer["error"], Value::Null, "{answer:#}");
        assert_eq!(answer["status"], 200, "{answer:#}");
        assert_eq!(answer["errors"], json!([]), "the page has errors");
        answer
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The end of its input ends the script, which closes the browser.
        self.commands.take();
        let _ = self.process.wait();
    }
}

/// What `plinth render` draws of `model` at the page's size, with the page's own attributes.
fn rendered(model: &Path, page: &Value, out: &Path) -> Picture {
    let mut command = Command::new(plinth_binary());
    command.arg("render").arg(model).arg("-o").arg(out);
    command
        .arg("--size")
        .arg(format!("{}x{}", page["width"], page["height"]));
    for name in [
        "camera-orbit",
        "camera-target",
        "field-of-view",
        "exposure",
        "tone-mapping",
        "shadow-intensity",
        "shadow-softness",
    ] {
        if let Some(value) = page["attributes"][name].as_str() {
            command.arg(format!("--{name}={value}"));
        }
    }
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Picture::open(out).unwrap()
}

/// The share of pixels that aren't white.
fn covered(picture: &Picture) -> f64 {
    let drawn = picture
        .rgba
        .chunks_exact(4)
        .filter(|pixel| pixel[..3] != WHITE)
        .count();
    drawn as f64 / f64::from(picture.width * picture.height)
}

/// `model` alone as a new release of the product with `sku`.
fn bundle(sku: &str, title: &str, model: &Path) -> Bundle {
    let currency: Currency = "EUR".parse().unwrap();
    Bundle {
        sku: sku.parse().unwrap(),
        title: title.into(),
        description: String::new(),
        brand: None,
        gtin: None,
        price: Money::parse("79.00", currency).unwrap(),
        dimensions: Dimensions {
            width: 0.3,
            height: 0.45,
            depth: 0.3,
        },
        variants: Vec::new(),
        attributes: [("camera-orbit".to_owned(), "20deg 80deg 105%".to_owned())].into(),
        proof: None,
        files: vec![BundleFile {
            role: Role::Model,
            target: Some(Target::Web),
            path: model.to_owned(),
            content_type: "model/gltf-binary".into(),
            extension: "glb".into(),
            triangles: None,
            width: None,
            height: None,
        }],
    }
}

#[test]
fn a_customer_sees_what_was_published_and_nothing_else_until_the_edge_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| -> PathBuf { folder.path().join(name) };
    let platform = Platform::start(&file("data"));
    let armchair = sample("armchair");

    let published = platform.plinth(&[
        "publish",
        armchair.to_str().unwrap(),
        "--sku",
        "E2E-1",
        "--title",
        "Moss chair",
        "--price",
        "690",
        "--currency",
        "EUR",
        "--camera-orbit",
        "30deg 75deg 105%",
    ]);
    let url = published["url"].as_str().unwrap().to_owned();

    // The page shows the product as `plinth render` draws it.
    let mut browser = Browser::start();
    let page = browser.open(&url, Some(&file("chair.png")));
    assert!(
        page["title"].as_str().unwrap().contains("Moss chair"),
        "{page:#}"
    );
    let text = page["text"].as_str().unwrap();
    for words in ["Moss chair", "690", "cm", "Clay"] {
        assert!(
            text.contains(words),
            "the page doesn't say '{words}':\n{text}"
        );
    }
    let kinds = page["structured"].to_string();
    assert!(
        kinds.contains("\"Product\"") && kinds.contains("\"3DModel\""),
        "{kinds}"
    );
    assert!(
        page["picture"]
            .as_str()
            .is_some_and(|picture| picture.starts_with("http"))
    );
    let seen = Picture::open(&file("chair.png")).unwrap();
    assert!(covered(&seen) > 0.1, "the page's picture is blank");
    let ours = rendered(&armchair, &page, &file("chair-ours.png"));
    let likeness = compare(&seen, &ours, WHITE).unwrap();
    assert!(
        likeness.psnr > RESEMBLES_DB,
        "page and render differ: {likeness:?}"
    );

    // A changed model, published up to the moment before the edge is told.
    let lamp = sample("lamp");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut publication = runtime.block_on(async {
        let local = LocalCredentials::read(&platform.data.platform()).unwrap();
        let client = Client::new(&platform.record.api_url, None).unwrap();
        let session = client
            .sign_in(&local.account, &local.password)
            .await
            .unwrap();
        let client = client.signed_in(session.token);
        let mut publication =
            Publication::new(&client, bundle("E2E-1", "Amber lamp", &lamp)).unwrap();
        while publication.step() != Step::Invalidate {
            assert_ne!(
                publication.step(),
                Step::Done,
                "nothing was to be invalidated"
            );
            publication.advance(&Job::quiet()).await.unwrap();
        }
        publication
    });
    let stale = browser.open(&url, None);
    assert!(
        stale["title"].as_str().unwrap().contains("Moss chair"),
        "the edge cached nothing: {stale:#}"
    );
    assert_eq!(stale["attributes"]["src"], page["attributes"]["src"]);

    // The edge is told: the page shows the new model.
    let outcome = runtime.block_on(publication.run(&Job::quiet())).unwrap();
    assert_eq!((outcome.release, outcome.url.as_str()), (2, url.as_str()));
    let fresh = browser.open(&url, Some(&file("lamp.png")));
    assert!(
        fresh["title"].as_str().unwrap().contains("Amber lamp"),
        "{fresh:#}"
    );
    assert_ne!(fresh["attributes"]["src"], page["attributes"]["src"]);
    let seen = Picture::open(&file("lamp.png")).unwrap();
    let likeness = compare(
        &seen,
        &rendered(&lamp, &fresh, &file("lamp-ours.png")),
        WHITE,
    )
    .unwrap();
    assert!(
        likeness.psnr > RESEMBLES_DB,
        "page and render differ: {likeness:?}"
    );
}
