// 2 mistakes
use axum_secured::Roles;

#[derive(Roles)]
pub enum Own {
    #[role("admin", includes())]
    Admin,
    #[role("owner", includes)]
    Owner,
}

fn main() {}
