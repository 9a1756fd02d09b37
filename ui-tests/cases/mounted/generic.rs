use axum_secured::{SecuredRouter, routes, routing::get, secured};
use ui_tests::{Auth, User};

#[secured(any())]
#[utoipa::path(get, path = "/")]
async fn handler<'a, U: From<User> + Clone, const N: usize>(#[principal] who: U) -> [u8; N]
where
    U: Sync,
{
    let _ = who.clone();
    [0; N]
}

fn router() -> SecuredRouter<std::sync::Arc<Auth>> {
    SecuredRouter::new().routes(routes!(handler::<User, 2>)).route("/again", get(handler::<User, 2>))
}

fn main() {}
