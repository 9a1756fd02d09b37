// 2 mistakes
use axum_secured::Roles;

#[derive(Roles)]
pub enum Own {
    #[role("a", includes(B))]
    A,
    #[role("b", includes(A, C))]
    B,
    #[role("c", includes(B))]
    C,
}

fn main() {}
