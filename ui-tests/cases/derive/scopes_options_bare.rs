use axum_secured::Scopes;

#[derive(Scopes)]
#[scopes]
pub enum Own {
    #[scope("a")]
    A,
}

fn main() {}
