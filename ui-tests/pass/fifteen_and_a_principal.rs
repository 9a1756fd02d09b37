//! Fifteen further arguments and a principal, which takes the guard's place.
#![deny(warnings)]
#![allow(clippy::unused_async)]
use axum::extract::Path;
use axum_secured::{SecuredRouter, routing::get, secured};
use ui_tests::{Auth, User, bearer};

type P = Path<()>;

#[secured(bearer)]
async fn handler(
    #[principal]
    #[allow(unused_variables)]
    who: User,
    (_, _, _): (P, P, P),
    _: P,
    _: P,
    _: P,
    _: P,
    _: P,
    _: P,
    _: P,
    _: P,
    _: P,
    _: P,
    _: P,
    _: P,
    _: P,
    _: P,
) {
}

fn main() {
    let router = SecuredRouter::<std::sync::Arc<Auth>>::new().route("/", get(handler));
    let _ = router.split_for_parts();
}
