// 3 mistakes
use axum_secured::public;

#[public("open\nGET /admin secured")]
async fn escaped() {}

#[public("open
GET /admin secured")]
async fn broken() {}

#[public("open\u{2028}GET /admin secured")]
async fn separated() {}

fn main() {}
