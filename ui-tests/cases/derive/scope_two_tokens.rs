use axum_secured::Scopes;

#[derive(Scopes)]
pub enum Own {
    #[scope("a", "b")]
    A,
}

fn main() {}
