//! Where moto and S3 differ, and what tests ask of both.

use aws_sdk_s3::config::interceptors::{
    BeforeDeserializationInterceptorContextMut, BeforeTransmitInterceptorContextMut,
};
use aws_sdk_s3::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_s3::error::BoxError;
use aws_sdk_s3::primitives::SdkBody;
use bytes::Bytes;
use http_body_util::BodyExt;

/// Moto calls the root of its list of parts by another name than S3, and the SDK won't have that.
const MOTOS: &str = "ListPartsResponse";
/// S3's name, as long as moto's: spaces are allowed there.
const S3S: &str = "ListPartsResult  ";

/// Asks for lists of parts in pages of one part, and reads moto's as S3's.
#[derive(Debug)]
pub(super) struct OnePartAPage;

impl Intercept for OnePartAPage {
    fn name(&self) -> &'static str {
        "OnePartAPage"
    }

    fn modify_before_signing(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _runtime: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let request = context.request_mut();
        if request.uri().contains("x-id=ListParts") {
            let uri = format!("{}&max-parts=1", request.uri());
            request.set_uri(uri)?;
        }
        Ok(())
    }

    fn modify_before_deserialization(
        &self,
        context: &mut BeforeDeserializationInterceptorContextMut<'_>,
        _runtime: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let response = context.response_mut();
        let body = response.take_body().map_frame(|frame| {
            frame.map_data(|data| match std::str::from_utf8(&data) {
                Ok(text) if text.contains(MOTOS) => Bytes::from(text.replace(MOTOS, S3S)),
                _ => data,
            })
        });
        *response.body_mut() = SdkBody::from_body_1_x(body);
        Ok(())
    }
}
