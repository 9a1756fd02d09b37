use axum_secured::{SecuritySchemes};

#[derive(SecuritySchemes)]
pub enum Own {}

fn main() {}
