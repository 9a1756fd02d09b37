//! New passwords, and the log-ins that they end.

use std::time::{Duration, SystemTime};

use super::Accounts;
use crate::database::{Failure, Value, nanoseconds};

/// How long storing a new password takes at most, given up or not: meanwhile the old one opens log-ins.
const STORING: Duration = Duration::from_secs(10);

impl Accounts {
    /// Replaces the hash of a password, if it still is `old`, and tells whether it was: so a hash
    /// made anew from an old password never undoes a change of the password.
    ///
    /// # Errors
    /// The database did not answer, and it may be replaced or not.
    pub async fn set_password_hash(
        &self,
        username: String,
        old: String,
        new: String,
    ) -> Result<bool, Failure> {
        let statement = "UPDATE accounts SET password_hash = $1
            WHERE username = $2 AND password_hash = $3 AND (NOT demo OR $4)";
        let values = [
            Value::Text(new),
            Value::Text(username),
            Value::Text(old),
            self.demo.into(),
        ];
        self.change(statement, values).await
    }

    /// Sets a new password, if the hash of the old one still is `old`, and tells whether it was. Whoever
    /// signed in before has to do so again.
    ///
    /// Tokens tell the second of their log-in and no more. So that a log-in in the second of the change
    /// has ended too, the password counts as set in one that has yet to come, which is waited for.
    ///
    /// # Errors
    /// The database did not answer, and it may be set or not. If it is, log-ins of the next seconds have
    /// ended too.
    pub async fn change_password(
        &self,
        username: String,
        old: String,
        new: String,
    ) -> Result<bool, Failure> {
        // Which second will be over by then is not known before: one that surely will not.
        let marked = nanoseconds(second_after(SystemTime::now() + STORING)?)?;
        let statement = "UPDATE accounts SET password_hash = $1, password_set_at = $2
            WHERE username = $3 AND password_hash = $4 AND (NOT demo OR $5)";
        let values = [
            Value::Text(new.clone()),
            Value::Integer(marked),
            Value::Text(username.clone()),
            Value::Text(old),
            self.demo.into(),
        ];
        if !self.change(statement, values).await? {
            return Ok(false);
        }
        let set_at = second_after(SystemTime::now())?;
        let statement = "UPDATE accounts SET password_set_at = $1
            WHERE username = $2 AND password_hash = $3 AND password_set_at = $4";
        let values = [
            Value::Integer(nanoseconds(set_at)?),
            Value::Text(username),
            Value::Text(new),
            Value::Integer(marked),
        ];
        // What else was set meanwhile is later still.
        self.change(statement, values).await?;
        if let Ok(rest) = set_at.duration_since(SystemTime::now()) {
            tokio::time::sleep(rest).await;
        }
        Ok(true)
    }
}

/// When the second after the one of `time` begins.
pub(super) fn second_after(time: SystemTime) -> Result<SystemTime, Failure> {
    let since = time.duration_since(SystemTime::UNIX_EPOCH)?;
    Ok(SystemTime::UNIX_EPOCH + Duration::from_secs(since.as_secs() + 1))
}
