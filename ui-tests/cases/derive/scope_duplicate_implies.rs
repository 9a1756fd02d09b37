use axum_secured::Scopes;

#[derive(Scopes)]
pub enum Own {
    #[scope("a", implies(B), implies(B))]
    A,
    #[scope("b")]
    B,
}

fn main() {}
