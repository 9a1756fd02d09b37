use axum_secured::Roles;

#[derive(Roles)]
pub enum Own {
    #[roles(crate = axum_secured)]
    #[role("editor")]
    Editor,
}

fn main() {}
