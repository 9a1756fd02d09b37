use axum_secured::Scopes;

#[derive(Scopes)]
#[scopes(crate = )]
pub enum Own {
    #[scope("a")]
    A,
}

fn main() {}
