//! What an answer means: its JSON, or a fault.

use std::borrow::Cow;

use base::{Fault, FaultKind, Remedy, Result, text};
use reqwest::{Response, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::http::{pointed, unreachable};
use listing::api::Problem;

/// The largest answer that is read.
const MOST_BYTES: usize = 32 * 1024 * 1024;

/// The answer, where there is one and its status is 2xx.
pub(super) async fn accept(
    place: &str,
    outcome: std::result::Result<Response, reqwest::Error>,
) -> Result<Response> {
    let answer = outcome.map_err(|error| unreachable(place, error))?;
    let status = answer.status();
    if status.is_success() {
        return Ok(answer);
    }
    if let Some(fault) = pointed(place, &answer) {
        return Err(fault);
    }
    let problem = match read(place, answer).await {
        Ok(body) => parse(&body).ok(),
        Err(_) => None,
    };
    Err(fault(place, status, problem))
}

/// The answer's body as `T`.
pub(super) async fn json<T: DeserializeOwned>(place: &str, answer: Response) -> Result<T> {
    let body = read(place, answer).await?;
    parse(&body).map_err(|error| {
        Fault::service(format!("The answer of {place} can't be understood"))
            .hint("Check that the address is a Plinth platform of the same version")
            .because(error)
    })
}

/// JSON of a platform. Its texts may come from anybody, so escapes that control a terminal are taken
/// out, and so are characters that reverse the direction of text.
pub(crate) fn parse<T: DeserializeOwned>(body: &[u8]) -> serde_json::Result<T> {
    let mut value = serde_json::from_slice(body)?;
    clean(&mut value);
    serde_json::from_value(value)
}

fn clean(value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Cow::Owned(shown) = text::shown(text) {
                *text = shown;
            }
        }
        Value::Array(values) => values.iter_mut().for_each(clean),
        Value::Object(fields) => fields.values_mut().for_each(clean),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

async fn read(place: &str, mut answer: Response) -> Result<Vec<u8>> {
    let mut body = Vec::new();
    while let Some(piece) = answer
        .chunk()
        .await
        .map_err(|error| unreachable(place, error))?
    {
        if body.len() + piece.len() > MOST_BYTES {
            return Err(Fault::service(format!("The answer of {place} has no end"))
                .hint("Check that the address is a Plinth platform"));
        }
        body.extend_from_slice(&piece);
    }
    Ok(body)
}

/// The fault for an answer that isn't 2xx.
fn fault(place: &str, status: StatusCode, problem: Option<Problem>) -> Fault {
    let kind = match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => FaultKind::Denied,
        StatusCode::BAD_REQUEST | StatusCode::UNSUPPORTED_MEDIA_TYPE => FaultKind::Usage,
        StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT => FaultKind::Service,
        status if status.is_client_error() => FaultKind::Refused,
        _ => FaultKind::Service,
    };
    let wordless = problem.is_none();
    let (said, given_hint) = match problem {
        Some(problem) => (Some(problem.detail.unwrap_or(problem.title)), problem.hint),
        None => (None, None),
    };
    let message = match said {
        Some(said) => said.trim_end_matches('.').to_owned(),
        // The platform's own refusals have words.
        None if is_elsewhere(status) => {
            format!("{place} isn't a platform's API: it answered {status}")
        }
        None => format!("{place} answered {status}"),
    };
    let fault = Fault::new(kind, message);
    // Platforms of earlier versions name commands, in backquotes: those are one face's words. What the
    // status calls for is worded by each.
    if let Some(hint) = given_hint.filter(|hint| !hint.contains('`')) {
        return fault.hint(hint);
    }
    match status {
        _ if wordless && is_elsewhere(status) => fault
            .hint("Give the address of the API")
            .remedy(Remedy::FindAddress),
        StatusCode::UNAUTHORIZED => fault.remedy(Remedy::SignIn { to: None }),
        StatusCode::FORBIDDEN => fault.hint("Sign in with an account that may do this"),
        StatusCode::NOT_FOUND => fault.hint("Check the id or SKU, and the platform's address"),
        _ if kind == FaultKind::Service => {
            fault.hint("Try again in a minute; if it lasts, the platform has a problem")
        }
        _ => fault,
    }
}

/// Whether something answers that knows no such request.
fn is_elsewhere(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use super::*;

    fn problem(status: u16) -> Problem {
        Problem {
            kind: "about:blank".into(),
            title: "Title".into(),
            status,
            detail: Some("The chair has no legs.".into()),
            hint: Some("Give it legs".into()),
        }
    }

    #[test]
    fn statuses_decide_the_exit_code() {
        let cases = [
            (401, FaultKind::Denied),
            (403, FaultKind::Denied),
            (400, FaultKind::Usage),
            (404, FaultKind::Refused),
            (409, FaultKind::Refused),
            (422, FaultKind::Refused),
            (429, FaultKind::Service),
            (500, FaultKind::Service),
            (503, FaultKind::Service),
        ];
        for (code, kind) in cases {
            let status = StatusCode::from_u16(code).unwrap_or_default();
            assert_eq!(fault("http://x", status, None).kind(), kind, "{code}");
        }
    }

    #[test]
    fn a_problem_speaks_for_itself() {
        let fault = fault("http://x", StatusCode::CONFLICT, Some(problem(409)));
        assert_eq!(fault.message(), "The chair has no legs");
        assert_eq!(fault.hint_text(), Some("Give it legs"));
    }

    #[test]
    fn commands_that_an_earlier_platform_names_are_left_to_each_face() {
        let named = Problem {
            hint: Some("Sign in with `plinth login`, or POST /v1/sessions".into()),
            ..problem(401)
        };
        let fault = fault("http://x", StatusCode::UNAUTHORIZED, Some(named));
        assert_eq!(fault.hint_text(), None);
        assert_eq!(fault.way_out(), Some(&Remedy::SignIn { to: None }));
    }

    #[test]
    fn what_a_platform_says_is_text() {
        let body = br#"{"type":"about:blank","title":"\u001b[2JOops","status":400,
                        "detail":"gnp.\u202eexe\u0007","hint":"a\nb"}"#;
        let problem: Problem = parse(body).unwrap();
        assert_eq!(problem.title, "[2JOops");
        assert_eq!(problem.detail.as_deref(), Some("gnp.exe"));
        assert_eq!(problem.hint.as_deref(), Some("a\nb"));
    }

    #[test]
    fn what_is_no_platform_is_said_to_be_none() {
        for status in [StatusCode::NOT_FOUND, StatusCode::METHOD_NOT_ALLOWED] {
            let fault = fault("http://x", status, None);
            assert!(
                fault.message().contains("isn't a platform's API"),
                "{fault}"
            );
            assert!(fault.hint_text().is_some_and(|hint| hint.contains("API")));
        }
    }

    #[test]
    fn an_answer_without_words_is_named_by_its_place() {
        let fault = fault("http://x", StatusCode::BAD_GATEWAY, None);
        assert_eq!(fault.message(), "http://x answered 502 Bad Gateway");
        assert!(fault.hint_text().is_some());
    }
}
