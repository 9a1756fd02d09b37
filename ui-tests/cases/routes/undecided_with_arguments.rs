use axum_secured::{routes, SecuredRouter};
use ui_tests::{Auth};

#[utoipa::path(get, path = "/")]
async fn open(_: axum::Json<u8>) {}

fn router() -> SecuredRouter<std::sync::Arc<Auth>> {
    SecuredRouter::new().routes(routes!(open))
}

fn main() {}
