use axum_secured::{secured};
use ui_tests::{bearer};

#[secured(bearer)]
async fn handler(_: u8, _: u8, _: u8, _: u8, _: u8, _: u8, _: u8, _: u8, _: u8, _: u8, _: u8, _: u8, _: u8, _: u8, _: u8, _: u8) {}

fn main() {}
