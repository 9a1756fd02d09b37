//! The tables in PostgreSQL, and what those of before lack.

use deadpool_postgres::Pool;

use crate::{
    accounts::TENANTS,
    database::{Failure, START},
};

/// What instances that make the tables at once queue at; any number, as long as it stays.
const SCHEMA_LOCK: i64 = 0x6974_656d_735f_6170;

const SCHEMA: &str = r#"
    CREATE TABLE accounts (
        username TEXT COLLATE "C" PRIMARY KEY,
        email TEXT NOT NULL,
        full_name TEXT NOT NULL,
        disabled BOOLEAN NOT NULL,
        password_hash TEXT NOT NULL,
        scopes TEXT NOT NULL,
        demo BOOLEAN NOT NULL DEFAULT FALSE,
        password_set_at BIGINT NOT NULL DEFAULT 0,
        tenant TEXT COLLATE "C",
        role TEXT NOT NULL DEFAULT 'member'
    );
    CREATE INDEX accounts_tenant ON accounts (tenant, username);
    CREATE TABLE families (
        id BYTEA PRIMARY KEY,
        subject TEXT NOT NULL,
        client TEXT,
        scope TEXT NOT NULL,
        authenticated_at BIGINT NOT NULL,
        expires_at BIGINT NOT NULL,
        current_token BYTEA NOT NULL,
        spent_token BYTEA,
        spent_at BIGINT
    );
    CREATE INDEX families_end ON families (expires_at);
    CREATE TABLE revoked (
        id BYTEA PRIMARY KEY,
        expires_at BIGINT NOT NULL
    );
    CREATE INDEX revoked_end ON revoked (expires_at);
"#;

const ITEMS: &str = r#"
    CREATE TABLE items (
        id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        tenant TEXT COLLATE "C" NOT NULL,
        owner TEXT COLLATE "C" NOT NULL,
        name TEXT NOT NULL,
        quantity BIGINT NOT NULL
    );
    CREATE INDEX items_tenant ON items (tenant, id);
    CREATE INDEX items_owner ON items (owner);
"#;

const FOLDED: &str = "CREATE INDEX accounts_folded ON accounts (lower(username))";

/// What databases of before lack.
const PASSWORD_SET_AT: &str =
    "ALTER TABLE accounts ADD COLUMN password_set_at BIGINT NOT NULL DEFAULT 0";
const TENANT_AND_ROLE: &str = r#"
    ALTER TABLE accounts ADD COLUMN tenant TEXT COLLATE "C";
    ALTER TABLE accounts ADD COLUMN role TEXT NOT NULL DEFAULT 'member';
    CREATE INDEX accounts_tenant ON accounts (tenant, username);
"#;

/// Makes the tables, or what they lack, unless all is there: an account that may not make any suffices
/// then.
pub(super) async fn prepare(pool: &Pool) -> Result<(), Failure> {
    let mut connection = pool.get().await?;
    let change = connection.transaction().await?;
    let patience = START.as_millis();
    let lock = format!(
        "SET LOCAL statement_timeout = {patience}; SET LOCAL lock_timeout = {patience};
        SELECT pg_advisory_xact_lock({SCHEMA_LOCK})"
    );
    change.batch_execute(&lock).await?;
    let state = "SELECT current_setting('server_encoding'), to_regclass('revoked') IS NULL,
        EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass('accounts')
            AND attname = 'password_set_at' AND NOT attisdropped),
        EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass('accounts')
            AND attname = 'tenant' AND NOT attisdropped),
        to_regclass('items') IS NULL, to_regclass('accounts_folded') IS NULL";
    let state = change.query_one(state, &[]).await?;
    let encoding: &str = state.try_get(0)?;
    if encoding != "UTF8" {
        // Names that it has no letters for would look like an outage.
        return Err(format!("its encoding is {encoding} and has to be UTF8").into());
    }
    if state.try_get(1)? {
        change.batch_execute(SCHEMA).await?;
    } else {
        if !state.try_get(2)? {
            change.batch_execute(PASSWORD_SET_AT).await?;
        }
        if !state.try_get(3)? {
            change.batch_execute(TENANT_AND_ROLE).await?;
            change.batch_execute(TENANTS).await?;
        }
    }
    if state.try_get(4)? {
        change.batch_execute(ITEMS).await?;
    }
    if state.try_get(5)? {
        change.batch_execute(FOLDED).await?;
    }
    Ok(change.commit().await?)
}
