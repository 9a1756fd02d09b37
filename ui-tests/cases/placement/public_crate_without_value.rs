// 2 mistakes
use axum_secured::public;

#[public("sign-in", crate)]
async fn alone() {}

#[public("sign-in", crate = )]
async fn nothing() {}

fn main() {}
