use axum_secured::Scopes;

#[derive(Scopes)]
pub enum Own {
    #[scope(implies(B))]
    A,
    #[scope("b")]
    B,
}

fn main() {}
