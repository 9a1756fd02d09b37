use axum_secured::{secured};

#[secured(any())]
async fn handler() {}

fn main() {}
