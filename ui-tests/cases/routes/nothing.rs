use axum_secured::{routes, SecuredRouter};
use ui_tests::{Auth};

fn router() -> SecuredRouter<std::sync::Arc<Auth>> {
    SecuredRouter::new().routes(routes!())
}

fn main() {}
