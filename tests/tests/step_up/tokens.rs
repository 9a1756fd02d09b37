//! Tokens of a `Jwt` that are stepped up, from the refusal to the answer.

use std::{sync::Arc, time::Duration};

use axum::{Router, body::Body};
use axum_secured::{
    Jwt, Secret, SecuredRouter, SecuritySchemes,
    routing::get,
    secured,
    testing::{self, TestIssuer},
};
use http::Request;
use tests::{Answer, STEP_UP, send};

const ISSUER: &str = "https://id.example.com";

#[derive(serde::Deserialize)]
struct Claims {}

#[derive(SecuritySchemes)]
struct Auth {
    #[scheme(oauth2(authorization_code(authorization_url = "/authorize", token_url = "/token")))]
    token: Jwt<axum_secured::ClaimsOnly<Claims>>,
}

#[secured(token(acr = "mfa", max_age = "15m"))]
async fn handler() -> &'static str {
    "admitted"
}

fn secret() -> Secret {
    testing::secret(*b"0123456789abcdef0123456789abcdef")
}

fn app() -> Router {
    let token = Jwt::hs256(secret())
        .issuer(ISSUER)
        .audience("items")
        .claims_only()
        .build()
        .expect("a verifier");
    let router = SecuredRouter::<Arc<Auth>>::new().route("/", get(handler));
    let (router, _) = router.try_split_for_parts().expect("sound routes");
    router.with_state(Arc::new(Auth { token }))
}

async fn asked(issuer: &TestIssuer) -> Answer {
    let header = issuer.header().expect("a token");
    let request = Request::get("/").header("authorization", header);
    send(&app(), request.body(Body::empty()).expect("a request")).await
}

#[tokio::test]
async fn a_weak_or_old_token_is_sent_back_and_a_new_one_is_admitted() {
    let issuer = TestIssuer::hs256(&secret(), ISSUER, "items", "ann").expect("an issuer");
    let day = Duration::from_secs(24 * 60 * 60);
    let challenge = r#"Bearer realm="api", error="insufficient_user_authentication", acr_values="mfa", max_age="900""#;
    for (weak, case) in [
        (issuer.clone(), "says nothing"),
        (issuer.clone().level("mfa"), "says no time"),
        (
            issuer.clone().authenticated_before(Duration::ZERO),
            "says no level",
        ),
        (
            issuer
                .clone()
                .level("pwd")
                .authenticated_before(Duration::ZERO),
            "another level",
        ),
        (
            issuer.clone().level("mfa").authenticated_before(day),
            "a day old",
        ),
    ] {
        asked(&weak)
            .await
            .assert_refused(STEP_UP, &[challenge], case);
    }
    let strong = issuer.level("mfa").authenticated_before(Duration::ZERO);
    asked(&strong).await.assert_admitted("admitted", "both");
}
