//! F27: where a token's scopes stand and how they are written.

use std::sync::Arc;

use axum::body::Body;
use axum_secured::{
    ClaimsOnly, Jwt, JwtBuilder, ScopeFormat, Secret, SecuredRouter, SecuritySchemes, routes,
    secured,
    testing::{self, TestIssuer},
};
use http::Request;
use serde_json::{Value, json};
use tests::{INSUFFICIENT, send};

use crate::Scope;

#[derive(SecuritySchemes)]
struct Tokens {
    #[scheme(http(bearer), scopes = Scope)]
    token: Jwt<ClaimsOnly<Value>>,
}

#[secured(token("r"))]
#[utoipa::path(get, path = "/", responses((status = 200)))]
async fn needs_r() {}

fn secret() -> Secret {
    testing::secret("0123456789abcdef0123456789abcdef")
}

fn usual() -> JwtBuilder<()> {
    Jwt::hs256(secret()).issuer("i").audience("a")
}

type Case = (fn() -> JwtBuilder<()>, &'static str, Value, bool);

#[tokio::test]
async fn f27_the_scope_claim_has_one_name_and_one_form() {
    let text = || usual();
    let array = || usual().scope_claim("scp", ScopeFormat::Array);
    let cases: [Case; 18] = [
        (text, "scope", json!("r"), true),
        (text, "scope", json!("w r"), true),
        (text, "scope", json!("R"), false),
        (text, "scope", json!("r,w"), false),
        (text, "scope", json!("r\tw"), false),
        (text, "scope", json!(["r"]), false),
        (text, "scope", json!({ "r": true }), false),
        (text, "scope", json!(true), false),
        (text, "scopes", json!("r"), false),
        (text, "scp", json!("r"), false),
        (text, "scp", json!(["r"]), false),
        (text, "Scope", json!("r"), false),
        (array, "scp", json!(["w", "r"]), true),
        (array, "scp", json!("r"), false),
        (array, "scp", json!(["w r"]), false),
        (array, "scp", json!(["r", 1]), false),
        (array, "scp", json!([["r"]]), false),
        (array, "scope", json!("r"), false),
    ];
    let issuer = TestIssuer::hs256(&secret(), "i", "a", "ann").expect("an issuer");
    let challenge = r#"Bearer realm="api", scope="r", error="insufficient_scope""#;
    for (builder, claim, value, granted) in cases {
        let case = format!("{claim}: {value}");
        let auth = Tokens {
            token: builder().claims_only().build().expect("a verifier"),
        };
        let (router, _) = SecuredRouter::new()
            .routes(routes!(needs_r))
            .split_for_parts();
        let sent = issuer
            .clone()
            .claim(claim, value)
            .header()
            .expect("a token");
        let sent = Request::get("/")
            .header("authorization", sent)
            .body(Body::empty());
        let app = router.with_state(Arc::new(auth));
        let answer = send(&app, sent.expect("a request")).await;
        if granted {
            answer.assert_admitted("", &case);
        } else {
            answer.assert_refused(INSUFFICIENT, &[challenge], &case);
        }
    }
}
