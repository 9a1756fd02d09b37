use axum_secured::Scopes;

#[derive(Scopes)]
pub enum Own {
    #[scope("a")]
    #[scopes(crate = ::axum_secured)]
    A,
}

fn main() {}
