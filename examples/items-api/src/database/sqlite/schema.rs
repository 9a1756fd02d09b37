//! The tables in SQLite, and what those of before lack.

use rusqlite::{Connection, TransactionBehavior};

use crate::accounts::{DEMO_NAMES, TENANTS};

/// The connection, once the tables are there in their present form.
pub(super) fn with_tables(mut database: Connection) -> rusqlite::Result<Connection> {
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
        "CREATE INDEX IF NOT EXISTS accounts_tenant ON accounts (tenant, username);
        CREATE INDEX IF NOT EXISTS accounts_folded ON accounts (lower(username));
        CREATE TABLE IF NOT EXISTS items (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            tenant TEXT NOT NULL,
            owner TEXT NOT NULL,
            name TEXT NOT NULL,
            quantity INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX IF NOT EXISTS items_tenant ON items (tenant, id);
        CREATE INDEX IF NOT EXISTS items_owner ON items (owner);
        CREATE TABLE IF NOT EXISTS families (
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
