// 5 mistakes
use axum_secured::public;

#[public("sign-in", limit = "5/min")]
async fn period() {}

#[public("sign-in", limit = 5 / minute)]
async fn unquoted() {}

#[public("sign-in", limit)]
async fn alone() {}

#[public("sign-in", limit = "1/second", limit = "5/minute")]
async fn twice() {}

#[public(limit = "5/minute")]
async fn without_reason() {}

fn main() {}
