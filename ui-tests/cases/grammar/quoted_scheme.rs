use axum_secured::{secured};

#[secured("bearer")]
async fn handler() {}

fn main() {}
