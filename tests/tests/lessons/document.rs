//! F6, F7, F21 to F26, F29: the document says what is enforced, no more and no less.

use std::{collections::BTreeSet, sync::Arc};

use axum_secured::{SecuredRouter, SecuritySchemes, routing, secured};
use serde_json::{Value, json};
use tests::{Scripted, send};

use crate::{Auth, app, auth, key, request, router};

fn document() -> Value {
    let (_, api) = router().split_for_parts();
    serde_json::to_value(api).expect("the document serialises")
}

/// Every operation: path, method, what is said of it.
fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let paths = document["paths"].as_object().expect("paths");
    paths
        .iter()
        .flat_map(|(path, item)| {
            let operations = item.as_object().expect("a path item").iter();
            operations.map(|(method, operation)| (path.clone(), method.clone(), operation.clone()))
        })
        .collect()
}

/// What `granted` scopes cover, with what the document says they imply.
fn implied(document: &Value, scheme: &str, granted: &[&str]) -> BTreeSet<String> {
    let mut all: BTreeSet<String> = granted.iter().map(|&scope| scope.to_owned()).collect();
    for scope in granted {
        let implies = &document["components"]["securitySchemes"][scheme]["x-implies"][*scope];
        let implies = implies.as_array().into_iter().flatten();
        all.extend(implies.filter_map(Value::as_str).map(str::to_owned));
    }
    all
}

/// Whether the document admits a caller with these scopes of `bearer` and `key`.
fn admits(document: &Value, security: &Value, bearer: &[&str], key: &[&str]) -> bool {
    let alternatives = security.as_array().expect("an explicit list");
    alternatives.is_empty()
        || alternatives.iter().any(|alternative| {
            let schemes = alternative.as_object().expect("an object");
            schemes.iter().all(|(scheme, scopes)| {
                let granted = match scheme.as_str() {
                    "bearer" => implied(document, "bearer", bearer),
                    "key" => implied(document, "key", key),
                    _ => return false,
                };
                let scopes = scopes.as_array().expect("a list of scopes").iter();
                scopes
                    .filter_map(Value::as_str)
                    .all(|scope| granted.contains(scope))
            })
        })
}

fn subsets() -> Vec<Vec<&'static str>> {
    let subset = |bits: usize| {
        let scopes = ["r", "w", "x"].into_iter().enumerate();
        scopes
            .filter(|(at, _)| bits & (1 << at) != 0)
            .map(|(_, scope)| scope)
            .collect()
    };
    (0..8).map(subset).collect()
}

fn script(scopes: &[&str]) -> String {
    [&["ok"], scopes].concat().join(".")
}

async fn status(path: &str, method: &str, bearer: &[&str], key: &[&str]) -> u16 {
    let path = path.replace("{id}", "1");
    let (bearer, key) = (script(bearer), script(key));
    let sent = request(&method.to_uppercase(), &path, &bearer, &key);
    send(&app(), sent).await.status
}

#[tokio::test]
async fn f06_scopes_mean_the_same_in_document_and_guard() {
    let document = document();
    let mut refusals = 0;
    for (path, method, operation) in operations(&document) {
        for bearer in subsets() {
            for key in subsets() {
                let admitted = admits(&document, &operation["security"], &bearer, &key);
                let answered = status(&path, &method, &bearer, &key).await;
                // The one handler with a body wants one.
                let enforced = answered == 200 || answered == 415;
                assert_eq!(
                    enforced, admitted,
                    "{method} {path}: {bearer:?} {key:?} {answered}"
                );
                refusals += usize::from(answered == 403);
            }
        }
    }
    assert!(
        refusals > 50,
        "the table has both kinds of rows: {refusals}"
    );
}

#[tokio::test]
async fn f07_every_documented_scope_is_enforced() {
    let mut enforced = 0;
    for (path, method, operation) in operations(&document()) {
        for alternative in operation["security"].as_array().expect("a list") {
            let scopes_of = |scheme: &str| -> Vec<String> {
                let scopes = alternative[scheme].as_array().into_iter().flatten();
                scopes
                    .filter_map(Value::as_str)
                    .map(str::to_owned)
                    .collect()
            };
            for dropped in ["bearer", "key"] {
                for scope in scopes_of(dropped) {
                    // `one-of` has a second alternative for the same token, with another scope.
                    let granted = |scheme: &str| {
                        let mut scopes = scopes_of(scheme);
                        scopes.retain(|other| scheme != dropped || *other != scope);
                        scopes
                    };
                    let (bearer, key) = (granted("bearer"), granted("key"));
                    let bearer: Vec<&str> = bearer.iter().map(String::as_str).collect();
                    let key: Vec<&str> = key.iter().map(String::as_str).collect();
                    let answered = status(&path, &method, &bearer, &key).await;
                    assert_eq!(
                        answered, 403,
                        "{method} {path} without {scope} of {dropped}"
                    );
                    enforced += 1;
                }
            }
        }
    }
    assert_eq!(
        enforced, 9,
        "each scope of each alternative of each operation"
    );
}

