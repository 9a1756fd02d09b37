// 2 mistakes
use axum_secured::Roles;

#[derive(Roles)]
pub enum Own {
    #[role("editor")]
    Editor,
    #[role("admin", includes(Edtior))]
    Admin,
    #[role("owner", includes(Boss))]
    Owner,
}

fn main() {}
