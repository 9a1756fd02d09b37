use axum_secured::Roles;

#[derive(Roles)]
pub enum Own {
    #[role("editor")]
    Editor,
    #[role("admin", includes(Editor, Editor))]
    Admin,
}

fn main() {}
