use axum_secured::{public};

#[public("a", crat = x)]
async fn handler() {}

fn main() {}
