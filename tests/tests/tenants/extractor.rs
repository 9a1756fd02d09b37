//! `Tenant`: what a handler gets, and what happens where there is none.

use std::{str::FromStr, sync::Arc};

use axum::Router;
use axum_secured::{SecuredRouter, Tenant, TenantIn, public, routing::get, secured};
use tests::{FAULT, HIDDEN, Journal};

use crate::{ACME, Auth, BOLT, api_key, app, auth, by_key, request, send, with_key};

/// A tenant of an application: `acme` is the only one it knows.
#[derive(Debug)]
struct Known(u8);

impl FromStr for Known {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        if name == ACME { Ok(Self(7)) } else { Err(()) }
    }
}

#[secured(api_key)]
async fn known(tenant: Tenant<Known>) -> String {
    let lent = tenant.0;
    format!("{lent} and {}", tenant.into_inner().0)
}

#[secured(api_key)]
async fn text(tenant: Tenant) -> String {
    let borrowed: &str = &tenant;
    format!("{borrowed} {} {tenant}", tenant.as_str())
}

#[public("a page for everybody")]
async fn open(tenant: Tenant) -> String {
    tenant.to_string()
}

fn router() -> SecuredRouter<Arc<Auth>> {
    SecuredRouter::new()
        .route("/{tenant}/known", get(known))
        .route("/{tenant}/text", get(text))
        .route("/{tenant}/open", get(open))
        .tenant(TenantIn::path("tenant"))
}

#[tokio::test]
async fn a_handler_gets_the_tenant_as_text_or_as_its_own() {
    let app = app(router());
    let ask = async |path, of| send(&app, with_key(request("GET", path), of)).await;
    ask("/acme/text", ACME)
        .await
        .assert_admitted("acme acme acme", "text");
    ask("/acme/known", ACME)
        .await
        .assert_admitted("7 and 7", "its own");
}

#[tokio::test]
async fn a_tenant_of_which_nothing_can_be_made_is_absent() {
    let app = app(router());
    let answer = send(&app, with_key(request("GET", "/bolt/known"), BOLT)).await;
    answer.assert_refused(HIDDEN, &[], "unknown to the application");
}

#[tokio::test]
async fn a_public_handler_has_none() {
    let app = app(router());
    Journal::open();
    for of in ["", ACME] {
        let answer = send(&app, with_key(request("GET", "/acme/open"), of)).await;
        answer.assert_refused(FAULT, &[], "public");
        let logged = Journal::lines().join("\n");
        assert!(logged.contains("a handler asks for its tenant"), "{logged}");
    }
}

#[tokio::test]
async fn a_handler_elsewhere_has_none() {
    let plain = Router::new()
        .route("/{tenant}/text", axum::routing::get(text))
        .with_state(Arc::new(auth()));
    let untold = SecuredRouter::new().route("/{tenant}/text", get(text));
    let unguarded = Router::new().route(
        "/{tenant}/text",
        axum::routing::get(async |_: Tenant| "entered"),
    );
    for app in [plain, app(untold), unguarded] {
        let answer = send(&app, with_key(request("GET", "/acme/text"), ACME)).await;
        answer.assert_refused(FAULT, &[], "no tenants here");
    }
}

/// A router around it may have a parameter of the same name: then nobody can tell which is meant.
#[tokio::test]
async fn two_parameters_of_one_name_admit_nobody() {
    let inner = app(SecuredRouter::new()
        .route("/{tenant}/key", get(by_key))
        .tenant(TenantIn::path("tenant")));
    let around = Router::new().nest_service("/{tenant}", inner);
    for path in ["/acme/acme/key", "/acme/bolt/key", "/bolt/acme/key"] {
        let answer = send(&around, with_key(request("GET", path), ACME)).await;
        answer.assert_refused(FAULT, &[], path);
    }
}
