use axum_secured::{secured};

#[secured(String)]
async fn handler() {}

fn main() {}
