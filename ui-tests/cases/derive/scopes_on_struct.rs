use axum_secured::{Scopes};

#[derive(Scopes)]
pub struct Own;

fn main() {}
