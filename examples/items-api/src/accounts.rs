//! Accounts: passwords as argon2 hashes, allowed scopes, whether they are disabled.

use std::{
    fmt,
    time::{Duration, SystemTime},
};

use axum_secured::PasswordHasher;
use serde::Serialize;
use utoipa::ToSchema;

use crate::database::{Database, Failure, Value, nanoseconds, time};

/// The accounts of one database.
#[derive(Debug, Clone)]
pub struct Accounts {
    database: Database,
    /// Whether demo accounts count: everybody knows their passwords.
    demo: bool,
}

/// An account as its owner sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct User {
    /// The name to sign in with.
    #[schema(example = "johndoe")]
    pub(crate) username: String,
    pub(crate) email: String,
    pub(crate) full_name: String,
    pub(crate) disabled: bool,
}

impl User {
    pub(crate) fn new(username: String, email: String, full_name: String) -> Self {
        Self {
            username,
            email,
            full_name,
            disabled: false,
        }
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

/// By how much the clock of another instance, where an account may log in at once, may be behind.
const CLOCKS_APART: Duration = Duration::from_secs(60);

/// Bytes of a name: an index of PostgreSQL takes no more than some thousands.
const LONGEST_NAME: usize = 255;

/// How long a new password may take to be stored: meanwhile the old one opens log-ins.
const STORING: Duration = Duration::from_millis(500);

pub(crate) const ALL_SCOPES: &str = "users:read users:write items:read items:write";

/// Whose accounts were for demonstration before that was written beside them.
pub(crate) const DEMO_NAMES: [&str; 2] = [DEMO[0].0, DEMO[1].0];

/// Name, password, e-mail, full name, disabled.
const DEMO: [(&str, &str, &str, &str, bool); 2] = [
    (
        "johndoe",
        "secret",
        "johndoe@example.com",
        "John Doe",
        false,
    ),
    (
        "alice",
        "secret2",
        "alice@example.com",
        "Alice Wonderson",
        true,
    ),
];

impl Accounts {
    /// Those in `database`; `demo` says whether demo accounts count.
    pub fn new(database: Database, demo: bool) -> Self {
        Self { database, demo }
    }

    /// The account of `username`.
    ///
    /// # Errors
    /// The database cannot tell.
    pub async fn find(&self, username: String) -> Result<Option<Account>, Failure> {
        let query = "SELECT username, email, full_name, disabled, password_hash, scopes,
                password_set_at
            FROM accounts WHERE username = $1 AND (NOT demo OR $2)";
        let values = [Value::Text(username), self.demo.into()];
        if values.iter().any(Value::has_nul) {
            return Ok(None);
        }
        let Some(row) = self.database.row(query, values).await? else {
            return Ok(None);
        };
        let account = account(row).ok_or("the row of an account is not in its form")?;
        Ok(Some(account))
    }

    /// Adds an account, unless its name is taken: of many at once one gets it.
    ///
    /// # Errors
    /// The database did not answer, and the account may be there or not.
    pub async fn create(&self, account: NewAccount) -> Result<Creation, Failure> {
        self.insert(account, false, false).await
    }

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

    /// Disables an account, and tells whether there is one.
    ///
    /// # Errors
    /// The database did not answer, and it may be disabled or not.
    pub async fn disable(&self, username: String) -> Result<bool, Failure> {
        let statement = "UPDATE accounts SET disabled = TRUE
            WHERE username = $1 AND (NOT demo OR $2)";
        let values = [Value::Text(username), self.demo.into()];
        self.change(statement, values).await
    }

    /// Adds the accounts of the guide, unless they are there.
    pub(crate) async fn add_demo(&self, hasher: &PasswordHasher) -> Result<(), Failure> {
        for (username, password, email, full_name, disabled) in DEMO {
            if self.find(username.to_owned()).await?.is_some() {
                continue;
            }
            let hash = hasher.hash(password).await;
            let account = NewAccount {
                username: username.to_owned(),
                email: email.to_owned(),
                full_name: full_name.to_owned(),
                password_hash: hash.map_err(|error| error.error().to_string())?,
                scopes: ALL_SCOPES.to_owned(),
            };
            // Another instance may have been faster.
            self.insert(account, disabled, true).await?;
        }
        Ok(())
    }

    async fn insert(
        &self,
        account: NewAccount,
        disabled: bool,
        demo: bool,
    ) -> Result<Creation, Failure> {
        if account.username.len() > LONGEST_NAME {
            return Ok(Creation::Unfit);
        }
        let statement = "INSERT INTO accounts
            (username, email, full_name, disabled, password_hash, scopes, demo, password_set_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (username) DO NOTHING";
        // Log-ins of an earlier account of this name are not this one's.
        let set_at = nanoseconds(SystemTime::now() - CLOCKS_APART)?;
        let values = [
            Value::Text(account.username),
            Value::Text(account.email),
            Value::Text(account.full_name),
            disabled.into(),
            Value::Text(account.password_hash),
            Value::Text(account.scopes),
            demo.into(),
            Value::Integer(set_at),
        ];
        if values.iter().any(Value::has_nul) {
            return Ok(Creation::Unfit);
        }
        let created = self.database.execute(statement, values).await? == 1;
        Ok(if created {
            Creation::Created
        } else {
            Creation::Taken
        })
    }

    async fn change<const N: usize>(
        &self,
        statement: &'static str,
        values: [Value; N],
    ) -> Result<bool, Failure> {
        // No account has such a name or such a hash.
        if values.iter().any(Value::has_nul) {
            return Ok(false);
        }
        Ok(self.database.execute(statement, values).await? == 1)
    }
}

/// When the second after the one of `time` begins.
fn second_after(time: SystemTime) -> Result<SystemTime, Failure> {
    let since = time.duration_since(SystemTime::UNIX_EPOCH)?;
    Ok(SystemTime::UNIX_EPOCH + Duration::from_secs(since.as_secs() + 1))
}

fn account(row: Vec<Value>) -> Option<Account> {
    let [
        Value::Text(username),
        Value::Text(email),
        Value::Text(full_name),
        Value::Integer(disabled),
        Value::Text(password_hash),
        Value::Text(scopes),
        Value::Integer(password_set_at),
    ] = <[Value; 7]>::try_from(row).ok()?
    else {
        return None;
    };
    Some(Account {
        user: User {
            username,
            email,
            full_name,
            disabled: disabled != 0,
        },
        password_hash,
        scopes,
        password_set_at: time(password_set_at)?,
    })
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account")
            .field("user", &self.user)
            .field("scopes", &self.scopes)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for NewAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewAccount")
            .field("username", &self.username)
            .field("scopes", &self.scopes)
            .finish_non_exhaustive()
    }
}
