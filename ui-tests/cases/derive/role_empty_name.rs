use axum_secured::Roles;

#[derive(Roles)]
pub enum Own {
    #[role("")]
    Editor,
}

fn main() {}
