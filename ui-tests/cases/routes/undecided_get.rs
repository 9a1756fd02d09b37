use axum_secured::{SecuredRouter};
use ui_tests::{Auth};

async fn open() {}

fn router() -> SecuredRouter<std::sync::Arc<Auth>> {
    SecuredRouter::new().route("/", axum_secured::routing::get(open))
}

fn main() {}
