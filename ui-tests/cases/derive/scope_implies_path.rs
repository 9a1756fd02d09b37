use axum_secured::Scopes;

#[derive(Scopes)]
pub enum Own {
    #[scope("a", implies(Own::B))]
    A,
    #[scope("b")]
    B,
}

fn main() {}
