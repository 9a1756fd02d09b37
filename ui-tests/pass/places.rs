//! Schemes and handlers wherever an item can stand.
#![deny(warnings)]
#![allow(dead_code, clippy::unused_async)]
use std::sync::Arc;

use axum_secured::{SecuredRouter, public, requirement, routes, routing::get, secured};
use ui_tests::{Auth, User, api_key, bearer};

mod outer {
    pub mod inner {
        use axum_secured::secured;

        #[secured(ui_tests::bearer)]
        #[utoipa::path(get, path = "/inner")]
        pub async fn handler() {}
    }

    // The same name as in `inner`.
    #[super::secured(super::bearer)]
    #[utoipa::path(get, path = "/outer")]
    pub(super) async fn handler(#[principal] _who: super::User) {}
}

fn whole_program_in_a_function() -> axum::Router {
    use axum_secured::{Scopes, SecuritySchemes};

    #[derive(Debug, Scopes)]
    enum Scope {
        #[scope("read")]
        Read,
    }

    #[derive(Debug, SecuritySchemes)]
    struct Local {
        #[scheme(http(bearer), scopes = Scope)]
        token: ui_tests::Nobody,
        #[scheme(api_key(header = "X-Key"))]
        key: ui_tests::Nobody,
    }

    requirement!(Reader -> User = token("read"));

    #[secured(any(Reader, key))]
    #[utoipa::path(get, path = "/")]
    async fn handler() {}

    #[secured(token(Scope::Read))]
    #[utoipa::path(post, path = "/")]
    async fn write(#[principal] _who: User) {}

    let local = Local {
        token: ui_tests::Nobody,
        key: ui_tests::Nobody,
    };
    SecuredRouter::new()
        .routes(routes!(handler, write))
        .split_for_parts()
        .0
        .with_state(Arc::new(local))
}

struct Mounts;

impl Mounts {
    fn router() -> SecuredRouter<Arc<Auth>> {
        #[secured(bearer)]
        #[utoipa::path(get, path = "/method")]
        async fn in_method() {}
        SecuredRouter::new().routes(routes!(in_method))
    }
}

const fn in_a_constant() {
    #[public("never mounted")]
    async fn handler() {}
}

fn main() {
    let _ = whole_program_in_a_function();
    let closure = || {
        #[secured(api_key)]
        async fn in_closure() {}
        get::<_, _, Arc<Auth>, _, _>(in_closure)
    };
    let block = {
        // Shadows nothing and is shadowed by nothing.
        #[secured(bearer)]
        async fn handler() {}
        get::<_, _, Arc<Auth>, _, _>(handler)
    };
    let router = Mounts::router()
        .routes(routes!(outer::handler))
        .routes(routes!(outer::inner::handler))
        .route("/closure", closure())
        .route("/block", block);
    let _ = router.split_for_parts();
}
