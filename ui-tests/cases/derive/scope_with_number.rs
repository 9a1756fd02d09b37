use axum_secured::{Scopes};

#[derive(Scopes)]
pub enum Own {
    #[scope("a")]
    A = 3,
}

fn main() {}
