use axum_secured::{public};

#[public]
async fn handler() {}

fn main() {}
