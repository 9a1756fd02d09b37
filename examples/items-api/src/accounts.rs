//! Accounts in SQLite: passwords as argon2 hashes, allowed scopes, whether they are disabled.

use std::{
    error::Error,
    sync::{Arc, Mutex, PoisonError},
};

use axum_secured::PasswordHasher;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use serde::Serialize;
use utoipa::ToSchema;

type Failure = Box<dyn Error + Send + Sync>;

/// The accounts of one database file.
#[derive(Clone)]
pub(crate) struct Accounts {
    database: Arc<Mutex<Connection>>,
    /// Whether demo accounts count: everybody knows their passwords.
    demo: bool,
}

/// An account as its owner sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct User {
    /// The name to sign in with.
    #[schema(example = "johndoe")]
    pub(crate) username: String,
    pub(crate) email: String,
    pub(crate) full_name: String,
    pub(crate) disabled: bool,
}

/// An account with what only the server sees.
pub(crate) struct Account {
    pub(crate) user: User,
    pub(crate) password_hash: String,
    /// Separated by spaces.
    pub(crate) scopes: String,
}

const ALL_SCOPES: &str = "users:read users:write items:read items:write";

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
    pub(crate) fn open(file: &str, demo: bool) -> Result<Self, Box<dyn Error>> {
        let database = prepared(file)
            .map_err(|error| format!("the database `{file}` cannot be used: {error}"))?;
        Ok(Self {
            database: Arc::new(Mutex::new(database)),
            demo,
        })
    }

    /// The account of `username`, read off the async threads.
    pub(crate) async fn find(&self, username: String) -> Result<Option<Account>, Failure> {
        let database = Arc::clone(&self.database);
        let demo = self.demo;
        let account = tokio::task::spawn_blocking(move || {
            database
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .query_row(
                    "SELECT username, email, full_name, disabled, password_hash, scopes
                    FROM accounts WHERE username = ?1 AND (demo = 0 OR ?2)",
                    params![username, demo],
                    |row| {
                        Ok(Account {
                            user: User {
                                username: row.get(0)?,
                                email: row.get(1)?,
                                full_name: row.get(2)?,
                                disabled: row.get(3)?,
                            },
                            password_hash: row.get(4)?,
                            scopes: row.get(5)?,
                        })
                    },
                )
                .optional()
        });
        Ok(account.await??)
    }

    /// Adds the accounts of the guide, unless they are there.
    pub(crate) async fn add_demo(&self, hasher: &PasswordHasher) -> Result<(), Box<dyn Error>> {
        for (username, password, email, full_name, disabled) in DEMO {
            if self
                .find(username.to_owned())
                .await
                .map_err(|error| error.to_string())?
                .is_some()
            {
                continue;
            }
            let hash = hasher
                .hash(password)
                .await
                .map_err(|error| error.error().to_string())?;
            self.database
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .execute(
                    "INSERT INTO accounts VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1)",
                    params![username, email, full_name, disabled, hash, ALL_SCOPES],
                )?;
        }
        Ok(())
    }
}

/// Opens the file, with the table in its present form.
fn prepared(file: &str) -> rusqlite::Result<Connection> {
    let mut database = Connection::open(file)?;
    let change = database.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if !change.table_exists(None::<&str>, "accounts")? {
        change.execute_batch(
            "CREATE TABLE accounts (
                username TEXT PRIMARY KEY,
                email TEXT NOT NULL,
                full_name TEXT NOT NULL,
                disabled INTEGER NOT NULL,
                password_hash TEXT NOT NULL,
                scopes TEXT NOT NULL,
                demo INTEGER NOT NULL DEFAULT 0
            ) STRICT",
        )?;
    } else if !change.column_exists(None::<&str>, "accounts", "demo")? {
        change.execute_batch("ALTER TABLE accounts ADD COLUMN demo INTEGER NOT NULL DEFAULT 0")?;
        for (username, ..) in DEMO {
            change.execute(
                "UPDATE accounts SET demo = 1 WHERE username = ?1",
                [username],
            )?;
        }
    }
    change.commit()?;
    Ok(database)
}
