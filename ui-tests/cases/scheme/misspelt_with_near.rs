use axum_secured::{secured};
use ui_tests::{api_key, bearer};

use ui_tests::bearer as _bearer;
#[secured(any(api_key, baerer("items:read")))]
async fn handler() {}

fn main() {}
