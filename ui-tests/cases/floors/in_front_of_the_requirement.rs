use axum_secured::secured;

#[secured(below_floor = "why")]
async fn handler() {}

fn main() {}
