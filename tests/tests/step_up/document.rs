//! What the document and the manifest say of step-up.

use std::sync::Arc;

use axum_secured::{
    ApiKey, BearerToken, Context, SecuredRouter, SecuritySchemes, Verdict, Verifier, routes,
    secured,
};
use serde_json::{Value, json};

struct Nobody;

impl Verifier<ApiKey> for Nobody {
    type Principal = ();
    async fn verify(&self, _: ApiKey, _: &Context<'_>) -> Verdict<()> {
        Verdict::Invalid
    }
}

impl Verifier<BearerToken> for Nobody {
    type Principal = ();
    async fn verify(&self, _: BearerToken, _: &Context<'_>) -> Verdict<()> {
        Verdict::Invalid
    }
}

#[derive(SecuritySchemes)]
struct Auth {
    #[scheme(oauth2(password(token_url = "/token")))]
    oauth: Nobody,
    #[scheme(http(bearer))]
    token: Nobody,
    #[scheme(api_key(header = "k"))]
    key: Nobody,
}

#[secured(any(
    all(key, token(acr = "mfa")),
    oauth(max_age = "90s", acr = "hwk"),
    token(max_age = "36h"),
    oauth(max_age = "2d")
))]
#[utoipa::path(get, path = "/stepped", responses((status = 200)))]
async fn stepped() {}

/// Deletes everything.
#[secured(token, max_age = "900s")]
#[utoipa::path(delete, path = "/stepped", responses((status = 200), (status = 401, description = "Mine")))]
async fn described() {}

#[secured(any(key, token))]
#[utoipa::path(get, path = "/plain", responses((status = 200)))]
async fn plain() {}

fn router() -> SecuredRouter<Arc<Auth>> {
    SecuredRouter::new()
        .routes(routes!(stepped, described))
        .routes(routes!(plain))
}

fn document() -> Value {
    let (_, api) = router().split_for_parts();
    serde_json::to_value(api).expect("the document serialises")
}

#[test]
fn each_alternative_says_what_it_needs_of_its_schemes() {
    let document = document();
    let stepped = &document["paths"]["/stepped"]["get"];
    assert_eq!(
        stepped["x-step-up"],
        json!([
            { "token": { "acr": "mfa" } },
            { "oauth": { "acr": "hwk", "max_age": 90 } },
            { "token": { "max_age": 129_600 } },
            { "oauth": { "max_age": 172_800 } },
        ])
    );
    assert_eq!(
        stepped["security"],
        json!([{ "key": [], "token": [] }, { "oauth": [] }, { "token": [] }, { "oauth": [] }])
    );
    let described = &document["paths"]["/stepped"]["delete"];
    assert_eq!(
        described["x-step-up"],
        json!([{ "token": { "max_age": 900 } }])
    );
    let plain = document["paths"]["/plain"]["get"].as_object();
    assert!(!plain.expect("an operation").contains_key("x-step-up"));
}

#[test]
fn the_description_and_the_401_say_it_in_words() {
    let document = document();
    let stepped = &document["paths"]["/stepped"]["get"];
    assert_eq!(
        stepped["description"],
        r#"Requires `any(all(key, token(acr = "mfa")), oauth(acr = "hwk", max_age = "90s"), token(max_age = "36h"), oauth(max_age = "2d"))`."#
    );
    let described = &document["paths"]["/stepped"]["delete"];
    assert_eq!(described["summary"], "Deletes everything.");
    assert_eq!(
        described["description"],
        r#"Requires `token(max_age = "15m")`."#
    );
    let told = |operation: &Value| operation["responses"]["401"]["description"].clone();
    assert_eq!(
        told(stepped),
        "No valid credential was presented, or the caller has to authenticate anew"
    );
    assert_eq!(told(described), "Mine");
    let plain = &document["paths"]["/plain"]["get"];
    assert_eq!(told(plain), "No valid credential was presented");
    assert_eq!(plain["description"], Value::Null);
}

#[test]
fn the_manifest_shows_level_and_age_as_they_are_written() {
    let manifest = router().manifest();
    let line = manifest.lines().iter().find(|line| line.method == "DELETE");
    assert_eq!(
        line.expect("a line").requirement,
        r#"token(max_age = "15m")"#
    );
}

#[test]
fn it_is_valid_openapi_3_1() {
    let schema: Value = serde_json::from_str(include_str!("../document/openapi-3.1.json"))
        .expect("the schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is a schema");
    let document = document();
    let errors: Vec<String> = validator
        .iter_errors(&document)
        .map(|error| error.to_string())
        .collect();
    assert_eq!(errors, Vec::<String>::new());
}
