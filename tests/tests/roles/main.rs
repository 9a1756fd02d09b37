//! Roles: what a principal must be, whatever its token was granted.
#![allow(missing_docs, clippy::unused_async)]

mod document;
mod verifiers;

use std::sync::Arc;

use axum::{Router, body::Body};
use axum_secured::{
    Admitted, Refusal, Roles, Scopes, SecuredRouter, SecuritySchemes, requirement, routing::get,
    secured,
};
use http::Request;
use tests::{ABSENT, Answer, DENIED, INSUFFICIENT, INVALID, Journal, Scripted, send};
use tower::ServiceExt as _;

#[derive(Scopes)]
pub(crate) enum Scope {
    #[scope("r")]
    R,
    #[scope("w")]
    W,
    /// Bears the name of a role.
    #[scope("admin")]
    Admin,
}

#[derive(Roles)]
pub(crate) enum Role {
    /// Reads everything.
    #[role("viewer")]
    Viewer,
    #[role("editor", includes(Viewer))]
    Editor,
    #[role("admin", includes(Editor))]
    Admin,
    #[role("auditor")]
    Auditor,
}

#[derive(SecuritySchemes)]
struct Auth {
    #[scheme(http(bearer), scopes = Scope, roles = Role)]
    bearer: Scripted,
    #[scheme(api_key(header = "k"), roles = Role)]
    key: Scripted,
    #[scheme(api_key(header = "plain"))]
    plain: Scripted,
}

requirement!(Viewing -> String = bearer(roles = "viewer"));
requirement!(Auditing -> String = bearer(roles = "auditor"));

macro_rules! handlers {
    ($($name:ident $path:literal ($($requirement:tt)*);)*) => {
        $(
            #[secured($($requirement)*)]
            async fn $name() -> &'static str {
                "admitted"
            }
        )*

        fn app() -> Router {
            let auth = Auth {
                bearer: Scripted::default(),
                key: Scripted::default(),
                plain: Scripted::default(),
            };
            SecuredRouter::<Arc<Auth>>::new()$(.route($path, get($name)))*
                .route("/told", get(told))
                .try_split_for_parts()
                .expect("sound routes")
                .0
                .with_state(Arc::new(auth))
        }
    };
}

handlers! {
    viewer "/viewer" (bearer(roles = "viewer"));
    editor "/editor" (bearer, roles = Role::Editor);
    admin "/admin" (bearer(roles = "admin"));
    editor_and_auditor "/editor-and-auditor" (bearer(roles = "editor auditor"));
    scope_admin "/scope-admin" (bearer("admin"));
    writer "/writer" (bearer("w", roles = "editor"));
    role_or_scope "/role-or-scope" (any(bearer(roles = "admin"), bearer("w")));
    scope_or_role "/scope-or-role" (any(bearer("w"), bearer(roles = "admin")));
    either_role "/either-role" (any(bearer(roles = "editor"), bearer(roles = "auditor")));
    either_scheme "/either-scheme" (any(bearer("r", roles = "editor"), key(roles = "auditor")));
    both "/both" (all(bearer, key(roles = "admin")));
    maybe "/maybe" (optional(bearer(roles = "admin")));
    united "/united" (all(Viewing, Auditing));
}

#[secured(bearer(roles = "viewer"))]
async fn told(#[principal] who: Admitted<String>) -> String {
    let roles: Vec<_> = who.roles().collect();
    let of_proof: Vec<_> = who.proofs()[0].roles().collect();
    assert_eq!(roles, of_proof);
    assert!(who.has_role("viewer") && !who.has_role("view") && !who.has_role("r"));
    roles.join(" ")
}

const BEARER: &str = r#"Bearer realm="api""#;
const KEY: &str = r#"ApiKey realm="api", in="header", name="k""#;

async fn asked(path: &str, bearer: &str, key: &str) -> Answer {
    let mut request = Request::get(path);
    if !bearer.is_empty() {
        request = request.header("authorization", format!("Bearer {bearer}"));
    }
    if !key.is_empty() {
        request = request.header("k", key);
    }
    send(&app(), request.body(Body::empty()).expect("a request")).await
}

async fn admits(path: &str, bearer: &str, key: &str) {
    let case = format!("{path} {bearer} {key}");
    asked(path, bearer, key)
        .await
        .assert_admitted("admitted", &case);
}

/// Denied, and without a challenge: no other token would help.
async fn denies(path: &str, bearer: &str, key: &str) {
    let case = format!("{path} {bearer} {key}");
    asked(path, bearer, key)
        .await
        .assert_refused(DENIED, &[], &case);
}

#[tokio::test]
async fn who_has_the_role_is_admitted_and_nobody_else() {
    for (path, admitted, denied) in [
        ("/viewer", "ok./viewer", "ok./auditor"),
        ("/editor", "ok./editor", "ok./viewer"),
        ("/admin", "ok./admin", "ok./editor"),
        (
            "/admin",
            "ok.r./admin./viewer",
            "ok.r.w./editor./viewer./auditor",
        ),
    ] {
        admits(path, admitted, "").await;
        denies(path, denied, "").await;
        denies(path, "ok", "").await;
        denies(path, "ok./unknown./Editor", "").await;
    }
}

#[tokio::test]
async fn a_role_is_what_it_includes_and_not_what_includes_it() {
    for path in ["/viewer", "/editor", "/admin"] {
        admits(path, "ok./admin", "").await;
    }
    admits("/viewer", "ok./editor", "").await;
    denies("/admin", "ok./editor", "").await;
    let told = asked("/told", "ok./admin", "").await;
    told.assert_admitted("viewer editor admin", "in the order of their declaration");
}

