//! SQLite, off the async threads.

mod schema;

use std::{
    fmt,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use rusqlite::{
    Connection, ErrorCode, OptionalExtension as _, params_from_iter,
    types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef},
};
use tokio::sync::Mutex;

use super::{Failure, LOCKED, PATIENCE, START, Value};

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

    pub(super) async fn rows(
        &self,
        query: &'static str,
        values: Vec<Value>,
    ) -> Result<Vec<Vec<Value>>, Failure> {
        within(&self.reader, move |connection| {
            all(connection, query, values)
        })
        .await
    }

    pub(super) async fn changed_row(
        &self,
        statement: &'static str,
        values: Vec<Value>,
    ) -> Result<Option<Vec<Value>>, Failure> {
        let rows = within(&self.writer, move |connection| {
            all(connection, statement, values)
        });
        Ok(rows.await?.pop())
    }

    pub(super) async fn settle(&self) -> Result<(), Failure> {
        within(&self.writer, |connection| {
            connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")
        })
        .await
    }
}

/// All rows, to the last: a statement that changes some is done then.
fn all(
    connection: &Connection,
    statement: &str,
    values: Vec<Value>,
) -> rusqlite::Result<Vec<Vec<Value>>> {
    let mut statement = connection.prepare_cached(statement)?;
    let columns = statement.column_count();
    let rows = statement.query_map(params_from_iter(values), |row| {
        (0..columns).map(|column| row.get(column)).collect()
    })?;
    rows.collect()
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
        match connection(file).and_then(schema::with_tables) {
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
