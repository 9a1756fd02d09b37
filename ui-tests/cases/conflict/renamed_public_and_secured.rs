// 2 mistakes
use axum_secured::{public as open, secured as guarded};
use ui_tests::bearer;

#[open("why")]
#[guarded(bearer)]
#[utoipa::path(get, path = "/")]
async fn handler() {}

#[guarded(bearer)]
#[open("why")]
async fn other() {}

fn main() {}
