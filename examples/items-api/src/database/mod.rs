//! The database: one file of SQLite, or a PostgreSQL server that several instances share.

mod postgres;
mod sqlite;
mod tokens;

use std::{error::Error, fmt, sync::Arc, time::Duration};

pub(crate) use self::tokens::{nanoseconds, time};
use self::{postgres::Postgres, sqlite::Sqlite};

/// Why the database did not do what it was asked.
pub type Failure = Box<dyn Error + Send + Sync>;

/// How long one call may take: less than the five seconds of a verifier, whose answer is then 503.
const PATIENCE: Duration = Duration::from_millis(4500);

/// How much of it a connection may take to come.
const CONNECT: Duration = Duration::from_secs(2);

/// How much of it the database may wait for others that hold what it needs. It gives up before its
/// caller does, so that what was answered with an error is not done later.
const LOCKED: Duration = Duration::from_secs(2);

/// How long it may take until it is ready at the start, where another instance may be at it too.
const START: Duration = Duration::from_secs(15);

/// A database that has its tables. Clones share its connections.
#[derive(Debug, Clone)]
pub struct Database(Engine);

#[derive(Debug, Clone)]
enum Engine {
    Sqlite(Arc<Sqlite>),
    Postgres(Arc<Postgres>),
}

/// What goes into a column and comes out of it. Truth is 0 or 1.
#[derive(Clone)]
pub(crate) enum Value {
    Null,
    Integer(i64),
    Text(String),
    Bytes(Vec<u8>),
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The driver logs what it sends, and some of that is a password's hash.
        f.write_str("Value(..)")
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Self {
        Self::Integer(truth.into())
    }
}

impl Value {
    /// Whether it contains the one character that PostgreSQL cannot keep.
    pub(crate) fn has_nul(&self) -> bool {
        matches!(self, Self::Text(text) if text.contains('\0'))
    }
}

impl Database {
    /// Opens what `location` names, a file or the URL of a server, and makes its tables where they are
    /// missing.
    ///
    /// # Errors
    /// Says why it cannot be used, and nothing of what a URL contains.
    pub async fn open(location: &str) -> Result<Self, Failure> {
        let engine = match location.split_once("://") {
            Some(("postgres" | "postgresql", _)) => {
                let opened = Postgres::open(location).await;
                Engine::Postgres(Arc::new(opened.map_err(|error| {
                    format!("the PostgreSQL database cannot be used: {error}")
                })?))
            }
            // It is not repeated: a slip in the first letters would show the password behind them.
            Some(_) => {
                return Err(
                    "`--database` takes a file, or a URL that begins with `postgres://`".into(),
                );
            }
            None => {
                let opened = Sqlite::open(location.to_owned()).await;
                Engine::Sqlite(Arc::new(opened.map_err(|error| {
                    format!("the database `{location}` cannot be used: {error}")
                })?))
            }
        };
        Ok(Self(engine))
    }

    /// Leaves everything in the file itself, so that it can be copied; without, nothing is lost either.
    pub async fn settle(&self) {
        if let Engine::Sqlite(sqlite) = &self.0 {
            let _ = sqlite.settle().await;
        }
    }

    /// Runs a statement, as a whole or not at all, and tells how many rows it changed. Both databases
    /// get the same text, so `$1`, `$2` appear in this order.
    pub(crate) async fn execute<const N: usize>(
        &self,
        statement: &'static str,
        values: [Value; N],
    ) -> Result<u64, Failure> {
        match &self.0 {
            Engine::Sqlite(sqlite) => sqlite.execute(statement, values.into()).await,
            Engine::Postgres(postgres) => postgres.execute(statement, &values).await,
        }
    }

    /// The same where the two need texts of their own.
    pub(crate) async fn execute_either<const N: usize>(
        &self,
        sqlite: &'static str,
        postgres: &'static str,
        values: [Value; N],
    ) -> Result<u64, Failure> {
        let statement = match &self.0 {
            Engine::Sqlite(_) => sqlite,
            Engine::Postgres(_) => postgres,
        };
        self.execute(statement, values).await
    }

    /// The columns of the one row that a query finds.
    pub(crate) async fn row<const N: usize>(
        &self,
        query: &'static str,
        values: [Value; N],
    ) -> Result<Option<Vec<Value>>, Failure> {
        match &self.0 {
            Engine::Sqlite(sqlite) => sqlite.row(query, values.into()).await,
            Engine::Postgres(postgres) => postgres.row(query, &values).await,
        }
    }

    /// The columns of the one row that a statement changed, as its `RETURNING` lists them.
    pub(crate) async fn changed_row<const N: usize>(
        &self,
        statement: &'static str,
        values: [Value; N],
    ) -> Result<Option<Vec<Value>>, Failure> {
        match &self.0 {
            Engine::Sqlite(sqlite) => sqlite.changed_row(statement, values.into()).await,
            Engine::Postgres(postgres) => postgres.row(statement, &values).await,
        }
    }

    /// The columns of all rows that a query finds.
    pub(crate) async fn rows<const N: usize>(
        &self,
        query: &'static str,
        values: [Value; N],
    ) -> Result<Vec<Vec<Value>>, Failure> {
        match &self.0 {
            Engine::Sqlite(sqlite) => sqlite.rows(query, values.into()).await,
            Engine::Postgres(postgres) => postgres.rows(query, &values).await,
        }
    }
}
