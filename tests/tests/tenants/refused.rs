//! What cannot be put together.

use std::sync::Arc;

use axum_secured::{SecuredRouter, TenantIn, public, requirement, routing::get, secured};

use crate::{Anyone, Auth, api_key, bearer, by_key, foreign, open};

type Router = SecuredRouter<Arc<Auth>>;

requirement!(Machine -> &'static str = api_key);

#[secured(optional(any(api_key, bearer)))]
async fn maybe(#[principal] who: Option<Anyone>) {
    drop(who);
}

fn errors(router: Router) -> Vec<String> {
    match router.try_split_for_parts() {
        Ok(_) => Vec::new(),
        Err(errors) => errors.errors().to_vec(),
    }
}

fn lacking(path: &str) -> String {
    format!("{path} has no `{{tenant}}`, in which its requests were to name their tenant")
}

#[test]
fn every_path_names_the_tenant() {
    let router = Router::new()
        .route("/t/{tenant}/key", get(by_key))
        .route("/key", get(by_key))
        .route("/open", get(open))
        .route("/{tenants}/x", get(by_key))
        .route("/y/{*tenant}", get(by_key))
        .route("/{{tenant}}", get(by_key))
        .nest("/n/{tenant}", Router::new().route("/key", get(by_key)))
        .nest(
            "/n/m",
            Router::new().route("/key", get(by_key)).fallback(by_key),
        )
        .service("/service", foreign(), secured::<Machine>())
        .foreign("/foreign", foreign(), public("pages"))
        .fallback(by_key)
        .tenant(TenantIn::path("tenant"));
    let expected = [
        "`/key`",
        "`/open`",
        "`/{tenants}/x`",
        "`/y/{*tenant}`",
        "`/{{tenant}}`",
        "`/n/m/key`",
        "the fallback of `/n/m`",
        "`/service`",
        "`/foreign`",
        "`/foreign/`",
        "`/foreign/{*rest}`",
        "the fallback of `/`",
    ];
    assert_eq!(errors(router), expected.map(lacking));
}

/// In full: a prefix that comes later brings it as well.
#[test]
fn a_prefix_may_bring_the_parameter() {
    let inner = Router::new()
        .route("/key", get(by_key))
        .fallback(by_key)
        .tenant(TenantIn::path("tenant"));
    let middle = Router::new().nest("/b", inner);
    assert_eq!(errors(Router::new().nest("/t/{tenant}", middle)), [""; 0]);
}

#[test]
fn the_parameter_stands_once() {
    let router = Router::new()
        .nest(
            "/t/{tenant}",
            Router::new().route("/of/{tenant}", get(by_key)),
        )
        .tenant(TenantIn::path("tenant"));
    assert_eq!(
        errors(router),
        ["`/t/{tenant}/of/{tenant}` has `{tenant}` twice, and one of them was to name the tenant"]
    );
    let rest = Router::new()
        .route("/{tenant}/{*tenant}", get(by_key))
        .tenant(TenantIn::path("tenant"));
    assert_eq!(
        errors(rest),
        ["`/{tenant}/{*tenant}` has `{tenant}` twice, and one of them was to name the tenant"]
    );
}

#[test]
fn an_anonymous_caller_belongs_to_no_tenant() {
    for source in [TenantIn::path("tenant"), TenantIn::header("X-Tenant")] {
        let router = Router::new().route("/{tenant}", get(maybe)).tenant(source);
        assert_eq!(
            errors(router),
            [
                "`/{tenant}`: `maybe` is `optional(..)`, and an anonymous caller belongs to no tenant"
            ]
        );
    }
}

#[test]
fn a_route_names_its_tenant_in_one_place() {
    let twice = Router::new()
        .tenant(TenantIn::header("X-Tenant"))
        .tenant(TenantIn::header("X-Tenant"));
    assert_eq!(
        errors(twice),
        ["there are two `tenant`: a request names its tenant in one place"]
    );
    let inner = || {
        Router::new()
            .route("/key", get(by_key))
            .tenant(TenantIn::path("tenant"))
    };
    let same = inner;
    for (outer, said) in [
        (
            Router::new().nest("/{tenant}", inner()),
            TenantIn::header("X-Tenant"),
        ),
        (
            Router::new().nest("/{tenant}", same()),
            TenantIn::path("tenant"),
        ),
        (
            Router::new().merge(Router::new().nest("/{tenant}", inner())),
            TenantIn::header("X-Tenant"),
        ),
    ] {
        let expected = format!(
            "`/{{tenant}}/key` is given its tenant twice, by `path(\"tenant\")` and by `{said}`"
        );
        assert_eq!(errors(outer.tenant(said)), [expected]);
    }
}

#[test]
fn a_name_is_one_that_can_stand_there() {
    for (unfit, why) in [
        (
            TenantIn::path(""),
            "`path(\"\")`: no parameter of a path has this name, written without braces",
        ),
        (
            TenantIn::path("{tenant}"),
            "`path(\"{tenant}\")`: no parameter of a path has this name, written without braces",
        ),
        (
            TenantIn::path("*tenant"),
            "`path(\"*tenant\")`: no parameter of a path has this name, written without braces",
        ),
        (
            TenantIn::header(""),
            "`header(\"\")`: no header has this name",
        ),
        (
            TenantIn::header("X Tenant"),
            "`header(\"X Tenant\")`: no header has this name",
        ),
        (
            TenantIn::header("Authorization"),
            "`header(\"Authorization\")`: this header holds credentials",
        ),
        (
            TenantIn::header("cookie"),
            "`header(\"cookie\")`: this header holds credentials",
        ),
        (
            TenantIn::header("accept"),
            "`header(\"accept\")`: no document can declare this header",
        ),
        (
            TenantIn::header("Content-Type"),
            "`header(\"Content-Type\")`: no document can declare this header",
        ),
    ] {
        assert_eq!(errors(Router::new().tenant(unfit)), [why]);
    }
}

/// A handler would be told the key, and the document ask for it as if it were no secret.
#[test]
fn a_header_that_holds_a_key_names_no_tenant() {
    let router = Router::new()
        .route("/key", get(by_key))
        .route("/open", get(open))
        .tenant(TenantIn::header("x-key"));
    assert_eq!(
        errors(router),
        ["`/key`: `header(\"x-key\")` holds the credential of `api_key`"]
    );
}
