use axum_secured::{secured};

#[secured(all())]
async fn handler() {}

fn main() {}
