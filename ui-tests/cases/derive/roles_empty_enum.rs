use axum_secured::Roles;

#[derive(Roles)]
pub enum Own {
}

fn main() {}
