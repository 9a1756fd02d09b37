use axum_secured::Roles;

#[derive(Roles)]
pub enum Own {
    #[role("editor", "writer")]
    Editor,
}

fn main() {}
