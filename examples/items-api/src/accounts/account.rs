//! One account, as its owner, an admin and the server see it.

use std::{fmt, time::SystemTime};

use serde::Serialize;
use utoipa::ToSchema;

use crate::database::{Value, time};

/// An account as its owner sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct User {
    /// The name to sign in with.
    #[schema(example = "johndoe")]
    pub(crate) username: String,
    pub(crate) email: String,
    pub(crate) full_name: String,
    pub(crate) disabled: bool,
    /// Where it belongs; the service belongs nowhere.
    #[serde(skip)]
    pub(crate) tenant: Option<String>,
}

impl User {
    pub(crate) fn new(username: String, email: String, full_name: String) -> Self {
        Self {
            username,
            email,
            full_name,
            disabled: false,
            tenant: None,
        }
    }

    /// Where it belongs.
    pub fn tenant(&self) -> Option<&str> {
        self.tenant.as_deref()
    }
}

/// An account with what only the server sees.
pub struct Account {
    /// What its owner sees.
    pub user: User,
    /// As `PasswordHasher` makes it.
    pub password_hash: String,
    /// Separated by spaces.
    pub scopes: String,
    /// What it is in its tenant: the name of a role.
    pub role: String,
    /// Log-ins from before have ended.
    pub password_set_at: SystemTime,
}

/// An account to be.
pub struct NewAccount {
    /// The name to sign in with.
    pub username: String,
    /// Where to write to.
    pub email: String,
    /// What to write above.
    pub full_name: String,
    /// As `PasswordHasher` makes it.
    pub password_hash: String,
    /// Separated by spaces.
    pub scopes: String,
    /// Where it belongs.
    pub tenant: String,
    /// What it is there: the name of a role.
    pub role: String,
}

/// What became of a new account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Creation {
    /// It is there.
    Created,
    /// Another has the name.
    Taken,
    /// The name is longer than 255 bytes, or a text contains NUL.
    Unfit,
}

/// `username, email, full_name, disabled, password_hash, scopes, password_set_at, tenant, role`
pub(super) fn account(row: Vec<Value>) -> Option<Account> {
    let [
        Value::Text(username),
        Value::Text(email),
        Value::Text(full_name),
        Value::Integer(disabled),
        Value::Text(password_hash),
        Value::Text(scopes),
        Value::Integer(password_set_at),
        tenant,
        Value::Text(role),
    ] = <[Value; 9]>::try_from(row).ok()?
    else {
        return None;
    };
    Some(Account {
        user: User {
            username,
            email,
            full_name,
            disabled: disabled != 0,
            tenant: match tenant {
                Value::Text(tenant) => Some(tenant),
                Value::Null => None,
                _ => return None,
            },
        },
        password_hash,
        scopes,
        role,
        password_set_at: time(password_set_at)?,
    })
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account")
            .field("user", &self.user)
            .field("scopes", &self.scopes)
            .field("role", &self.role)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for NewAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewAccount")
            .field("username", &self.username)
            .field("scopes", &self.scopes)
            .field("tenant", &self.tenant)
            .field("role", &self.role)
            .finish_non_exhaustive()
    }
}
