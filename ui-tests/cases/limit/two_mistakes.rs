// 2 mistakes
use axum_secured::public;

#[public("", limit = "0/minute")]
async fn handler() {}

fn main() {}
