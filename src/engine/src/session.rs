//! The sessions that `plinth login` keeps, one for each platform.

use std::collections::BTreeMap;

use base::Result;
use listing::api::Session;
use time::OffsetDateTime;

use super::{DataDir, private_file};

/// Sessions by the address of their platform.
type Sessions = BTreeMap<String, Session>;

/// The kept session for the platform at `endpoint`, unless it has run out.
pub(crate) fn kept(data: &DataDir, endpoint: &str) -> Result<Option<Session>> {
    let sessions: Option<Sessions> = private_file::read(&data.sessions())?;
    Ok(sessions
        .and_then(|mut sessions| sessions.remove(endpoint))
        .filter(|session| session.expires > OffsetDateTime::now_utc()))
}

/// Keeps `session` for the platform at `endpoint`, in place of an older one.
pub(crate) fn keep(data: &DataDir, endpoint: &str, session: Session) -> Result<()> {
    let mut sessions: Sessions = private_file::read(&data.sessions())?.unwrap_or_default();
    sessions.insert(endpoint.to_owned(), session);
    private_file::write(&data.sessions(), &sessions)
}

/// Forgets the session for the platform at `endpoint`, and gives it back where there was one.
pub(crate) fn forget(data: &DataDir, endpoint: &str) -> Result<Option<Session>> {
    let Some(mut sessions) = private_file::read::<Sessions>(&data.sessions())? else {
        return Ok(None);
    };
    let session = sessions.remove(endpoint);
    if session.is_some() {
        private_file::write(&data.sessions(), &sessions)?;
    }
    Ok(session)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is a test's way to fail")]

    use listing::api::UserRole;
    use time::Duration;

    use super::*;

    fn session(token: &str, lasts: Duration) -> Session {
        Session {
            token: token.into(),
            account: "ann@example.com".into(),
            role: UserRole::Merchant,
            expires: OffsetDateTime::now_utc() + lasts,
        }
    }

    #[test]
    fn sessions_are_kept_for_each_platform_until_they_run_out() {
        let folder = tempfile::tempdir().unwrap();
        let data = DataDir::at(folder.path());
        keep(&data, "https://a.example", session("a", Duration::hours(1))).unwrap();
        keep(
            &data,
            "https://b.example",
            session("b", -Duration::hours(1)),
        )
        .unwrap();
        let token = |endpoint| kept(&data, endpoint).unwrap().map(|session| session.token);
        assert_eq!(token("https://a.example").as_deref(), Some("a"));
        assert_eq!(token("https://b.example"), None, "it has run out");
        assert_eq!(token("https://c.example"), None);
        assert!(forget(&data, "https://a.example").unwrap().is_some());
        assert!(forget(&data, "https://a.example").unwrap().is_none());
        assert_eq!(token("https://a.example"), None);
    }
}
