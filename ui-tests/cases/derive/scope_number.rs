use axum_secured::Scopes;

#[derive(Scopes)]
pub enum Own {
    #[scope(3)]
    A,
}

fn main() {}
