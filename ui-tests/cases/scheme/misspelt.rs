use axum_secured::{secured};

#[secured(beerer)]
async fn handler() {}

fn main() {}
