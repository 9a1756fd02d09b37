// 2 mistakes
use axum_secured::Roles;

#[derive(Roles)]
pub enum Own {
    #[role("editor")]
    Editor,
    #[role("admin", includes("editor"))]
    Admin,
    #[role("owner", includes(Own::Editor))]
    Owner,
}

fn main() {}
