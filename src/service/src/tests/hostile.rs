//! Requests that mean no good, at every listener: none is answered as if it were fine, and none
//! stops the platform from answering the next.

use listing::api::NewListing;
use reqwest::{Method, StatusCode};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::{Bench, PASSWORD, header, problem, read};

/// Sends `request` as it stands and reads what comes until the end.
async fn raw(url: &str, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(url.trim_start_matches("http://"))
        .await
        .unwrap();
    let _ = stream.write_all(request).await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

/// The number of answers in what came.
fn answers(text: &str) -> usize {
    text.matches("HTTP/1.1 ").count()
}

fn listeners(bench: &Bench) -> [String; 3] {
    [
        bench.running.edge_url().into(),
        bench.running.api_url().into(),
        bench.running.s3_endpoint().into(),
    ]
}

#[tokio::test]
async fn heads_without_end_are_refused() {
    let bench = Bench::new().await;
    let long = format!(
        "GET / HTTP/1.1\r\nHost: x\r\nX-A: {}\r\n\r\n",
        "a".repeat(200_000)
    );
    let many = format!(
        "GET / HTTP/1.1\r\nHost: x\r\n{}\r\n",
        "X-A: a\r\n".repeat(5000)
    );
    let path = format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "a".repeat(200_000));
    for url in listeners(&bench) {
        for request in [&long, &many, &path] {
            let answer = raw(&url, request.as_bytes()).await;
            let refused = ["HTTP/1.1 431", "HTTP/1.1 414", "HTTP/1.1 400"];
            // Or cut off before it was all sent.
            assert!(
                answer.is_empty() || refused.iter().any(|start| answer.starts_with(start)),
                "{url}: {answer:.200}"
            );
        }
    }
    assert_eq!(bench.edge("/").await.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_request_hides_no_other_one() {
    let bench = Bench::new().await;
    let hidden = "GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    let bad = [
        // Two lengths, a length that is none, a length beside chunks, chunks that aren't last.
        "POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nContent-Length: 5\r\n\r\n",
        "POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: +5\r\n\r\n",
        "POST /v1/sessions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, identity\r\n\r\n",
        "POST /v1/sessions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n",
        "POST /v1/sessions HTTP/1.1\r\nHost : x\r\nContent-Length: 0\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nX: a\n b\r\n\r\n\0",
    ];
    for url in listeners(&bench) {
        for request in bad {
            let answer = raw(&url, format!("{request}{hidden}").as_bytes()).await;
            assert!(answers(&answer) <= 1, "{url} {request:?}: {answer}");
            assert!(
                !answer.starts_with("HTTP/1.1 2"),
                "{url} {request:?}: {answer}"
            );
        }
    }
}

#[tokio::test]
async fn nobody_can_change_the_protocol() {
    let bench = Bench::new().await;
    let upgrade = "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n\
                   Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    for url in listeners(&bench) {
        let answer = raw(&url, upgrade.as_bytes()).await;
        assert!(!answer.starts_with("HTTP/1.1 101"), "{answer}");
        let connect = "CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\nConnection: close\r\n\r\n";
        let answer = raw(&url, connect.as_bytes()).await;
        assert!(!answer.starts_with("HTTP/1.1 2"), "{answer}");
        // The beginning of HTTP/2.
        let answer = raw(&url, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").await;
        assert!(!answer.starts_with("HTTP/1.1 2"), "{answer}");
    }
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_in_words() {
    let bench = Bench::new().await;
    let person = bench.sign_in("merchant@test").await;
    let listing = person.create("A-1", "Chair").await;
    let large = "x".repeat(300 * 1024);
    for path in [
        "/v1/sessions".to_owned(),
        "/v1/listings".into(),
        format!("/v1/listings/{}/releases", listing.id),
        format!("/v1/listings/{}/upload-grants", listing.id),
    ] {
        let refused = person.post(&path, &json!({ "title": large })).await;
        let (status, detail) = problem(refused).await;
        assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE, "{path}");
        assert!(detail.contains("larger"), "{detail}");
    }
    let beacon = bench.edge_request("/v1/beacons").build().unwrap();
    let beacon = bench
        .http
        .post(beacon.url().clone())
        .json(&json!({ "page": large }));
    let (status, _) = problem(beacon.send().await.unwrap()).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn a_body_is_never_unpacked() {
    let bench = Bench::new().await;
    let person = bench.sign_in("merchant@test").await;
    // A megabyte of spaces in a thousand bytes.
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::Write::write_all(&mut packed, &vec![b' '; 1 << 20]).unwrap();
    let bomb = person
        .request(Method::POST, "/v1/listings")
        .header("content-type", "application/json")
        .header("content-encoding", "gzip")
        .body(packed.finish().unwrap());
    let (status, _) = problem(bomb.send().await.unwrap()).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn json_can_be_nested_as_deep_as_anybody_likes() {
    let bench = Bench::new().await;
    let person = bench.sign_in("merchant@test").await;
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let asked = person
        .request(Method::POST, "/v1/listings")
        .header("content-type", "application/json")
        .body(deep);
    let (status, _) = problem(asked.send().await.unwrap()).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn keys_and_paths_lead_out_of_nothing() {
    let bench = Bench::new().await;
    for path in [
        "/../../credentials.json",
        "/objects/../../credentials.json",
        "/objects/..%2f..%2fcredentials.json",
        "/objects/%2e%2e/%2e%2e/platform.db",
        "/assets/..%2f..%2fplatform.db",
        "/listings/../manifest.json",
        "/objects/%00",
    ] {
        for url in listeners(&bench) {
            let request = format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            let answer = raw(&url, request.as_bytes()).await;
            assert!(!answer.starts_with("HTTP/1.1 2"), "{url}{path}: {answer}");
            assert!(!answer.contains("s3_secret_key") && !answer.contains("SQLite format"));
        }
    }
    // A key is no path: whatever it is called, it lies in a blob with a name of its own.
    let root = bench.s3();
    for key in [
        "../../outside",
        "/etc/outside",
        "a/../../outside",
        "objects/..",
        "..\\outside",
    ] {
        let _ = root
            .put_object()
            .bucket("plinth")
            .key(key)
            .body(aws_sdk_s3::primitives::ByteStream::from_static(b"x"))
            .send()
            .await;
    }
    let parent = bench.folder.path().parent().unwrap();
    for place in [
        parent,
        bench.folder.path(),
        &bench.folder.path().join("objects"),
    ] {
        assert!(!place.join("outside").exists());
    }
}

#[tokio::test]
async fn a_web_page_elsewhere_can_do_nothing_in_its_visitors_name() {
    let bench = Bench::new().await;
    let url = format!("{}/v1/sessions", bench.running.api_url());
    let body = json!({ "account": "merchant@test", "password": PASSWORD }).to_string();
    // What a form or a script may send without asking first isn't read as JSON.
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
    ] {
        let sent = bench
            .http
            .post(&url)
            .header("origin", "https://elsewhere.example")
            .header("content-type", kind)
            .body(body.clone());
        let answer = sent.send().await.unwrap();
        assert_eq!(
            answer.status(),
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "{kind}"
        );
    }
    // Whoever asks first is allowed nothing; and there are no cookies that a browser would add.
    let asked = bench
        .http
        .request(Method::OPTIONS, &url)
        .header("origin", "https://elsewhere.example")
        .header("access-control-request-method", "POST");
    let answer = asked.send().await.unwrap();
    assert_eq!(header(&answer, "access-control-allow-origin"), "");
    let signed_in = bench
        .http
        .post(&url)
        .header("content-type", "application/json")
        .body(body)
        .send()
        .await
        .unwrap();
    assert_eq!(signed_in.status(), StatusCode::CREATED);
    assert_eq!(header(&signed_in, "set-cookie"), "");
    assert_eq!(header(&signed_in, "access-control-allow-origin"), "");
}

#[tokio::test]
async fn the_host_that_a_request_names_changes_no_page() {
    let bench = Bench::new().await;
    let person = bench.sign_in("merchant@test").await;
    let (listing, _) = bench.live(&person, "A-1").await;
    let path = format!("/p/{}", listing.slug);
    let page = bench
        .edge_request(&path)
        .header("host", "elsewhere.example")
        .header("x-forwarded-host", "elsewhere.example");
    let page = page.send().await.unwrap().text().await.unwrap();
    assert!(!page.contains("elsewhere.example"));
    let again = bench.edge(&path).await.text().await.unwrap();
    assert_eq!(page, again, "nor what the edge keeps of it");
}

#[tokio::test]
async fn texts_are_texts_on_pages_and_in_feeds() {
    let bench = Bench::new().await;
    let person = bench.sign_in("merchant@test").await;
    let title = "</title><script>alert(1)</script>{{ 7*7 }}\"' onload=x";
    let listing = person.create("A-1", title).await;
    let mut manifest = bench.manifest(&listing, b"model").await;
    manifest.description = "</script><img src=x onerror=alert(1)>\n\ta\tb".into();
    manifest.brand = Some("=cmd|' /C calc'!A0 <b>".into());
    manifest.variants[0].name = "\"><script>alert(2)</script>".into();
    let release = person.record(&manifest).await;
    person.publish(&listing, release.number).await;
    for path in [format!("/p/{}", listing.slug), "/".into()] {
        let page = bench.edge(&path).await.text().await.unwrap();
        for bad in ["<script>alert", "<img src=x", "</script><img", ">49<"] {
            assert!(!page.contains(bad), "{path}: {bad}");
        }
    }
    let feed = bench.edge("/feeds/google.tsv").await.text().await.unwrap();
    let columns: Vec<usize> = feed.lines().map(|line| line.split('\t').count()).collect();
    assert!(columns.len() == 2 && columns[0] == columns[1], "{feed}");
}

#[tokio::test]
async fn texts_that_read_otherwise_than_they_are_written_are_refused() {
    let bench = Bench::new().await;
    let person = bench.sign_in("merchant@test").await;
    for title in [
        "Chair \u{202e}gnp.exe",
        "Chair \u{2066}x",
        "Chair\u{1b}[2J",
        "a\u{2028}b",
    ] {
        let new = NewListing {
            sku: "A-1".parse().unwrap(),
            title: title.into(),
        };
        let (status, detail) = problem(person.post("/v1/listings", &new).await).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(detail.contains("U+"), "{detail}");
    }
    let listing = person.create("A-1", "Chair").await;
    let path = format!("/v1/listings/{}", listing.id);
    let renamed = person
        .request(Method::PATCH, &path)
        .json(&json!({ "title": "Chair \u{202e}" }));
    let (status, _) = problem(renamed.send().await.unwrap()).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let good = bench.manifest(&listing, b"model").await;
    let releases = format!("{path}/releases");
    for change in [
        (|manifest| manifest.description = "a\u{202d}b".into()) as fn(&mut listing::Manifest),
        |manifest| manifest.brand = Some("a\u{2067}b".into()),
        |manifest| manifest.variants[0].name = "a\u{202a}b".into(),
        |manifest| manifest.proof = Some("a\u{7}b".into()),
    ] {
        let mut manifest = good.clone();
        change(&mut manifest);
        let sent = person
            .post(&releases, &json!({ "manifest": manifest }))
            .await;
        let (status, detail) = problem(sent).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(detail.contains("U+"), "{detail}");
    }
}

#[tokio::test]
async fn one_accounts_idempotency_key_is_nothing_to_another() {
    let bench = Bench::new().await;
    let own = bench.sign_in("merchant@test").await;
    let other = bench.sign_in("other@test").await;
    let create = |person: &super::Person, sku: &str| {
        person
            .request(Method::POST, "/v1/listings")
            .header("idempotency-key", "one and the same")
            .json(&json!({ "sku": sku, "title": "Chair" }))
            .send()
    };
    let first: listing::api::Listing = read(create(&own, "A-1").await.unwrap()).await;
    let second = create(&other, "B-1").await.unwrap();
    assert_eq!(header(&second, "idempotency-replayed"), "");
    let second: listing::api::Listing = read(second).await;
    assert_ne!(first.id, second.id);
}

#[tokio::test]
async fn an_account_that_is_none_is_answered_like_one_that_is() {
    let bench = Bench::new().await;
    let url = format!("{}/v1/sessions", bench.running.api_url());
    let mut answers = Vec::new();
    for account in ["merchant@test", "nobody@test", "", "\u{0}"] {
        let body = json!({ "account": account, "password": "guess" });
        let answer = bench.http.post(&url).json(&body).send().await.unwrap();
        answers.push(problem(answer).await);
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
}
