// 2 mistakes
use axum_secured::secured;
use ui_tests::bearer;

#[secured(bearer)]
async fn plain(#[principal] _who: _) {}

#[secured(optional(bearer))]
async fn optional(#[principal] _who: Option<Vec<_>>) {}

fn main() {}
