use axum_secured::Roles;

#[derive(Roles)]
pub struct Own;

fn main() {}
