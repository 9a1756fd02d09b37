use axum_secured::Scopes;

#[derive(Scopes)]
pub enum Own {
    #[scope("a", implies(B C))]
    A,
    #[scope("b")]
    B,
    #[scope("c")]
    C,
}

fn main() {}
