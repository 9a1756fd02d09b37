use axum_secured::Scopes;

#[derive(Scopes)]
pub union Own {
    a: u8,
}

fn main() {}
