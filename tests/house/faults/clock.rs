//! A computer whose clock is wrong: each service refuses one request, and its answer puts the clock
//! right.

use base::Job;
use cloud::{
    Cdn as _, Checksums, CloudFront, CloudFrontConfig, Credentials, ObjectStore as _, S3Store,
    SigningClock, Written,
};
use tests::proxy::Proxy;

use super::is_part;
use crate::stores::{LENGTH, embedded, file, options};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_clock_is_put_right_by_what_the_store_says() {
    let place = embedded().await;
    for hours in [-7, 5] {
        let (far, key) = (place.far(), format!("faults/clock{hours}.glb"));
        let file = file(&key).await;
        let mut config = far.config(Checksums::default(), None);
        config.clock = SigningClock::wrong_by(time::Duration::hours(hours));
        let store = S3Store::new(config);
        let written = store
            .upload(&key, &file.source, &options(), &Job::quiet())
            .await
            .unwrap();
        assert_eq!(written, Written::Stored);
        let log = far.proxy.log();
        let refused = log.iter().filter(|seen| seen.status == Some(403));
        let refused: Vec<_> = refused.map(|seen| &seen.request).collect();
        // One, though there are two that could correct: see `SigningClock`.
        assert_eq!(refused.len(), 1, "{hours}: {log:?}");
        assert!(!is_part(refused[0]), "{hours}");
        let there = store.get(&key, None).await.unwrap();
        assert!(there.collect(LENGTH).await.unwrap() == file.content);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_clock_is_put_right_by_what_the_cdn_says() {
    let data = tempfile::tempdir().unwrap();
    let config = service::Config::embedded(data.path());
    let running = service::start(config).await.unwrap();
    let api = running.api_url().trim_start_matches("http://");
    let keys = running.credentials();
    for hours in [-7, 5] {
        let proxy = Proxy::start(api.parse().unwrap()).unwrap();
        let cdn = CloudFront::new(CloudFrontConfig {
            endpoint: Some(proxy.url()),
            distribution: "EPLINTH".into(),
            credentials: std::sync::Arc::new(Credentials {
                access_key: keys.s3_access_key.clone(),
                secret_key: keys.s3_secret_key.clone(),
                session_token: None,
                expires: None,
            }),
            clock: SigningClock::wrong_by(time::Duration::hours(hours)),
        });
        let paths = ["/p/chair".to_owned()];
        let id = cdn.invalidate(&paths, &format!("{hours}")).await.unwrap();
        cdn.status(&id).await.unwrap();
        let statuses: Vec<_> = proxy.log().iter().map(|seen| seen.status).collect();
        assert_eq!(statuses, [Some(400), Some(201), Some(200)], "{hours}");
    }
}
