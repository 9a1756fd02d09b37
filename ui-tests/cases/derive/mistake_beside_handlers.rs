use axum_secured::{Admitted, SecuredRouter, SecuritySchemes, requirement, routes, secured};
use ui_tests::{Nobody, Scope, User};

#[derive(SecuritySchemes)]
pub struct Auth {
    #[scheme(http(baerer), scopes = Scope)]
    pub token: Nobody,
    #[scheme(http(basic))]
    pub login: Nobody,
}

requirement!(Named -> User = any(token("items:read"), login));

#[secured(any(all(token(Scope::ItemsWrite), login), Named))]
async fn handler() {}
#[secured(optional(any(login, token("items:read"))))]
#[utoipa::path(get, path = "/")]
async fn documented(#[principal] _who: Option<Admitted<User>>) {}

fn main() {
    let _: SecuredRouter<std::sync::Arc<Auth>> = SecuredRouter::new()
        .routes(routes!(documented))
        .route("/handler", axum_secured::routing::get(handler))
        .fallback(handler);
}
