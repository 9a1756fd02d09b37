//! New passwords, and the log-ins that they end.

use std::time::{Duration, SystemTime};

use super::Accounts;
use crate::database::{Failure, Value, nanoseconds};

/// How long a new password may take to be stored: meanwhile the old one opens log-ins.
const STORING: Duration = Duration::from_millis(500);

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
    /// The database did not answer, and it may be set or not.
    pub async fn change_password(
        &self,
        username: String,
        old: String,
        new: String,
    ) -> Result<bool, Failure> {
        let set_at = second_after(SystemTime::now() + STORING)?;
        let statement = "UPDATE accounts SET password_hash = $1, password_set_at = $2
            WHERE username = $3 AND password_hash = $4 AND (NOT demo OR $5)";
        let values = [
            Value::Text(new),
            Value::Integer(nanoseconds(set_at)?),
            Value::Text(username),
            Value::Text(old),
            self.demo.into(),
        ];
        let changed = self.change(statement, values).await?;
        if changed && let Ok(rest) = set_at.duration_since(SystemTime::now()) {
            tokio::time::sleep(rest).await;
        }
        Ok(changed)
    }
}

/// When the second after the one of `time` begins.
pub(super) fn second_after(time: SystemTime) -> Result<SystemTime, Failure> {
    let since = time.duration_since(SystemTime::UNIX_EPOCH)?;
    Ok(SystemTime::UNIX_EPOCH + Duration::from_secs(since.as_secs() + 1))
}
