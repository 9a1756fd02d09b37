use axum_secured::{secured};

#[secured(42)]
async fn handler() {}

fn main() {}
