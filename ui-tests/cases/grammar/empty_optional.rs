use axum_secured::{secured};

#[secured(optional())]
async fn handler() {}

fn main() {}
