//! Accounts and tokens in SQLite and in PostgreSQL: what holds, also when something breaks.
#![cfg(target_os = "linux")] // servers are killed with all their processes
#![allow(missing_docs)]

mod accounts;
mod admins;
mod contract;
mod durable;
mod flagship;
mod items;
mod outage;
mod passwords;
#[path = "../postgres/mod.rs"]
mod postgres;
#[path = "../server/mod.rs"]
mod server;
mod upgrade;

use std::time::{Duration, SystemTime};

use axum_secured::tokens::{Family, FamilyId, RevokedDigest, TokenDigest};
use deadpool_postgres::tokio_postgres::{self, NoTls};
use items_api::database::Database;
use postgres::Postgres;
use server::Folder;

/// A database of each kind, and what they live in. Without PostgreSQL it is one.
struct Both {
    folder: Folder,
    server: Option<Postgres>,
}

impl Both {
    fn new() -> Self {
        Self {
            folder: Folder::new(),
            server: Postgres::start(&[]),
        }
    }

    fn locations(&self) -> Vec<String> {
        let file = self.folder.database().display().to_string();
        let server = self.server.as_ref().map(|server| server.url("postgres"));
        std::iter::once(file).chain(server).collect()
    }
}

async fn opened(location: &str) -> Database {
    Database::open(location).await.expect("a database")
}

/// A connection of the test's own.
async fn connected(url: &str) -> tokio_postgres::Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.expect("a server");
    tokio::spawn(connection);
    client
}

fn id(number: u8) -> FamilyId {
    [number; 16]
}

/// The token that a family has after so many renewals.
fn token(number: u32) -> TokenDigest {
    let mut token = [7; 32];
    token[4..8].copy_from_slice(&number.to_be_bytes());
    token
}

fn revoked(family: u8, number: u32) -> RevokedDigest {
    let mut digest = token(number);
    digest[31] = family;
    digest
}

/// A time far from now, exact to the nanosecond.
fn time(number: u32) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::new(4_000_000_000 + u64::from(number), 123_456_789)
}

fn family() -> Family {
    Family {
        subject: "ann".to_owned(),
        client: None,
        scope: "items:read".to_owned(),
        authenticated_at: time(0),
        expires_at: time(1_000_000),
        current: token(0),
        spent: None,
    }
}
