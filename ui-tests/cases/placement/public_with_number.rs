use axum_secured::public;

#[public(404)]
async fn handler() {}

fn main() {}
