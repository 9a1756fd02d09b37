use axum_secured::{Scopes};

#[derive(Scopes)]
pub enum Own {
    #[scope("a", includes(A))]
    A,
}

fn main() {}
