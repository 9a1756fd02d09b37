use axum_secured::Roles;

#[derive(Roles)]
pub enum Own {
    #[role("editor", includes(Admin))]
    Editor,
    #[role("admin", includes(Editor))]
    Admin,
}

fn main() {}
