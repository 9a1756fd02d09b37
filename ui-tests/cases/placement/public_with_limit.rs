use axum_secured::{public};

#[public("a", limit = "5/minute")]
async fn handler() {}

fn main() {}