#[test]
fn f21_every_operation_says_its_own_security() {
    let document = document();
    assert_eq!(document.get("security"), None, "nothing to inherit");
    let operations = operations(&document);
    assert_eq!(operations.len(), 11);
    for (path, method, operation) in operations {
        assert!(operation["security"].is_array(), "{method} {path}");
    }
    assert_eq!(
        document["paths"]["/mixed/{id}"]["get"]["security"],
        json!([])
    );
}

#[tokio::test]
async fn f22_a_requirement_belongs_to_its_operation_alone() {
    let document = document();
    let mixed = &document["paths"]["/mixed/{id}"];
    assert_eq!(mixed["put"]["security"], json!([{ "bearer": [] }]));
    assert_eq!(mixed["get"]["security"], json!([]));
    assert_eq!(mixed.get("security"), None);
    let open = send(&app(), request("GET", "/mixed/1", "", "")).await;
    open.assert_admitted("open", "beside a guarded one");
    assert_eq!(mixed["get"]["responses"].get("401"), None);
    assert!(mixed["put"]["responses"]["401"].is_object());
}

#[test]
fn f23_scopes_of_other_schemes_go_out_as_3_1_allows() {
    let document = document();
    assert_eq!(document["openapi"], "3.1.0");
    let scopes = &document["paths"]["/key-scopes"];
    assert_eq!(scopes["get"]["security"], json!([{ "key": ["r", "w"] }]));
    assert_eq!(scopes["post"]["security"], json!([{ "bearer": ["x"] }]));
}

#[test]
fn f24_scheme_objects_have_the_fields_of_their_kind() {
    let schema: Value = serde_json::from_str(include_str!("../document/openapi-3.1.json"))
        .expect("the schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is a schema");
    let document = document();
    let errors: Vec<String> = validator
        .iter_errors(&document)
        .map(|error| error.to_string())
        .collect();
    assert_eq!(errors, [""; 0]);
    for (scheme, fields) in [
        ("bearer", vec!["scheme", "type"]),
        ("key", vec!["in", "name", "type"]),
        ("stamp", vec!["in", "name", "type"]),
    ] {
        let object = document["components"]["securitySchemes"][scheme].as_object();
        let fixed = object
            .expect("an object")
            .keys()
            .filter(|name| !name.starts_with("x-"));
        assert_eq!(fixed.collect::<Vec<_>>(), fields, "{scheme}");
    }
}

mod other {
    use super::{Scripted, SecuritySchemes};

    #[derive(SecuritySchemes)]
    pub(crate) struct Other {
        #[scheme(api_key(header = "other"))]
        pub(crate) key: Scripted,
    }
}

#[derive(Clone)]
struct Both(Arc<Auth>, Arc<other::Other>);

impl axum::extract::FromRef<Both> for Arc<Auth> {
    fn from_ref(both: &Both) -> Self {
        Self::clone(&both.0)
    }
}

impl axum::extract::FromRef<Both> for Arc<other::Other> {
    fn from_ref(both: &Both) -> Self {
        Self::clone(&both.1)
    }
}

#[secured(key)]
async fn one() {}

#[secured(other::key)]
async fn two() {}

#[test]
fn f25_schemes_of_one_name_are_not_renamed() {
    let errors = SecuredRouter::<Both>::new()
        .route("/one", routing::get(one))
        .route("/two", routing::get(two))
        .try_split_for_parts()
        .map(|_| ())
        .expect_err("two schemes are named `key`");
    assert_eq!(errors.errors(), ["two structs declare a scheme `key`"]);
    let fits = SecuredRouter::<Both>::new().route("/one", routing::get(one));
    assert!(fits.try_split_for_parts().is_ok(), "either alone is fine");
}

#[tokio::test]
async fn f26_operations_do_not_share_their_scopes() {
    assert_eq!(document(), document(), "publishing changes nothing");
    let app = app();
    let sent = |path| request("GET", path, "ok.x", "ok.r.w");
    for _ in 0..3 {
        assert_eq!(send(&app, sent("/key-scopes")).await.status, 200);
        assert_eq!(send(&app, sent("/scopes")).await.status, 200);
        assert_eq!(
            send(&app, sent("/one-of")).await.status,
            200,
            "by implication"
        );
    }
    let less = request("GET", "/key-scopes", "ok.x", "ok.r");
    assert_eq!(
        send(&app, less).await.status,
        403,
        "after all that, as before"
    );
}

#[test]
fn f29_only_schemes_that_something_asks_for_are_published() {
    let document = document();
    let schemes = document["components"]["securitySchemes"].as_object();
    let names: Vec<_> = schemes.expect("schemes").keys().collect();
    assert_eq!(names, ["bearer", "key", "stamp"]);
    let manifest = router().manifest().to_string();
    assert!(!manifest.contains("unused"), "{manifest}");
    // It has a verifier all the same, which nothing reaches.
    assert_eq!(auth().unused.asked(), 0);
}
