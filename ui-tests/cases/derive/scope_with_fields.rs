use axum_secured::{Scopes};

#[derive(Scopes)]
pub enum Own {
    #[scope("a")]
    A(u8),
}

fn main() {}
