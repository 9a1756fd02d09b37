//! What the document and the manifest say of roles.

use std::sync::Arc;

use axum_secured::{
    ApiKey, BearerToken, Context, SecuredRouter, SecuritySchemes, Verdict, Verifier, routes,
    secured,
};
use serde_json::{Value, json};

use crate::{Role, Scope};

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
    #[scheme(oauth2(password(token_url = "/token")), scopes = Scope, roles = Role)]
    oauth: Nobody,
    #[scheme(open_id_connect(url = "https://id.example.com/"), roles = Role)]
    oidc: Nobody,
    #[scheme(api_key(header = "k"), scopes = Scope, roles = Role)]
    key: Nobody,
    #[scheme(http(bearer), scopes = Scope)]
    plain: Nobody,
}

/// Does things.
///
/// Carefully.
#[secured(any(
    oauth("r", roles = "editor auditor"),
    all(plain, oidc(roles = "admin")),
    key("admin w", roles = "admin"),
    plain("w")
))]
#[utoipa::path(get, path = "/roles", responses((status = 200)))]
async fn by_role() {}

#[secured(any(oauth("r"), key))]
#[utoipa::path(get, path = "/none", responses((status = 200)))]
async fn without() {}

/// Claims what is ours to say.
#[secured(key)]
#[utoipa::path(
    get, path = "/claimed", responses((status = 200)),
    extensions(("x-roles" = json!([{ "key": ["admin"] }])), ("x-step-up" = json!([]))),
)]
async fn claimed() {}

#[secured(optional(key(roles = Role::Viewer)))]
#[utoipa::path(get, path = "/silent", responses((status = 200)))]
async fn silent() {}

/// A name with what ends code in Markdown.
#[secured(plain(acr = "`**anybody**`"))]
#[utoipa::path(get, path = "/marked", responses((status = 200)))]
async fn marked() {}

fn router() -> SecuredRouter<Arc<Auth>> {
    SecuredRouter::new()
        .routes(routes!(by_role))
        .routes(routes!(without))
        .routes(routes!(claimed))
        .routes(routes!(silent))
        .routes(routes!(marked))
}

fn document() -> Value {
    let (_, api) = router().split_for_parts();
    serde_json::to_value(api).expect("the document serialises")
}

#[test]
fn schemes_publish_their_roles_with_what_they_include() {
    let document = document();
    let schemes = &document["components"]["securitySchemes"];
    for name in ["oauth", "oidc", "key"] {
        let scheme = &schemes[name];
        let roles =
            json!({ "viewer": "Reads everything.", "editor": "", "admin": "", "auditor": "" });
        assert_eq!(scheme["x-roles"], roles, "{name}");
        let includes = json!({ "editor": ["viewer"], "admin": ["editor"] });
        assert_eq!(scheme["x-includes"], includes, "{name}");
    }
    let plain = schemes["plain"].as_object().expect("a scheme");
    assert!(!plain.contains_key("x-roles") && !plain.contains_key("x-includes"));
}

#[test]
fn roles_stand_beside_scopes_only_where_openapi_allows_it() {
    let operation = &document()["paths"]["/roles"]["get"];
    assert_eq!(
        operation["security"],
        json!([
            { "oauth": ["r"] },
            { "plain": [], "oidc": [] },
            // Scopes first: the scope and the role of one name can be told apart.
            { "key": ["w", "admin", "admin"] },
            { "plain": ["w"] },
        ])
    );
    assert_eq!(
        operation["x-roles"],
        json!([
            { "oauth": ["editor", "auditor"] },
            { "oidc": ["admin"] },
            { "key": ["admin"] },
            {},
        ])
    );
    assert_eq!(
        operation["responses"]["403"]["description"],
        "The caller may not perform this operation"
    );
}

#[test]
fn the_description_says_what_security_cannot() {
    let document = document();
    let description = |path: &str| document["paths"][path]["get"]["description"].clone();
    assert_eq!(
        description("/roles"),
        "Carefully.\n\nRequires `any(oauth(\"r\", roles = \"editor auditor\"), all(plain, oidc(roles = \
         \"admin\")), key(\"w admin\", roles = \"admin\"), plain(\"w\"))`."
    );
    assert_eq!(
        description("/silent"),
        "Requires `optional(key(roles = \"viewer\"))`."
    );
    assert_eq!(description("/none"), Value::Null);
    assert_eq!(
        description("/marked"),
        "Requires ``plain(acr = \"`**anybody**`\")``."
    );
}

#[test]
fn an_operation_without_roles_says_nothing_of_them() {
    let document = document();
    for path in ["/none", "/claimed"] {
        let operation = document["paths"][path]["get"]
            .as_object()
            .expect("an operation");
        for name in ["x-roles", "x-step-up"] {
            assert!(!operation.contains_key(name), "{path} {name}");
        }
    }
    let optional = &document["paths"]["/silent"]["get"];
    assert_eq!(optional["security"], json!([{ "key": ["viewer"] }, {}]));
    assert_eq!(optional["x-roles"], json!([{ "key": ["viewer"] }]));
}

#[test]
fn the_manifest_shows_roles_as_they_are_written() {
    let manifest = router().manifest();
    let line = manifest.lines().iter().find(|line| line.path == "/silent");
    assert_eq!(
        line.expect("a line").requirement,
        r#"optional(key(roles = "viewer"))"#
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
