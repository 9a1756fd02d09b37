use axum_secured::{Admitted, SecuredRouter, requirement, routing::get, secured};
use ui_tests::{Auth, User, basic, bearer};

requirement!(Editor -> User = any(bearer, "basic"));

#[secured(Editor)]
async fn handler(#[principal] _who: User) {}

#[secured(optional(any(Editor, basic)))]
async fn optional(#[principal] _who: Option<Admitted<User>>) {}

fn router() -> SecuredRouter<std::sync::Arc<Auth>> {
    SecuredRouter::new().route("/", get(handler)).route("/optional", get(optional))
}

fn main() {}
