// 3 mistakes
use axum_secured::Roles;

#[derive(Roles)]
#[roles]
#[roles(realm = "x")]
#[roles(crate)]
pub enum Own {
    #[role("editor")]
    Editor,
}

fn main() {}
