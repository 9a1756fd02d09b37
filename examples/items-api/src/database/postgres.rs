//! PostgreSQL, through a pool of connections.

mod schema;
mod url;

use std::{error::Error, fmt};

use deadpool_postgres::{
    Hook, HookError, Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime, Timeouts,
    tokio_postgres::{
        self, Row,
        types::{FromSql, IsNull, ToSql, Type, private::BytesMut, to_sql_checked},
    },
};
use tokio::time::{Instant, timeout, timeout_at};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::{CONNECT, Failure, PATIENCE, START, Value};

const CONNECTIONS: usize = 8;

/// A server may have been told, for the sake of others, to answer before anything is on its disk.
const DURABLE: &str = "SELECT set_config('synchronous_commit', 'on', false)
    WHERE current_setting('synchronous_commit') = 'off'";

pub(super) struct Postgres(Pool);

impl Postgres {
    pub(super) async fn open(url: &str) -> Result<Self, Failure> {
        let config = url::config(url)?;
        let tls = MakeRustlsConnect::new(url::tls(&config)?);
        let recycling_method = RecyclingMethod::Fast;
        let manager = Manager::from_config(config, tls, ManagerConfig { recycling_method });
        let durable = Hook::async_fn(|client, _| {
            Box::pin(async move {
                client
                    .batch_execute(DURABLE)
                    .await
                    .map_err(HookError::Backend)
            })
        });
        let pool = Pool::builder(manager)
            .max_size(CONNECTIONS)
            .runtime(Runtime::Tokio1)
            .timeouts(Timeouts {
                wait: Some(CONNECT),
                create: Some(CONNECT),
                recycle: Some(CONNECT),
            })
            .post_create(durable)
            .build()?;
        let prepared = timeout(START, schema::prepare(&pool)).await;
        let prepared = prepared.map_err(|_| "it does not answer")?;
        prepared.map_err(|error| causes(&*error))?;
        Ok(Self(pool))
    }

    pub(super) async fn execute(
        &self,
        statement: &'static str,
        values: &[Value],
    ) -> Result<u64, Failure> {
        let deadline = Instant::now() + PATIENCE;
        let connection = self.connection().await?;
        let call = async {
            let statement = connection.prepare_cached(statement).await?;
            connection.execute_raw(&statement, values).await
        };
        let done = timeout_at(deadline, call).await;
        settled(connection, done)
    }

    pub(super) async fn row(
        &self,
        query: &'static str,
        values: &[Value],
    ) -> Result<Option<Vec<Value>>, Failure> {
        let deadline = Instant::now() + PATIENCE;
        let connection = self.connection().await?;
        let call = async {
            let query = connection.prepare_cached(query).await?;
            let values: Vec<_> = values.iter().map(|value| value as _).collect();
            connection.query_opt(&query, &values).await
        };
        let done = timeout_at(deadline, call).await;
        let Some(row) = settled(connection, done)? else {
            return Ok(None);
        };
        Ok(Some(columns(&row)?))
    }

    pub(super) async fn rows(
        &self,
        query: &'static str,
        values: &[Value],
    ) -> Result<Vec<Vec<Value>>, Failure> {
        let deadline = Instant::now() + PATIENCE;
        let connection = self.connection().await?;
        let call = async {
            let query = connection.prepare_cached(query).await?;
            let values: Vec<_> = values.iter().map(|value| value as _).collect();
            connection.query(&query, &values).await
        };
        let done = timeout_at(deadline, call).await;
        let rows = settled(connection, done)?;
        Ok(rows.iter().map(columns).collect::<Result<_, _>>()?)
    }

    async fn connection(&self) -> Result<Object, Failure> {
        Ok(timeout(CONNECT, self.0.get()).await??)
    }
}

/// A connection that did not answer in time is closed: whoever got it next would wait for that answer.
fn settled<T>(
    connection: Object,
    done: Result<Result<T, tokio_postgres::Error>, tokio::time::error::Elapsed>,
) -> Result<T, Failure> {
    match done {
        Ok(done) => Ok(done?),
        Err(elapsed) => {
            drop(Object::take(connection));
            Err(elapsed.into())
        }
    }
}

fn columns(row: &Row) -> Result<Vec<Value>, tokio_postgres::Error> {
    (0..row.len()).map(|column| row.try_get(column)).collect()
}

/// An error with what caused it.
fn causes(error: &dyn Error) -> String {
    let mut said = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let more = error.to_string();
        if !said.contains(&more) {
            said = format!("{said}: {more}");
        }
        cause = error.source();
    }
    said
}

impl ToSql for Value {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Failure> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Integer(integer) if *ty == Type::BOOL => (*integer != 0).to_sql(ty, out),
            Self::Integer(integer) => integer.to_sql_checked(ty, out),
            Self::Text(text) => text.to_sql_checked(ty, out),
            Self::Bytes(bytes) => bytes.to_sql_checked(ty, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        // That depends on the value, which is checked above.
        true
    }

    to_sql_checked!();
}

impl<'a> FromSql<'a> for Value {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Failure> {
        Ok(match *ty {
            Type::BOOL => Self::Integer(bool::from_sql(ty, raw)?.into()),
            Type::INT8 => Self::Integer(i64::from_sql(ty, raw)?),
            Type::TEXT => Self::Text(String::from_sql(ty, raw)?),
            _ => Self::Bytes(Vec::from_sql(ty, raw)?),
        })
    }

    fn from_sql_null(_: &Type) -> Result<Self, Failure> {
        Ok(Self::Null)
    }

    fn accepts(ty: &Type) -> bool {
        [Type::BOOL, Type::INT8, Type::TEXT, Type::BYTEA].contains(ty)
    }
}

impl fmt::Debug for Postgres {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Postgres(..)")
    }
}
