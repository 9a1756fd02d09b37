//! Families of refresh tokens and what was revoked.

use std::time::{Duration, SystemTime};

use axum_secured::{
    Source,
    tokens::{Family, FamilyId, RevokedDigest, TokenDigest, TokenStore},
};

use super::{Database, Engine, Failure, Value};

/// Nothing is forgotten before it ended this long ago, since the clocks of instances differ.
const MARGIN: Duration = Duration::from_secs(60 * 60);

/// How many of the calls that add a row also forget some.
const SELDOM: u8 = 16;

impl TokenStore for Database {
    async fn begin(&self, id: FamilyId, family: Family) -> Result<(), Source> {
        self.begin_family(id, family).await.map_err(Source::new)
    }

    async fn find(&self, id: FamilyId) -> Result<Option<Family>, Source> {
        self.find_family(id).await.map_err(Source::new)
    }

    async fn renew(
        &self,
        id: FamilyId,
        current: TokenDigest,
        next: TokenDigest,
        at: SystemTime,
    ) -> Result<bool, Source> {
        let statement = "UPDATE families
            SET current_token = $1, spent_token = current_token, spent_at = $2
            WHERE id = $3 AND current_token = $4";
        let at = nanoseconds(at).map_err(Source::new)?;
        let values = [
            bytes(&next),
            Value::Integer(at),
            bytes(&id),
            bytes(&current),
        ];
        let renewed = self.execute(statement, values).await;
        Ok(renewed.map_err(Source::new)? == 1)
    }

    async fn end(&self, id: FamilyId) -> Result<(), Source> {
        let statement = "DELETE FROM families WHERE id = $1";
        let ended = self.execute(statement, [bytes(&id)]).await;
        ended.map(drop).map_err(Source::new)
    }

    async fn revoke(&self, revoked: RevokedDigest, until: SystemTime) -> Result<(), Source> {
        self.keep_revoked(revoked, until).await.map_err(Source::new)
    }

    async fn is_revoked(&self, any_of: &[RevokedDigest]) -> Result<bool, Source> {
        let query = "SELECT id FROM revoked WHERE id IN ($1, $2) LIMIT 1";
        for pair in any_of.chunks(2) {
            let values = [bytes(&pair[0]), bytes(&pair[pair.len() - 1])];
            let found = self.row(query, values).await.map_err(Source::new)?;
            if found.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

impl Database {
    async fn begin_family(&self, id: FamilyId, family: Family) -> Result<(), Failure> {
        let authenticated_at = nanoseconds(family.authenticated_at)?;
        let expires_at = nanoseconds(family.expires_at)?;
        let (spent, spent_at) = match family.spent {
            Some((token, at)) => (bytes(&token), Value::Integer(nanoseconds(at)?)),
            None => (Value::Null, Value::Null),
        };
        let values = [
            bytes(&id),
            Value::Text(family.subject),
            family.client.map_or(Value::Null, Value::Text),
            Value::Text(family.scope),
            Value::Integer(authenticated_at),
            Value::Integer(expires_at),
            bytes(&family.current),
            spent,
            spent_at,
        ];
        if values.iter().any(Value::has_nul) {
            return Err("a name with NUL cannot be kept".into());
        }
        let statement = "INSERT INTO families
            (id, subject, client, scope, authenticated_at, expires_at, current_token, spent_token,
                spent_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        self.execute(statement, values).await?;
        self.forget(id[0]);
        Ok(())
    }

    async fn find_family(&self, id: FamilyId) -> Result<Option<Family>, Failure> {
        let query = "SELECT subject, client, scope, authenticated_at, expires_at, current_token,
                spent_token, spent_at
            FROM families WHERE id = $1";
        let Some(row) = self.row(query, [bytes(&id)]).await? else {
            return Ok(None);
        };
        let family = family(row).ok_or("the row of a family is not in its form")?;
        Ok(Some(family))
    }

    async fn keep_revoked(&self, revoked: RevokedDigest, until: SystemTime) -> Result<(), Failure> {
        let statement = "INSERT INTO revoked (id, expires_at) VALUES ($1, $2)
            ON CONFLICT (id) DO UPDATE SET expires_at = excluded.expires_at
            WHERE revoked.expires_at < excluded.expires_at";
        let until = match until.duration_since(SystemTime::UNIX_EPOCH) {
            // There is no later time to keep than the latest.
            Ok(since) => i64::try_from(since.as_nanos()).unwrap_or(i64::MAX),
            Err(_) => 0,
        };
        let values = [bytes(&revoked), Value::Integer(until)];
        self.execute(statement, values).await?;
        self.forget(revoked[0]);
        Ok(())
    }

    /// Forgets some of what ended, if the dice, a byte of something random, say that it is time. Nobody
    /// waits for it.
    fn forget(&self, dice: u8) {
        if dice.is_multiple_of(SELDOM) {
            let database = self.clone();
            tokio::spawn(async move { database.forget_some().await });
        }
    }

    async fn forget_some(&self) -> Result<(), Failure> {
        let statements = match &self.0 {
            Engine::Sqlite(_) => [
                "DELETE FROM families WHERE id IN
                    (SELECT id FROM families WHERE expires_at < $1 LIMIT 256)",
                "DELETE FROM revoked WHERE id IN
                    (SELECT id FROM revoked WHERE expires_at < $1 LIMIT 256)",
            ],
            // What another instance is forgetting is not waited for.
            Engine::Postgres(_) => [
                "DELETE FROM families WHERE id IN
                    (SELECT id FROM families WHERE expires_at < $1 LIMIT 256 FOR UPDATE SKIP LOCKED)",
                "DELETE FROM revoked WHERE id IN
                    (SELECT id FROM revoked WHERE expires_at < $1 LIMIT 256 FOR UPDATE SKIP LOCKED)",
            ],
        };
        let ended = nanoseconds(SystemTime::now() - MARGIN)?;
        for statement in statements {
            self.execute(statement, [Value::Integer(ended)]).await?;
        }
        Ok(())
    }
}

fn family(row: Vec<Value>) -> Option<Family> {
    let [
        Value::Text(subject),
        client,
        Value::Text(scope),
        Value::Integer(authenticated_at),
        Value::Integer(expires_at),
        Value::Bytes(current),
        spent,
        spent_at,
    ] = <[Value; 8]>::try_from(row).ok()?
    else {
        return None;
    };
    Some(Family {
        subject,
        client: match client {
            Value::Text(client) => Some(client),
            Value::Null => None,
            _ => return None,
        },
        scope,
        authenticated_at: time(authenticated_at)?,
        expires_at: time(expires_at)?,
        current: current.try_into().ok()?,
        spent: match (spent, spent_at) {
            (Value::Bytes(token), Value::Integer(at)) => Some((token.try_into().ok()?, time(at)?)),
            (Value::Null, Value::Null) => None,
            _ => return None,
        },
    })
}

fn bytes(bytes: &[u8]) -> Value {
    Value::Bytes(bytes.to_vec())
}

/// A time as columns have it: since 1970, until 2262.
pub(crate) fn nanoseconds(time: SystemTime) -> Result<i64, Failure> {
    let since = time.duration_since(SystemTime::UNIX_EPOCH)?;
    Ok(i64::try_from(since.as_nanos())?)
}

pub(crate) fn time(nanoseconds: i64) -> Option<SystemTime> {
    let since = Duration::from_nanos(nanoseconds.try_into().ok()?);
    SystemTime::UNIX_EPOCH.checked_add(since)
}
