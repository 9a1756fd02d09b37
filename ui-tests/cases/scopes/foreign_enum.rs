use axum_secured::{secured};
use ui_tests::{bearer};

pub enum Other { A }

#[secured(bearer(Other::A))]
async fn handler() {}

fn main() {}
