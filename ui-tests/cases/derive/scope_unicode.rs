use axum_secured::Scopes;

#[derive(Scopes)]
pub enum Own {
    #[scope("größe:lesen")]
    A,
}

fn main() {}
