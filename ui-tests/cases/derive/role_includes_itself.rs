use axum_secured::Roles;

#[derive(Roles)]
pub enum Own {
    #[role("editor", includes(Editor))]
    Editor,
}

fn main() {}
