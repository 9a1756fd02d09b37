#![deny(deprecated)]

use axum_secured::{ApiKeys, Secret};

fn main() {
    let secret = Secret::from_bytes("api-key-0123456789");
    let _ = ApiKeys::builder().key(secret, ()).build();
}
