use axum_secured::{public};

#[public("a", "b")]
async fn handler() {}

fn main() {}
