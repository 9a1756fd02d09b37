//! The document is valid OpenAPI 3.1 and says of every kind of scheme what the kind demands.
#![allow(missing_docs, clippy::unused_async)]

mod unique;

use std::sync::Arc;

use axum_secured::{
    ApiKey, Basic, BearerToken, ClientCertificate, Context, Scopes, SecuredRouter, SecuritySchemes,
    Verdict, Verifier, public, routes, secured,
};
use serde_json::{Value, json};

#[derive(Scopes)]
enum Scope {
    /// Read
    #[scope("read")]
    Read,
    /// Write
    #[scope("write", implies(Read))]
    Write,
}

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

impl Verifier<Basic> for Nobody {
    type Principal = ();
    const THROTTLES: bool = true;
    async fn verify(&self, _: Basic, _: &Context<'_>) -> Verdict<()> {
        Verdict::Invalid
    }
}

impl Verifier<ClientCertificate> for Nobody {
    type Principal = ();
    async fn verify(&self, _: ClientCertificate, _: &Context<'_>) -> Verdict<()> {
        Verdict::Invalid
    }
}

#[derive(SecuritySchemes)]
struct Auth {
    /// In a header.
    #[scheme(api_key(header = "X-Key"))]
    header: Nobody,
    #[scheme(api_key(query = "key"))]
    query: Nobody,
    #[scheme(api_key(cookie = "key"))]
    cookie: Nobody,
    #[scheme(http(basic))]
    basic: Nobody,
    #[scheme(http(bearer, format = "JWT"), scopes = Scope, realm = "tokens")]
    bearer: Nobody,
    #[scheme(
        oauth2(
            password(token_url = "/token", refresh_url = "/refresh"),
            client_credentials(token_url = "/token"),
            authorization_code(authorization_url = "/authorize", token_url = "/token"),
            implicit(authorization_url = "/authorize"),
        ),
        scopes = Scope
    )]
    oauth: Nobody,
    #[scheme(open_id_connect(url = "https://id.example.com/.well-known/openid-configuration"))]
    oidc: Nobody,
    /// From the handshake.
    #[scheme(mutual_tls, scopes = Scope, realm = "machines")]
    certificate: Nobody,
    #[scheme(api_key(header = "X-Unused"))]
    unused: Nobody,
}

#[secured(any(
    header,
    query,
    cookie,
    basic,
    bearer("write"),
    oauth("read"),
    oidc,
    certificate("read")
))]
#[utoipa::path(get, path = "/every/{id}", params(("id" = u8, Path)), responses((status = 200), (status = 403, description = "Mine")))]
async fn every() {}

#[secured(optional(all(oauth("write read"), header)))]
#[utoipa::path(post, path = "/every/{id}", params(("id" = u8, Path)), responses((status = 200, description = "Done")))]
async fn some() {}

#[public("for everybody")]
#[utoipa::path(get, path = "/open", responses((status = 200)))]
async fn open() {}

fn document() -> Value {
    let (_, api) = SecuredRouter::<Arc<Auth>>::new()
        .routes(routes!(every, some))
        .routes(routes!(open))
        .split_for_parts();
    serde_json::to_value(api).expect("the document serialises")
}

#[test]
fn it_is_valid_openapi_3_1() {
    let schema: Value =
        serde_json::from_str(include_str!("openapi-3.1.json")).expect("the schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is a schema");
    let errors: Vec<String> = validator
        .iter_errors(&document())
        .map(|error| error.to_string())
        .collect();
    assert_eq!(errors, Vec::<String>::new());
    let mut broken = document();
    broken["components"]["securitySchemes"]["header"]["in"] = json!("body");
    assert!(
        !validator.is_valid(&broken),
        "the schema looks at security schemes"
    );
}

#[test]
fn every_kind_of_scheme_is_published() {
    let document = document();
    let schemes = &document["components"]["securitySchemes"];
    let flow_scopes = json!({ "read": "Read", "write": "Write" });
    assert_eq!(
        *schemes,
        json!({
            "header": { "type": "apiKey", "in": "header", "name": "X-Key", "description": "In a header." },
            "query": { "type": "apiKey", "in": "query", "name": "key" },
            "cookie": { "type": "apiKey", "in": "cookie", "name": "key" },
            "basic": { "type": "http", "scheme": "basic" },
            "bearer": {
                "type": "http", "scheme": "bearer", "bearerFormat": "JWT",
                "x-implies": { "write": ["read"] },
                "x-scopes": { "read": "Read", "write": "Write" },
                "x-realm": "tokens",
            },
            "oauth": {
                "type": "oauth2",
                "flows": {
                    "password": { "tokenUrl": "/token", "refreshUrl": "/refresh", "scopes": flow_scopes },
                    "clientCredentials": { "tokenUrl": "/token", "scopes": flow_scopes },
                    "authorizationCode": {
                        "authorizationUrl": "/authorize", "tokenUrl": "/token", "scopes": flow_scopes,
                    },
                    "implicit": { "authorizationUrl": "/authorize", "scopes": flow_scopes },
                },
                "x-implies": { "write": ["read"] },
            },
            "oidc": {
                "type": "openIdConnect",
                "openIdConnectUrl": "https://id.example.com/.well-known/openid-configuration",
            },
            "certificate": {
                "type": "mutualTLS", "description": "From the handshake.",
                "x-implies": { "write": ["read"] },
                "x-scopes": { "read": "Read", "write": "Write" },
                "x-realm": "machines",
            },
        })
    );
}

#[test]
fn operations_say_who_may_call_and_how_it_is_refused() {
    let document = document();
    assert_eq!(document.get("security"), None);
    let every = &document["paths"]["/every/{id}"]["get"];
    assert_eq!(
        every["security"],
        json!([
            { "header": [] }, { "query": [] }, { "cookie": [] }, { "basic": [] },
            { "bearer": ["write"] }, { "oauth": ["read"] }, { "oidc": [] },
            { "certificate": ["read"] },
        ])
    );
    let some = &document["paths"]["/every/{id}"]["post"];
    assert_eq!(
        some["security"],
        json!([{ "oauth": ["read", "write"], "header": [] }, {}])
    );
    assert_eq!(some["x-security-order"], json!([["oauth", "header"]]));
    assert_eq!(document["paths"]["/open"]["get"]["security"], json!([]));
    assert_eq!(every["responses"]["403"], json!({ "description": "Mine" }));
    assert_eq!(every["responses"]["200"]["description"], "OK");
    for status in ["400", "401", "429", "500", "503"] {
        let response = &every["responses"][status];
        assert_eq!(
            response["content"]["application/problem+json"]["schema"]["$ref"],
            "#/components/schemas/SecurityProblem",
            "{status}"
        );
    }
    assert!(every["responses"]["401"]["headers"]["WWW-Authenticate"].is_object());
    assert_eq!(
        every["responses"]["429"]["headers"]["Retry-After"]["schema"],
        json!({ "type": "integer" })
    );
    assert_eq!(some["responses"].get("429"), None, "nobody counts there");
    assert_eq!(
        document["components"]["schemas"]["SecurityProblem"]["required"],
        json!(["type", "title", "status", "detail"])
    );
    let open = document["paths"]["/open"]["get"]["responses"]
        .as_object()
        .expect("responses");
    assert_eq!(open.keys().collect::<Vec<_>>(), ["200"]);
}
