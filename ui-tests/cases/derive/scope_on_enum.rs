use axum_secured::Scopes;

#[derive(Scopes)]
#[scope("a")]
pub enum Own {
    #[scope("a")]
    A,
}

fn main() {}
