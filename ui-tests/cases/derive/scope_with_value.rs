use axum_secured::Scopes;

#[derive(Scopes)]
pub enum Own {
    #[scope = "a"]
    A,
}

fn main() {}
