// 8 mistakes
use axum_secured::Scopes;

#[derive(Scopes)]
#[scopes(create = ::axum_secured)]
pub enum Own {
    #[scope("a b", implies(A, Bb), includes(C))]
    A,
    #[scope("b")]
    B,
    C = 3,
    #[scope("b")]
    D,
}

fn main() {}
