use axum_secured::secured;
use ui_tests::bearer;

struct Mine;

#[secured(bearer)]
#[utoipa::path(get, path = "/", impl_for = Mine)]
async fn handler() {}

fn main() {}
