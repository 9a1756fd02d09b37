use axum_secured::Scopes;

#[derive(Scopes)]
#[scopes(crate = ::axum_secured, crate = ::axum_secured)]
pub enum Own {
    #[scope("a")]
    A,
}

fn main() {}
