//! Credentials that run out on the way.

use std::sync::Arc;

use base::ListingId;
use cloud::CredentialSource;
use time::{Duration, OffsetDateTime};

use super::super::ports::{Platform, RenewedGrant};
use super::twins::Twins;

#[tokio::test]
async fn credentials_are_asked_for_again_just_before_they_run_out() {
    let twins = Twins::new();
    let id = ListingId::generate();
    for (left, expected) in [(Duration::minutes(5), 1), (Duration::seconds(30), 2)] {
        twins.platform.state().calls.clear();
        let mut grant = twins.platform.grant(id, &[]).await.unwrap();
        grant.expires = OffsetDateTime::now_utc() + left;
        let platform: Arc<dyn Platform> = twins.platform.clone();
        let source = RenewedGrant::new(platform, id, Vec::new(), &grant);
        for _ in 0..2 {
            let credentials = source.credentials().await.unwrap();
            assert_eq!(credentials.access_key, format!("key {expected}"));
        }
        assert_eq!(twins.platform.count("grant"), expected);
    }
}
