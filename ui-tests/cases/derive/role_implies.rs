// 2 mistakes
use axum_secured::Roles;

#[derive(Roles)]
pub enum Own {
    #[role("editor")]
    Editor,
    #[role("admin", implies(Editor))]
    Admin,
    #[role("owner", include(Editor))]
    Owner,
}

fn main() {}
