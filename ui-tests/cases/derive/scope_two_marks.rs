use axum_secured::{Scopes};

#[derive(Scopes)]
pub enum Own {
    #[scope("a")]
    #[scope("b")]
    A,
}

fn main() {}
