//! The CDN against moto.

use std::time::Duration;

use aws_sdk_cloudfront::config::{BehaviorVersion, Region};
use aws_sdk_cloudfront::types::{
    CustomOriginConfig, DefaultCacheBehavior, DistributionConfig, Origin, OriginProtocolPolicy,
    Origins, ViewerProtocolPolicy,
};
use base::Job;

use super::server::Moto;
use crate::{
    Cdn, CloudFront, CloudFrontConfig, InvalidationStatus, SigningClock, StoreErrorKind, aws,
    credentials, wait_for_invalidation,
};

/// Makes a distribution; gives its id.
async fn distribution(moto: &Moto) -> String {
    let config = aws_sdk_cloudfront::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(credentials::provider(Moto::credentials()))
        .http_client(aws::http_client())
        .endpoint_url(&moto.endpoint)
        .build();
    let origin = Origin::builder()
        .id("shop")
        .domain_name("shop.example.com")
        .custom_origin_config(
            CustomOriginConfig::builder()
                .http_port(80)
                .https_port(443)
                .origin_protocol_policy(OriginProtocolPolicy::HttpsOnly)
                .build()
                .unwrap(),
        )
        .build()
        .unwrap();
    let behaviour = DefaultCacheBehavior::builder()
        .target_origin_id("shop")
        .viewer_protocol_policy(ViewerProtocolPolicy::RedirectToHttps)
        .build()
        .unwrap();
    let config_of_it = DistributionConfig::builder()
        .caller_reference("one")
        .comment("")
        .enabled(true)
        .origins(
            Origins::builder()
                .quantity(1)
                .items(origin)
                .build()
                .unwrap(),
        )
        .default_cache_behavior(behaviour)
        .build()
        .unwrap();
    let answer = aws_sdk_cloudfront::Client::from_conf(config)
        .create_distribution()
        .distribution_config(config_of_it)
        .send()
        .await
        .unwrap();
    answer.distribution().unwrap().id().to_owned()
}

fn cdn(moto: &Moto, distribution: String) -> CloudFront {
    CloudFront::new(CloudFrontConfig {
        clock: SigningClock::default(),
        endpoint: Some(moto.endpoint.clone()),
        distribution,
        credentials: Moto::credentials(),
    })
}

#[tokio::test]
async fn paths_are_invalidated_and_waited_for() {
    let moto = Moto::start().await;
    let cdn = cdn(&moto, distribution(&moto).await);
    let paths = [
        "/p/chair".to_owned(),
        "/listings/1/manifest.json".to_owned(),
    ];
    let id = cdn.invalidate(&paths, "publish-1").await.unwrap();
    wait_for_invalidation(&cdn, &id, Duration::from_secs(60), &Job::quiet())
        .await
        .unwrap();
    assert_eq!(
        cdn.status(&id).await.unwrap(),
        InvalidationStatus::Completed
    );
    let error = cdn.status("I000").await.unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::NotFound);
}

#[tokio::test]
async fn a_distribution_that_is_not_there_is_an_error() {
    let moto = Moto::start().await;
    let cdn = cdn(&moto, "E000".into());
    let error = cdn.invalidate(&["/a".into()], "one").await.unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::NotFound);
}
