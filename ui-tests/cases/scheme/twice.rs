use axum_secured::{secured};
use ui_tests::{bearer};

#[secured(all(bearer("items:read"), bearer("items:write")))]
async fn handler() {}

fn main() {}
