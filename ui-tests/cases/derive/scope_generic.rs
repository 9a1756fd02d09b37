use axum_secured::Scopes;

#[derive(Scopes)]
pub enum Own<const N: usize> {
    #[scope("a")]
    A,
}

fn main() {}
