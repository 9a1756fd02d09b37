// 2 mistakes
use axum_secured::Roles;

#[derive(Roles)]
pub enum Own {
    #[role(1)]
    Editor,
    #[role(editor)]
    Admin,
}

fn main() {}
