//! The decision is published whoever collects the operation: utoipa's derive and its router too.
#![allow(missing_docs, clippy::unused_async)]

use std::sync::Arc;

use axum_secured::{ApiKey, Context, SecuritySchemes, Verdict, Verifier, public, secured};
use serde_json::{Value, json};
use utoipa::OpenApi;

struct Nobody;

impl Verifier<ApiKey> for Nobody {
    type Principal = ();
    async fn verify(&self, _: ApiKey, _: &Context<'_>) -> Verdict<()> {
        Verdict::Invalid
    }
}

#[derive(SecuritySchemes)]
struct Auth {
    #[scheme(api_key(header = "k"))]
    key: Nobody,
}

#[secured(key)]
#[utoipa::path(get, path = "/guarded", responses((status = 200)))]
async fn guarded() {}

#[public("for everybody")]
#[utoipa::path(get, path = "/open", responses((status = 200)))]
async fn open() {}

#[derive(OpenApi)]
#[openapi(paths(guarded, open))]
struct Derived;

fn assert_stamped(document: &Value) {
    let security = |path: &str| document["paths"][path]["get"]["security"].clone();
    assert_eq!(security("/guarded"), json!([{ "key": [] }]));
    assert_eq!(security("/open"), json!([]));
    assert!(document["paths"]["/guarded"]["get"]["responses"]["401"].is_object());
}

#[test]
fn utoipas_derive_collects_the_decision() {
    assert_stamped(&serde_json::to_value(Derived::openapi()).expect("JSON"));
}

#[test]
fn utoipas_router_collects_the_decision() {
    let (_, api) = utoipa_axum::router::OpenApiRouter::<Arc<Auth>>::new()
        .routes(utoipa_axum::routes!(guarded))
        .routes(utoipa_axum::routes!(open))
        .split_for_parts();
    let document = serde_json::to_value(api).expect("JSON");
    assert_stamped(&document);
    assert!(document["components"]["schemas"]["SecurityProblem"].is_object());
}

#[test]
fn there_is_no_operation_without_the_decision() {
    // Generic code reaches the trait itself, not what a macro finds under its name.
    let operation = serde_json::to_value(<__path_guarded as utoipa::Path>::operation());
    assert_eq!(operation.expect("JSON")["security"], json!([{ "key": [] }]));
    let paths = utoipa::openapi::PathsBuilder::new()
        .path_from::<__path_guarded>()
        .path_from::<__path_open>()
        .build();
    assert_stamped(&json!({ "paths": serde_json::to_value(paths).expect("JSON")}));
}
