// 3 mistakes
use axum_secured::{public, secured};
use ui_tests::bearer;

#[secured(bearer, below_floor = "a\nGET     /b bearer")]
async fn another_line() {}

#[secured(bearer, below_floor = "a\u{202e}b")]
async fn turned() {}

#[public("probe", below_floor = "a\u{1b}[8m")]
async fn hidden() {}

fn main() {}
