//! Accounts and sessions.

use async_trait::async_trait;
use listing::api::UserRole;
use sqlx::Row;
use time::OffsetDateTime;

use super::{Sqlite, to_micros, unreadable};
use crate::store::{Account, AccountStore, Result, SessionRecord, role_word};

#[async_trait]
impl AccountStore for Sqlite {
    async fn put_account(&self, account: &Account, at: OffsetDateTime) -> Result<()> {
        sqlx::query(
            "INSERT INTO accounts (name, password, role, created) VALUES (?, ?, ?, ?)
             ON CONFLICT (name) DO UPDATE SET password = excluded.password, role = excluded.role",
        )
        .bind(&account.name)
        .bind(&account.password)
        .bind(role_word(account.role))
        .bind(to_micros(at))
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    async fn account(&self, name: &str) -> Result<Option<Account>> {
        let row = sqlx::query("SELECT name, password, role FROM accounts WHERE name = ?")
            .bind(name)
            .fetch_optional(&self.pool)
            .await?;
        row.map(|row| {
            Ok(Account {
                name: row.try_get(0)?,
                password: row.try_get(1)?,
                role: read_role(row.try_get(2)?)?,
            })
        })
        .transpose()
    }

    async fn put_session(&self, session: &SessionRecord) -> Result<()> {
        sqlx::query("INSERT INTO sessions (digest, account, created, expires) VALUES (?, ?, ?, ?)")
            .bind(&session.digest)
            .bind(&session.account)
            .bind(to_micros(session.created))
            .bind(to_micros(session.expires))
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    async fn session(
        &self,
        digest: &str,
        now: OffsetDateTime,
    ) -> Result<Option<(String, UserRole)>> {
        let row = sqlx::query(
            "SELECT name, role FROM sessions JOIN accounts ON name = account
             WHERE digest = ? AND expires > ?",
        )
        .bind(digest)
        .bind(to_micros(now))
        .fetch_optional(&self.pool)
        .await?;
        row.map(|row| Ok((row.try_get(0)?, read_role(row.try_get(1)?)?)))
            .transpose()
    }

    async fn end_session(&self, digest: &str) -> Result<()> {
        sqlx::query("DELETE FROM sessions WHERE digest = ?")
            .bind(digest)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    async fn sweep_sessions(&self, now: OffsetDateTime) -> Result<()> {
        sqlx::query("DELETE FROM sessions WHERE expires <= ?")
            .bind(to_micros(now))
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}

fn read_role(word: &str) -> Result<UserRole> {
    [UserRole::Merchant, UserRole::Staff, UserRole::Support]
        .into_iter()
        .find(|role| role_word(*role) == word)
        .ok_or_else(|| unreadable(format!("'{word}' is no role")))
}
