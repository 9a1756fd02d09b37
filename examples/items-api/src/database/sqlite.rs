//! SQLite, off the async threads.

use std::{
    fmt,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use rusqlite::{
    Connection, ErrorCode, OptionalExtension as _, TransactionBehavior, params_from_iter,
    types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef},
};
use tokio::sync::Mutex;

use super::{Failure, LOCKED, PATIENCE, START, Value};
use crate::accounts::{DEMO_NAMES, TENANTS};

/// One connection writes and another reads meanwhile, as the write-ahead log allows.
pub(super) struct Sqlite {
    writer: Arc<Mutex<Connection>>,
    reader: Arc<Mutex<Connection>>,
}

impl Sqlite {
    pub(super) async fn open(file: String) -> Result<Self, Failure> {
        tokio::task::spawn_blocking(move || {
            if file.is_empty() {
                return Err("it has no name".into());
            }
            let writer = Arc::new(Mutex::new(prepared(&file)?));
            // Every connection to `:memory:` has a database of its own.
            let reader = if Path::new(&file).exists() {
                Arc::new(Mutex::new(connection(&file)?))
            } else {
                Arc::clone(&writer)
            };
            Ok(Self { writer, reader })
        })
        .await?
    }

    pub(super) async fn execute(
        &self,
        statement: &'static str,
        values: Vec<Value>,
    ) -> Result<u64, Failure> {
        within(&self.writer, move |connection| {
            let mut statement = connection.prepare_cached(statement)?;
            let changed = statement.execute(params_from_iter(values))?;
            Ok(changed as u64)
        })
        .await
    }

    pub(super) async fn row(
        &self,
        query: &'static str,
        values: Vec<Value>,
    ) -> Result<Option<Vec<Value>>, Failure> {
        within(&self.reader, move |connection| {
            let mut query = connection.prepare_cached(query)?;
            let columns = query.column_count();
            query
                .query_row(params_from_iter(values), |row| {
                    (0..columns).map(|column| row.get(column)).collect()
                })
                .optional()
        })
        .await
    }

    pub(super) async fn settle(&self) -> Result<(), Failure> {
        within(&self.writer, |connection| {
            connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")
        })
        .await
    }
}

/// What waits for its turn takes no thread, and goes when its caller does; what has begun is finished.
async fn within<T: Send + 'static>(
    connection: &Arc<Mutex<Connection>>,
    work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
) -> Result<T, Failure> {
    let connection = Arc::clone(connection);
    let call = async {
        let connection = connection.lock_owned().await;
        tokio::task::spawn_blocking(move || work(&connection)).await
    };
    Ok(tokio::time::timeout(PATIENCE, call).await???)
}

fn connection(file: &str) -> rusqlite::Result<Connection> {
    let connection = Connection::open(file)?;
    connection.busy_timeout(LOCKED)?;
    // What was answered survives the process and the machine.
    connection.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")?;
    Ok(connection)
}

/// Opens the file, with the tables in their present form.
fn prepared(file: &str) -> rusqlite::Result<Connection> {
    let deadline = Instant::now() + START;
    loop {
        match connection(file).and_then(with_tables) {
            // Of two that turn on the write-ahead log at once, one is not made to wait.
            Err(error)
                if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy)
                    && Instant::now() < deadline =>
            {
                std::thread::sleep(Duration::from_millis(20));
            }
            done => return done,
        }
    }
}

fn with_tables(mut database: Connection) -> rusqlite::Result<Connection> {
    let change = database.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // A statement notices tables that another process has made meanwhile; `table_exists` does not.
    let query = "SELECT count(*) FROM sqlite_schema WHERE name = 'accounts'";
    if change.query_row(query, [], |row| row.get::<_, i64>(0))? == 0 {
        change.execute_batch(
            "CREATE TABLE accounts (
                username TEXT PRIMARY KEY,
                email TEXT NOT NULL,
                full_name TEXT NOT NULL,
                disabled INTEGER NOT NULL,
                password_hash TEXT NOT NULL,
                scopes TEXT NOT NULL,
                demo INTEGER NOT NULL DEFAULT 0,
                password_set_at INTEGER NOT NULL DEFAULT 0,
                tenant TEXT,
                role TEXT NOT NULL DEFAULT 'member'
            ) STRICT",
        )?;
    } else if !change.column_exists(None::<&str>, "accounts", "demo")? {
        change.execute_batch("ALTER TABLE accounts ADD COLUMN demo INTEGER NOT NULL DEFAULT 0")?;
        for username in DEMO_NAMES {
            change.execute(
                "UPDATE accounts SET demo = 1 WHERE username = ?1",
                [username],
            )?;
        }
    }
    if !change.column_exists(None::<&str>, "accounts", "password_set_at")? {
        change.execute_batch(
            "ALTER TABLE accounts ADD COLUMN password_set_at INTEGER NOT NULL DEFAULT 0",
        )?;
    }
    if !change.column_exists(None::<&str>, "accounts", "tenant")? {
        change.execute_batch(
            "ALTER TABLE accounts ADD COLUMN tenant TEXT;
             ALTER TABLE accounts ADD COLUMN role TEXT NOT NULL DEFAULT 'member';",
        )?;
        change.execute_batch(TENANTS)?;
    }
    change.execute_batch(
        "CREATE TABLE IF NOT EXISTS families (
            id BLOB PRIMARY KEY,
            subject TEXT NOT NULL,
            client TEXT,
            scope TEXT NOT NULL,
            authenticated_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL,
            current_token BLOB NOT NULL,
            spent_token BLOB,
            spent_at INTEGER
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS families_end ON families (expires_at);
        CREATE TABLE IF NOT EXISTS revoked (
            id BLOB PRIMARY KEY,
            expires_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS revoked_end ON revoked (expires_at);",
    )?;
    change.commit()?;
    Ok(database)
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Integer(integer) => ValueRef::Integer(*integer),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

impl FromSql for Value {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        match value {
            ValueRef::Null => Ok(Self::Null),
            ValueRef::Integer(integer) => Ok(Self::Integer(integer)),
            ValueRef::Text(_) => String::column_result(value).map(Self::Text),
            ValueRef::Blob(bytes) => Ok(Self::Bytes(bytes.to_vec())),
            ValueRef::Real(_) => Err(FromSqlError::InvalidType),
        }
    }
}

impl fmt::Debug for Sqlite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sqlite(..)")
    }
}
