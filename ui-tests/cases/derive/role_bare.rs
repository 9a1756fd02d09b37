// 2 mistakes
use axum_secured::Roles;

#[derive(Roles)]
pub enum Own {
    #[role]
    Editor,
    #[role()]
    Admin,
}

fn main() {}
