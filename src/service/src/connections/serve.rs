//! Serving one listener.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use http::{Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use super::gate::{Gate, Place};
use super::tracked::{Answering, TrackedAnswer, TrackedRequest, TrackedStream};

/// The largest head of a request, and the most that is read ahead. A grant for many keys travels in
/// a header of some 10 kB.
const BUFFER: usize = 64 * 1024;

/// How long to wait after the system gave no connection.
const PAUSE: Duration = Duration::from_millis(50);

/// Serves `router` at `listener` until `stop`, and then lets requests under way finish.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    gate: Arc<Gate>,
    stop: CancellationToken,
) {
    // Ends them all where this is dropped.
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            () = stop.cancelled() => break,
            Some(_) = connections.join_next() => continue,
            accepted = listener.accept() => accepted,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "a connection can't be taken");
                gate.make_room();
                tokio::time::sleep(PAUSE).await;
                continue;
            }
        };
        let Some(place) = stop.run_until_cancelled(gate.enter()).await else {
            break;
        };
        connections.spawn(talk(stream, peer, place, router.clone(), stop.clone()));
    }
    drop(listener);
    while connections.join_next().await.is_some() {}
}

/// Answers the requests of one connection.
async fn talk(
    stream: TcpStream,
    peer: SocketAddr,
    place: Place,
    router: Router,
    stop: CancellationToken,
) {
    let _ = stream.set_nodelay(true);
    let connection = &place.connection;
    let stream = TokioIo::new(TrackedStream::new(stream, Arc::clone(connection)));
    let service = service_fn(|request: Request<Incoming>| {
        let answering = Answering::begin(Arc::clone(connection));
        let connection = Arc::clone(connection);
        let router = router.clone();
        async move {
            let mut request = request.map(|body| Body::new(TrackedRequest::new(body, connection)));
            request.extensions_mut().insert(ConnectInfo(peer));
            let answer: Result<Response<Body>, Infallible> = router.oneshot(request).await;
            answer.map(|answer| answer.map(|body| TrackedAnswer::new(body, answering)))
        }
    });
    let mut builder = http1::Builder::new();
    // Times are kept by the gate, for all that a client can be slow at.
    builder.max_buf_size(BUFFER).header_read_timeout(None);
    let mut talking = std::pin::pin!(builder.serve_connection(stream, service));
    let outcome = tokio::select! {
        outcome = talking.as_mut() => outcome,
        () = connection.end.cancelled() => return,
        () = stop.cancelled() => {
            talking.as_mut().graceful_shutdown();
            tokio::select! {
                outcome = talking => outcome,
                () = connection.end.cancelled() => return,
            }
        }
    };
    if let Err(error) = outcome {
        tracing::debug!(%error, "a connection broke");
    }
}
