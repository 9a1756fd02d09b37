use axum_secured::{routes, secured, SecuredRouter};
use ui_tests::{Auth, bearer};

#[secured(bearer)]
async fn ws() {}

fn router() -> SecuredRouter<std::sync::Arc<Auth>> {
    SecuredRouter::new().routes(routes!(ws))
}

fn main() {}
