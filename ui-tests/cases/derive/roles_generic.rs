// 2 mistakes
use axum_secured::Roles;

#[derive(Roles)]
pub enum Own<T> {
    #[role("editor")]
    Editor,
    #[role("other")]
    Other(T),
}

fn main() {}
