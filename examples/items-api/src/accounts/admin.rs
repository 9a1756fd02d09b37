//! The accounts of one tenant, as its admins have them.

use std::time::SystemTime;

use serde::Serialize;
use utoipa::ToSchema;

use super::{Account, Accounts, passwords::second_after};
use crate::database::{Failure, Value, nanoseconds};

/// An account as an admin of its tenant sees it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Listed {
    /// The name to sign in with.
    #[schema(example = "johndoe")]
    pub username: String,
    /// What to write above.
    pub full_name: String,
    /// Where it belongs.
    #[schema(example = "acme")]
    pub tenant: String,
    /// What it is there.
    #[schema(example = "moderator")]
    pub role: String,
    /// Whether it may not enter.
    pub disabled: bool,
}

/// What became of an account that was to be disabled, or enabled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Switch {
    /// It is so now.
    Done,
    /// The tenant has no such account.
    Unknown,
    /// Nobody would be left to enable anybody.
    LastAdmin,
    /// Who wanted it may not any more.
    Ended,
}

/// Unless it disables the last that could enable any. In SQLite one writes at a time.
const SQLITE: &str = "
    UPDATE accounts SET disabled = $1,
        password_set_at = CASE WHEN disabled = $1 THEN password_set_at
            ELSE max(password_set_at, $2) END
    WHERE username = $3 AND tenant = $4 AND (NOT demo OR $5)
        AND (NOT $1 OR disabled OR role <> 'admin' OR EXISTS (
            SELECT 1 FROM accounts AS other
            WHERE other.username <> $3 AND other.tenant = $4 AND other.role = 'admin'
                AND ' ' || other.scopes || ' ' GLOB '* accounts:write *'
                AND NOT other.disabled AND (NOT other.demo OR $5)))
        AND ($6 IS NULL OR EXISTS (
            SELECT 1 FROM accounts AS admin
            WHERE admin.username = $6 AND admin.tenant = $4 AND admin.role = 'admin'
                AND NOT admin.disabled AND admin.password_set_at < $7))";

/// In PostgreSQL two admins that disable each other at once have to be made to wait.
const POSTGRES: &str = "
    WITH admins AS (
        SELECT username, password_set_at FROM accounts
        WHERE tenant = $4 AND role = 'admin' AND ' ' || scopes || ' ' LIKE '% accounts:write %'
            AND NOT disabled AND (NOT demo OR $5)
        ORDER BY username FOR UPDATE)
    UPDATE accounts SET disabled = $1,
        password_set_at = CASE WHEN disabled = $1 THEN password_set_at
            ELSE greatest(password_set_at, $2) END
    WHERE username = $3 AND tenant = $4 AND (NOT demo OR $5)
        AND (NOT $1 OR disabled OR role <> 'admin' OR EXISTS (
            SELECT 1 FROM admins WHERE admins.username <> $3))
        AND (CAST($6 AS TEXT) IS NULL OR EXISTS (
            SELECT 1 FROM admins WHERE admins.username = $6 AND admins.password_set_at < $7))";

impl Accounts {
    /// The accounts of a tenant by name, a hundred at most, from behind `after`.
    ///
    /// # Errors
    /// The database cannot tell.
    pub async fn of_tenant(&self, tenant: String, after: String) -> Result<Vec<Listed>, Failure> {
        let query = "SELECT username, full_name, tenant, role, disabled FROM accounts
            WHERE tenant = $1 AND username > $2 AND (NOT demo OR $3)
            ORDER BY username LIMIT 100";
        let values = [Value::Text(tenant), Value::Text(after), self.demo.into()];
        if values.iter().any(Value::has_nul) {
            return Ok(Vec::new());
        }
        let rows = self.database.rows(query, values).await?;
        let listed: Option<Vec<_>> = rows.into_iter().map(listed).collect();
        Ok(listed.ok_or("the row of an account is not in its form")?)
    }

    /// Disables an account of a tenant, or enables it, unless it is the tenant's last admin who could.
    /// Either ends its log-ins: enabled again, its owner has to sign in again, at once.
    ///
    /// # Errors
    /// The database did not answer, and it may be so or not.
    pub async fn set_disabled(
        &self,
        tenant: String,
        username: String,
        disabled: bool,
    ) -> Result<Switch, Failure> {
        self.switch(None, tenant, username, disabled).await
    }

    /// The same for an admin of the tenant, if the log-in from then still counts: it may have ended while
    /// the body of its request was on the way, by what the request is to undo.
    ///
    /// # Errors
    /// The database did not answer, and it may be so or not.
    pub async fn set_disabled_by(
        &self,
        (admin, logged_in_at): (String, SystemTime),
        tenant: String,
        username: String,
        disabled: bool,
    ) -> Result<Switch, Failure> {
        let admin = (admin, second_after(logged_in_at)?);
        self.switch(Some(admin), tenant, username, disabled).await
    }

    /// By an admin whose log-in is from before that time, or by nobody in particular.
    async fn switch(
        &self,
        admin: Option<(String, SystemTime)>,
        tenant: String,
        username: String,
        disabled: bool,
    ) -> Result<Switch, Failure> {
        // The first second whose log-ins count: tokens tell no more than the second of theirs.
        let since = second_after(SystemTime::now())?;
        let (name, before) = match &admin {
            Some((name, before)) => (Value::Text(name.clone()), nanoseconds(*before)?),
            None => (Value::Null, 0),
        };
        let values = [
            disabled.into(),
            Value::Integer(nanoseconds(since)?),
            Value::Text(username.clone()),
            Value::Text(tenant.clone()),
            self.demo.into(),
            name,
            Value::Integer(before),
        ];
        if values.iter().any(Value::has_nul) {
            return Ok(Switch::Unknown);
        }
        let changed = self.database.execute_either(SQLITE, POSTGRES, values);
        if changed.await? == 1 {
            if !disabled && let Ok(rest) = since.duration_since(SystemTime::now()) {
                tokio::time::sleep(rest).await;
            }
            return Ok(Switch::Done);
        }
        let is_there = |account: &Account| account.user.tenant.as_ref() == Some(&tenant);
        if !self.find(username).await?.as_ref().is_some_and(is_there) {
            return Ok(Switch::Unknown);
        }
        if let Some((name, before)) = admin {
            let admin = self.find(name).await?.filter(is_there);
            let may = |admin: Account| {
                admin.role == "admin" && !admin.user.disabled && admin.password_set_at < before
            };
            if !disabled || !admin.is_some_and(may) {
                return Ok(Switch::Ended);
            }
        }
        Ok(Switch::LastAdmin)
    }
}

fn listed(row: Vec<Value>) -> Option<Listed> {
    let [
        Value::Text(username),
        Value::Text(full_name),
        Value::Text(tenant),
        Value::Text(role),
        Value::Integer(disabled),
    ] = <[Value; 5]>::try_from(row).ok()?
    else {
        return None;
    };
    Some(Listed {
        username,
        full_name,
        tenant,
        role,
        disabled: disabled != 0,
    })
}
