use axum_secured::Scopes;

#[derive(Scopes)]
#[scopes(realm = "a")]
pub enum Own {
    #[scope("a")]
    A,
}

fn main() {}
