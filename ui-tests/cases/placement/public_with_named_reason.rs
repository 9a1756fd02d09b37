// 2 mistakes
use axum_secured::public;

#[public(reason = "liveness probe")]
async fn handler() {}

#[public(why = "sign-in form", crate = ::axum_secured)]
async fn another() {}

fn main() {}
