use axum_secured::Roles;

#[derive(Roles)]
#[role("own")]
pub enum Own {
    #[role("editor")]
    Editor,
}

fn main() {}
