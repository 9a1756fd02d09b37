use axum_secured::Roles;

#[derive(Roles)]
pub enum Own {
    #[role("editor")]
    #[role("writer")]
    Editor,
}

fn main() {}
