use std::sync::Arc;

use axum::Json;
use axum_secured::{Decision, SecuredRouter, check, routing::get, secured};
use ui_tests::{Auth, User, bearer};

type Posted = Json<u8>;

#[check]
async fn by_json(_: &User, _: Posted) -> Decision {
    Decision::Allow
}

#[secured(bearer, check = by_json)]
async fn handler() {}

fn router() -> SecuredRouter<Arc<Auth>> {
    SecuredRouter::new().route("/", get(handler))
}

fn main() {}
