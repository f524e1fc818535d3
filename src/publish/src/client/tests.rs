//! The client against a server that says what it is told to say.

#![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

use base::FaultKind;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::*;

/// Serves `answers` (status line and body) one after the other, each on its own connection; gives
/// the requests it got.
async fn serve(
    answers: &'static [(&'static str, &'static str)],
) -> (Client, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let mut requests = Vec::new();
        for (status, body) in answers {
            let (mut connection, _) = listener.accept().await.unwrap();
            requests.push(read_request(&mut connection).await);
            let answer = format!(
                "HTTP/1.1 {status}\r\ncontent-length: {}\r\nretry-after: 0\r\nconnection: close\r\n\r\n{body}",
                body.len()
            );
            connection.write_all(answer.as_bytes()).await.unwrap();
            connection.shutdown().await.unwrap();
        }
        requests
    });
    (
        Client::new(&endpoint, Some("secret".into())).unwrap(),
        server,
    )
}

async fn read_request(connection: &mut tokio::net::TcpStream) -> String {
    let mut request = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let read = connection.read(&mut buffer).await.unwrap();
        request.extend_from_slice(&buffer[..read]);
        let text = String::from_utf8_lossy(&request).to_ascii_lowercase();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length: ")?.parse().ok())
                .unwrap_or(0);
            if body.len() >= length {
                return text;
            }
        }
        assert!(read > 0, "the request broke off");
    }
}

fn header<'a>(request: &'a str, name: &str) -> Option<&'a str> {
    request
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

const PAGE: &str = r#"{"listings": [], "next": null}"#;

#[tokio::test]
async fn calls_carry_the_token_and_passing_failures_are_repeated() {
    let (client, server) = serve(&[
        ("503 Service Unavailable", ""),
        ("429 Too Many Requests", ""),
        ("200 OK", PAGE),
    ])
    .await;
    let query = ListingQuery {
        sku: Some("A.1".parse().unwrap()),
        limit: Some(5),
        ..ListingQuery::default()
    };
    assert_eq!(client.listings(&query).await.unwrap().listings, []);
    let requests = server.await.unwrap();
    assert_eq!(requests.len(), 3);
    assert!(requests[2].starts_with("get /v1/listings?sku=a.1&limit=5 "));
    assert_eq!(header(&requests[2], "authorization"), Some("bearer secret"));
}

#[tokio::test]
async fn a_repeated_post_keeps_its_idempotency_key() {
    let (client, server) = serve(&[
        ("502 Bad Gateway", ""),
        (
            "409 Conflict",
            r#"{"title": "Conflict", "status": 409, "detail": "Taken"}"#,
        ),
    ])
    .await;
    let id = ListingId::generate();
    let fault = client.publish_release(id, 3, "my-key").await.unwrap_err();
    assert_eq!(
        (fault.kind(), fault.message()),
        (FaultKind::Refused, "Taken")
    );
    for request in server.await.unwrap() {
        assert!(request.starts_with(&format!("post /v1/listings/{id}/releases/3/publish ")));
        assert_eq!(
            header(&request, listing::api::IDEMPOTENCY_KEY),
            Some("my-key")
        );
    }
}

#[tokio::test]
async fn signing_in_is_tried_once() {
    let (client, server) = serve(&[("503 Service Unavailable", "")]).await;
    let fault = client.sign_in("me@example.com", "wrong").await.unwrap_err();
    assert_eq!(fault.kind(), FaultKind::Service);
    assert_eq!(server.await.unwrap().len(), 1);
}

#[tokio::test]
async fn an_answer_that_is_no_answer_is_a_fault() {
    let (client, _server) = serve(&[("200 OK", "<html>hello</html>")]).await;
    let fault = client.listing(ListingId::generate()).await.unwrap_err();
    assert_eq!(fault.kind(), FaultKind::Service);
    assert!(fault.message().contains("can't be understood"), "{fault}");
}

#[tokio::test]
async fn a_platform_that_is_not_there_is_named() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let client = Client::new(&endpoint, None).unwrap();
    let fault = client.check_health().await.unwrap_err();
    assert_eq!(fault.kind(), FaultKind::Service);
    assert_eq!(fault.message(), format!("Cannot reach {endpoint}"));
    assert!(fault.hint_text().is_some());
}

#[tokio::test]
async fn a_password_is_never_sent_where_an_answer_points_to() {
    const ELSEWHERE: &str = "307 Temporary Redirect\r\nlocation: http://127.0.0.1:1/v1/sessions";
    let (client, server) = serve(&[(ELSEWHERE, "")]).await;
    let fault = client.sign_in("ann", "pass").await.unwrap_err();
    assert_eq!(fault.kind(), FaultKind::Refused);
    assert!(fault.message().contains("http://127.0.0.1:1/v1/sessions"));
    assert!(
        fault
            .hint_text()
            .unwrap()
            .contains("Nothing was sent there")
    );
    assert_eq!(server.await.unwrap().len(), 1);
}

#[tokio::test]
async fn secrets_are_sent_in_the_open_only_where_that_is_allowed() {
    // Nothing is sent: the address is one for documentation.
    let client = Client::new("http://192.0.2.1", None).unwrap();
    let signing_in = client.sign_in("ann", "pass").await.unwrap_err();
    let reading = client.signed_in("secret").audit_log().await.unwrap_err();
    for fault in [signing_in, reading] {
        assert_eq!(fault.kind(), FaultKind::Usage);
        assert!(fault.message().contains("without encryption"), "{fault}");
        assert_eq!(fault.way_out(), Some(&base::Remedy::EncryptOrAllow));
    }
    assert!(client.openly(true).check_private("password").is_ok());
    for fine in ["https://shop.example", "http://127.0.0.1:1"] {
        let client = Client::new(fine, None).unwrap();
        assert!(client.check_private("password").is_ok());
    }
}
