use axum_secured::Scopes;

#[derive(Scopes)]
pub enum Own {
    #[scope("a")]
    A { a: u8 },
}

fn main() {}
