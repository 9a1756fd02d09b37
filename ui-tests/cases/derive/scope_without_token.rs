use axum_secured::{Scopes};

#[derive(Scopes)]
pub enum Own {
    A,
}

fn main() {}
