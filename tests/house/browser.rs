//! The whole way, seen by a customer: the platform runs, a product is published with the real
//! program, and a real browser opens its page.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use ::publish::{Bundle, BundleFile, Client, Publication, Step};
use base::{Currency, Job, Money};
use engine::DataDir;
use listing::{Dimensions, Role, Target};
use render::{Picture, compare};
use serde_json::{Value, json};
use service::LocalCredentials;
use tests::sample;

use crate::program::User;

/// The least foreground PSNR, in dB, between the page and `plinth render`. Parity itself is measured
/// elsewhere; here it must be the same product in the same place and light.
const RESEMBLES_DB: f64 = 32.0;
const WHITE: [u8; 3] = [255; 3];
/// The viewer's attributes that `plinth render` takes as options of the same names.
const DRAWN: [&str; 7] = [
    "camera-orbit",
    "camera-target",
    "field-of-view",
    "exposure",
    "tone-mapping",
    "shadow-intensity",
    "shadow-softness",
];

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
fn rendered(user: &User, model: &Path, page: &Value) -> Picture {
    let out = user.folder().join("ours.png");
    let size = format!("--size={}x{}", page["width"], page["height"]);
    let mut words = vec![
        "render".to_owned(),
        text(model),
        format!("-o={}", text(&out)),
        size,
    ];
    for name in DRAWN {
        if let Some(value) = page["attributes"][name].as_str() {
            words.push(format!("--{name}={value}"));
        }
    }
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    user.run(&words).done();
    Picture::open(&out).unwrap()
}

fn text(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
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
    let user = User::new();
    let mut platform = user.start(&["platform", "--port", "0", "--json"]);
    let api = platform.document()["api"].as_str().unwrap().to_owned();
    let file = |name: &str| user.folder().join(name);
    let (armchair, lamp) = (sample("armchair"), sample("lamp"));

    let words = "publish MODEL --sku E2E-1 --title Chair --price 690 --currency EUR --json --shadow-intensity 1";
    let model = text(&armchair);
    let words: Vec<&str> = words
        .split(' ')
        .map(|word| if word == "MODEL" { &model } else { word })
        .collect();
    let published = user.run(&words).done().json();
    let url = published["url"].as_str().unwrap().to_owned();

    // The page shows the product as `plinth render` draws it.
    let mut browser = Browser::start();
    let page = browser.open(&url, Some(&file("chair.png")));
    assert!(
        page["title"].as_str().unwrap().contains("Chair"),
        "{page:#}"
    );
    let text = page["text"].as_str().unwrap();
    for words in ["Chair", "690", "cm", "Clay"] {
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
    let ours = rendered(&user, &armchair, &page);
    let likeness = compare(&seen, &ours, WHITE).unwrap();
    assert!(
        likeness.psnr > RESEMBLES_DB,
        "page and render differ: {likeness:?}"
    );

    // A changed model, published up to the moment before the edge is told.
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut publication = runtime.block_on(async {
        let data = DataDir::at(user.folder().join("data"));
        let local = LocalCredentials::read(&data.platform()).unwrap();
        let client = Client::new(&api, None).unwrap();
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
        stale["title"].as_str().unwrap().contains("Chair"),
        "the edge cached nothing: {stale:#}"
    );
    assert_eq!(stale["attributes"]["src"], page["attributes"]["src"]);

    // The edge is told: the page shows the new model.
    let outcome = runtime.block_on(publication.run(&Job::quiet())).unwrap();
    assert_eq!(
        (outcome.release, outcome.url.as_str()),
        (Some(2), url.as_str())
    );
    let fresh = browser.open(&url, Some(&file("lamp.png")));
    assert!(
        fresh["title"].as_str().unwrap().contains("Amber lamp"),
        "{fresh:#}"
    );
    assert_ne!(fresh["attributes"]["src"], page["attributes"]["src"]);
    let seen = Picture::open(&file("lamp.png")).unwrap();
    let likeness = compare(&seen, &rendered(&user, &lamp, &fresh), WHITE).unwrap();
    assert!(
        likeness.psnr > RESEMBLES_DB,
        "page and render differ: {likeness:?}"
    );
}
