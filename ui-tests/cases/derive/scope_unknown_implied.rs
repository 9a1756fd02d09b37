use axum_secured::{Scopes};

#[derive(Scopes)]
pub enum Own {
    #[scope("a", implies(Bb))]
    Aa,
    #[scope("b")]
    Bc,
}

fn main() {}
