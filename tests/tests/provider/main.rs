//! Providers that answer over a real connection, and not always as they should.
#![allow(missing_docs, clippy::unused_async)]

mod introspection;
mod keys;
mod server;
