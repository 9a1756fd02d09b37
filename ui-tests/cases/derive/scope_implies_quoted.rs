use axum_secured::Scopes;

#[derive(Scopes)]
pub enum Own {
    #[scope("a", implies("b"))]
    A,
    #[scope("b")]
    B,
}

fn main() {}
