use axum_secured::Roles;

#[derive(Roles)]
pub enum Own {
    Editor,
}

fn main() {}
