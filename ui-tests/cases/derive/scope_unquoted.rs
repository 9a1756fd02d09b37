use axum_secured::Scopes;

#[derive(Scopes)]
pub enum Own {
    #[scope(items:read)]
    A,
}

fn main() {}
