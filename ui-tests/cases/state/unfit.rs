use axum_secured::{routes, secured, SecuredRouter};
use ui_tests::{bearer};

pub struct App;
impl Clone for App { fn clone(&self) -> Self { App } }

#[secured(bearer)]
#[utoipa::path(get, path = "/")]
async fn handler() {}

fn router() -> SecuredRouter<App> {
    SecuredRouter::<App>::new().routes(routes!(handler))
}

fn main() {}
