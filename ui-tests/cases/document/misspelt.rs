use axum_secured::secured;
use ui_tests::bearer;

#[secured(bearer)]
#[utoipa::path(get, pth = "/")]
async fn handler() {}

fn main() {}
