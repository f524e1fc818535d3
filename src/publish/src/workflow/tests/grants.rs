//! Credentials that run out on the way.

use std::sync::Arc;

use base::ListingId;
use cloud::CredentialSource;
use time::{Duration, OffsetDateTime};

use super::super::ports::{Platform, RenewedGrant};
use super::fakes::Fakes;

#[tokio::test]
async fn credentials_are_asked_for_again_just_before_they_run_out() {
    let fakes = Fakes::new();
    let id = ListingId::generate();
    // Over when it is given: this computer's clock is ahead, and goes on with it.
    let cases = [
        (Duration::minutes(5), 1),
        (Duration::seconds(30), 2),
        (Duration::hours(-3), 1),
    ];
    for (left, expected) in cases {
        fakes.platform.state().calls.clear();
        let mut grant = fakes.platform.grant(id, &[]).await.unwrap();
        grant.expires = OffsetDateTime::now_utc() + left;
        let platform: Arc<dyn Platform> = fakes.platform.clone();
        let source = RenewedGrant::new(platform, id, Vec::new(), &grant);
        for _ in 0..2 {
            let credentials = source.credentials().await.unwrap();
            assert_eq!(credentials.access_key, format!("key {expected}"));
        }
        assert_eq!(fakes.platform.count("grant"), expected);
    }
}

#[tokio::test]
async fn credentials_that_the_store_refuses_are_asked_for_again_whatever_the_clock_says() {
    let fakes = Fakes::new();
    let id = ListingId::generate();
    let grant = fakes.platform.grant(id, &[]).await.unwrap();
    let platform: Arc<dyn Platform> = fakes.platform.clone();
    let source = RenewedGrant::new(platform, id, Vec::new(), &grant);
    source.run_out();
    let credentials = source.credentials().await.unwrap();
    assert_eq!(credentials.access_key, "key 2");
    assert_eq!(source.credentials().await.unwrap(), credentials);
}
