//! First answers to requests that carried an idempotency key.

use async_trait::async_trait;
use sqlx::Row;
use time::OffsetDateTime;

use super::{Sqlite, to_micros};
use crate::store::{Replay, ReplayStore, Result};

#[async_trait]
impl ReplayStore for Sqlite {
    async fn claim(
        &self,
        account: &str,
        key: &str,
        request: &str,
        now: OffsetDateTime,
        stale: OffsetDateTime,
    ) -> Result<Replay> {
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        sqlx::query(
            "DELETE FROM replays WHERE account = ? AND key = ? AND status IS NULL AND created < ?",
        )
        .bind(account)
        .bind(key)
        .bind(to_micros(stale))
        .execute(&mut *transaction)
        .await?;
        let row =
            sqlx::query("SELECT request, status, body FROM replays WHERE account = ? AND key = ?")
                .bind(account)
                .bind(key)
                .fetch_optional(&mut *transaction)
                .await?;
        let replay = match row {
            Some(row) => {
                let (status, body): (Option<u16>, Option<String>) =
                    (row.try_get(1)?, row.try_get(2)?);
                if row.try_get::<&str, _>(0)? != request {
                    Replay::OtherRequest
                } else if let (Some(status), Some(body)) = (status, body) {
                    Replay::Answered { status, body }
                } else {
                    Replay::InProgress
                }
            }
            None => {
                sqlx::query(
                    "INSERT INTO replays (account, key, request, created) VALUES (?, ?, ?, ?)",
                )
                .bind(account)
                .bind(key)
                .bind(request)
                .bind(to_micros(now))
                .execute(&mut *transaction)
                .await?;
                Replay::Claimed
            }
        };
        transaction.commit().await?;
        Ok(replay)
    }

    async fn answer(&self, account: &str, key: &str, status: u16, body: &str) -> Result<()> {
        sqlx::query("UPDATE replays SET status = ?, body = ? WHERE account = ? AND key = ?")
            .bind(status)
            .bind(body)
            .bind(account)
            .bind(key)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    async fn release_claim(&self, account: &str, key: &str) -> Result<()> {
        sqlx::query("DELETE FROM replays WHERE account = ? AND key = ? AND status IS NULL")
            .bind(account)
            .bind(key)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    async fn sweep_replays(&self, before: OffsetDateTime) -> Result<()> {
        sqlx::query("DELETE FROM replays WHERE created < ?")
            .bind(to_micros(before))
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}
