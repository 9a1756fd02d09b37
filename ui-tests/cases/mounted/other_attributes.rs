use axum_secured::{SecuredRouter, routes, routing::get, secured};
use ui_tests::{Auth, User, bearer};

#[secured(bearer, bearer)]
#[utoipa::path(get, path = "/")]
#[tracing::instrument(skip(who), fields(%item))]
#[axum::debug_handler(state = std::sync::Arc<Auth>)]
async fn handler(#[principal] who: User, item: String) { let _ = (who, item); }

fn router() -> SecuredRouter<std::sync::Arc<Auth>> {
    SecuredRouter::new().routes(routes!(handler)).route("/again", get(handler))
}

fn main() {}
