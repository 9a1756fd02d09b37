use std::sync::Arc;

use axum::extract::State;
use axum_secured::{Decision, SecuredRouter, check, routing::get, secured};
use ui_tests::{Auth, User, bearer};

#[check]
async fn can_edit(_: &User, _: State<u64>) -> Decision {
    Decision::Allow
}

#[secured(bearer, check = can_edit)]
async fn handler() {}

fn router() -> SecuredRouter<Arc<Auth>> {
    SecuredRouter::new().route("/", get(handler))
}

fn main() {}
