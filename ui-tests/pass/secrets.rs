//! Where secrets come from instead of the source.
#![deny(warnings)]
use axum_secured::{Misconfiguration, Secret};

pub fn secrets(of_the_vault: Vec<u8>) -> Result<[Secret; 3], Misconfiguration> {
    Ok([
        Secret::env("SECRET_KEY")?,
        Secret::file("/run/secrets/key")?,
        Secret::from_vec(of_the_vault),
    ])
}

fn main() {
    assert!(secrets(b"key".to_vec()).is_err());
}
