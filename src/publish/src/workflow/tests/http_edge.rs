//! The edge over HTTP, against servers that mean no good.

use std::time::Duration;

use base::{ContentHash, FaultKind, Job};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::workflow::edge::{Edge as _, HttpEdge};
use crate::workflow::verify;
use listing::{ManifestObject, Role, Target};

/// "chair", through `gzip -n`.
const ZIPPED: [u8; 25] = [
    0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, 0x4b, 0xce, 0x48, 0xcc, 0x2c, 0x02,
    0x00, 0x85, 0x44, 0x03, 0xa5, 0x05, 0x00, 0x00, 0x00,
];

/// Answers each request with `head` and then with `body`, over and over where `endless`.
async fn serve(head: &str, body: &'static [u8], pause: Option<Duration>) -> HttpEdge {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let head = format!("HTTP/1.1 {head}\r\nconnection: close\r\n\r\n");
    tokio::spawn(async move {
        while let Ok((connection, _)) = listener.accept().await {
            let _ = answer(connection, &head, body, pause).await;
        }
    });
    HttpEdge::new(&base).unwrap()
}

async fn answer(
    mut connection: TcpStream,
    head: &str,
    body: &[u8],
    pause: Option<Duration>,
) -> std::io::Result<()> {
    let mut request = [0; 4096];
    // What was asked for doesn't matter; a head comes at once.
    let _read = connection.read(&mut request).await?;
    connection.write_all(head.as_bytes()).await?;
    connection.write_all(body).await?;
    if let Some(pause) = pause {
        // Bounded: as much as a test can wait for, or the client hangs up.
        for _ in 0..100_000 {
            connection.write_all(body).await?;
            tokio::time::sleep(pause).await;
        }
    }
    connection.shutdown().await
}

fn object(bytes: u64) -> ManifestObject {
    ManifestObject {
        role: Role::Model,
        target: Some(Target::Web),
        sha256: ContentHash::of(b"chair"),
        extension: "glb".into(),
        content_type: "model/gltf-binary".into(),
        bytes,
        triangles: None,
        width: None,
        height: None,
    }
}

const GLB: &str = "200 OK\r\ncontent-type: model/gltf-binary";

#[tokio::test]
async fn bytes_are_decoded_as_browsers_do() {
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("chair.glb");
    let head = format!("{GLB}\r\ncontent-encoding: gzip");
    let edge = serve(&head, &ZIPPED, None).await;
    verify::save(&object(5), &edge, &to, &Job::quiet())
        .await
        .unwrap();
    assert_eq!(std::fs::read(&to).unwrap(), b"chair");
}

#[tokio::test]
async fn what_browsers_cannot_decode_is_named_and_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("chair.glb");
    for (encoding, named) in [
        ("gzip", "can't decode"),
        ("br", "can't decode"),
        ("odd", "'odd'"),
    ] {
        let head = format!("{GLB}\r\ncontent-encoding: {encoding}");
        let edge = serve(&head, b"chair", None).await;
        let saved = verify::save(&object(5), &edge, &to, &Job::quiet()).await;
        let fault = saved.unwrap_err();
        assert_eq!(fault.kind(), FaultKind::Service);
        assert!(fault.message().contains(named), "{encoding}: {fault}");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn more_bytes_than_were_said_are_never_written() {
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("chair.glb");
    let edge = serve(GLB, b"chair", Some(Duration::ZERO)).await;
    let saved = verify::save(&object(5), &edge, &to, &Job::quiet()).await;
    assert!(saved.unwrap_err().message().contains("other bytes"));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn a_wait_that_is_called_off_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("chair.glb");
    let edge = serve(GLB, b"chair", Some(Duration::from_millis(10))).await;
    let (meant, job) = (object(1 << 62), Job::quiet());
    let saving = verify::save(&meant, &edge, &to, &job);
    let stopped = tokio::time::timeout(Duration::from_millis(300), saving).await;
    assert!(stopped.is_err());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn a_server_that_drips_is_given_up() {
    let edge = serve(GLB, b"x", Some(Duration::from_millis(20))).await;
    let edge = edge.hasty(Duration::from_millis(300));
    let answer = edge.fetch("/objects/x.glb").await.unwrap().unwrap();
    let fault = answer.collect(1 << 20).await.unwrap_err();
    assert!(fault.message().contains("next to nothing"), "{fault}");
}

#[tokio::test]
async fn a_shop_that_points_elsewhere_is_not_followed() {
    let head = "302 Found\r\nlocation: http://127.0.0.1:1/x";
    let edge = serve(head, b"", None).await;
    let fault = edge.fetch("/").await.err().unwrap();
    assert_eq!(fault.kind(), FaultKind::Refused);
    assert!(fault.message().contains("http://127.0.0.1:1/x"), "{fault}");
}
