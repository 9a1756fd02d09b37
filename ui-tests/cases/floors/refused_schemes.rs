use axum_secured::{SecuredRouter, SecuritySchemes, routes, secured};
use ui_tests::Nobody;

// It is told what is wrong with the schemes, and nothing of the floor.
#[derive(SecuritySchemes)]
struct Own {
    #[scheme(http(bearer), realms = "x")]
    token: Nobody,
}

#[secured(token)]
#[utoipa::path(get, path = "/")]
async fn list() {}

fn router() -> SecuredRouter<std::sync::Arc<Own>, token> {
    SecuredRouter::new().floor::<token>().routes(routes!(list))
}

fn main() {}