#[tokio::test]
async fn every_role_that_is_listed_is_needed() {
    admits("/editor-and-auditor", "ok./auditor./admin", "").await;
    for one in ["ok./auditor", "ok./admin", "ok./viewer./auditor"] {
        denies("/editor-and-auditor", one, "").await;
    }
}

#[tokio::test]
async fn a_scope_is_no_role_of_the_same_name() {
    admits("/scope-admin", "ok.admin", "").await;
    let answer = asked("/scope-admin", "ok./admin", "").await;
    let challenge = r#"Bearer realm="api", scope="admin", error="insufficient_scope""#;
    answer.assert_refused(INSUFFICIENT, &[challenge], "a role is no scope");
    denies("/admin", "ok.admin", "").await;
}

#[tokio::test]
async fn role_and_scope_of_one_scheme_are_both_needed() {
    admits("/writer", "ok.w./editor", "").await;
    let answer = asked("/writer", "ok./editor", "").await;
    let challenge = r#"Bearer realm="api", scope="w", error="insufficient_scope""#;
    answer.assert_refused(INSUFFICIENT, &[challenge], "the scope is missing");
    denies("/writer", "ok.w", "").await;
    // A token with more scopes would not help: that is not asked for.
    denies("/writer", "ok", "").await;
}

#[tokio::test]
async fn a_missing_role_answers_before_a_missing_scope() {
    for path in ["/role-or-scope", "/scope-or-role"] {
        admits(path, "ok./admin", "").await;
        admits(path, "ok.w", "").await;
        denies(path, "ok.r./editor", "").await;
    }
}

/// As F5 for scopes.
#[tokio::test]
async fn roles_of_alternatives_are_never_united() {
    admits("/either-role", "ok./editor", "").await;
    admits("/either-role", "ok./auditor", "").await;
    denies("/either-role", "ok./viewer", "").await;
    admits("/either-scheme", "ok.r./editor", "ok").await;
    admits("/either-scheme", "ok", "ok./auditor").await;
    // The role of one alternative, the scope of another, the role of another scheme.
    denies("/either-scheme", "ok.r./auditor", "ok./editor").await;
    let answer = asked("/either-scheme", "ok./editor", "").await;
    let challenge = r#"Bearer realm="api", scope="r", error="insufficient_scope""#;
    answer.assert_refused(INSUFFICIENT, &[challenge], "the nearest");
}

#[tokio::test]
async fn a_role_counts_for_the_credential_that_has_it() {
    admits("/both", "ok", "ok./admin").await;
    denies("/both", "ok./admin", "ok").await;
    denies("/both", "ok./admin", "ok./editor").await;
}

#[tokio::test]
async fn who_is_unknown_is_told_so_first() {
    for (bearer, key, refused) in [
        ("", "", ABSENT),
        ("ok", "", ABSENT),
        ("", "ok", ABSENT),
        ("ok", "no", INVALID),
    ] {
        let answer = asked("/both", bearer, key).await;
        answer.assert_refused(refused, &[BEARER, KEY], &format!("{bearer} {key}"));
    }
    let answer = asked("/admin", "no", "").await;
    let wrong = format!("{BEARER}, error=\"invalid_token\"");
    answer.assert_refused(INVALID, &[&wrong], "an invalid token has no roles");
}

#[tokio::test]
async fn optional_admits_nobody_without_the_role() {
    admits("/maybe", "", "").await;
    admits("/maybe", "ok./admin", "").await;
    denies("/maybe", "ok./editor", "").await;
}

#[tokio::test]
async fn roles_that_two_requirements_need_of_one_scheme_unite() {
    admits("/united", "ok./viewer./auditor", "").await;
    admits("/united", "ok./editor./auditor", "").await;
    denies("/united", "ok./admin", "").await;
    denies("/united", "ok./auditor", "").await;
}

#[tokio::test]
async fn the_reason_is_logged_and_for_layers_and_not_sent() {
    Journal::open();
    let request = Request::get("/admin").header("authorization", "Bearer ok.editor");
    let request = request.body(Body::empty()).expect("a request");
    let response = app().oneshot(request).await.expect("a response");
    let refusal = response.extensions().get::<Refusal>().expect("a refusal");
    assert_eq!(refusal.reason(), Some("missing_role"));
    assert_eq!(refusal.scheme(), Some("bearer"));
    let lines = Journal::lines();
    let refused: Vec<_> = lines
        .iter()
        .filter(|line| line.contains("refused"))
        .collect();
    assert_eq!(refused.len(), 1, "{lines:?}");
    assert!(
        refused[0].contains(r#"reason="missing_role""#),
        "{refused:?}"
    );
    let body = axum::body::to_bytes(response.into_body(), 4096).await;
    let body = String::from_utf8(body.expect("a body").to_vec()).expect("UTF-8");
    assert_eq!(body, DENIED.body());
}

#[tokio::test]
async fn a_scheme_without_roles_is_as_before() {
    #[secured(plain)]
    async fn open_to_keys() {}
    let router = SecuredRouter::<Arc<Auth>>::new().route("/", get(open_to_keys));
    let auth = Auth {
        bearer: Scripted::default(),
        key: Scripted::default(),
        plain: Scripted::default(),
    };
    let (router, _) = router.try_split_for_parts().expect("sound routes");
    let request = Request::get("/")
        .header("plain", "ok./admin")
        .body(Body::empty());
    let answer = send(
        &router.with_state(Arc::new(auth)),
        request.expect("a request"),
    )
    .await;
    answer.assert_admitted("", "undeclared roles grant nothing and do no harm");
}
