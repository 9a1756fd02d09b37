use axum_secured::{secured};

#[secured()]
async fn handler() {}

fn main() {}
