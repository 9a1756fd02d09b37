// 2 mistakes
use axum_secured::secured;
use ui_tests::bearer;

#[secured(bearer, limit = "5\u{1b}/minute")]
async fn number() {}

#[secured(bearer, limit = "5/\u{202e}minute")]
async fn period() {}

fn main() {}
