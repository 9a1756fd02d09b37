use axum_secured::SecuritySchemes;

#[derive(SecuritySchemes)]
pub struct Own {}

fn main() {}
