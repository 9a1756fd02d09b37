use axum_secured::Scopes;

#[derive(Scopes)]
pub enum Own {
    #[scope]
    A,
}

fn main() {}
