// 2 mistakes
use axum_secured::public;

#[public("sign-in", limit = "0/day", burst = 5)]
async fn handler() {}

fn main() {}
