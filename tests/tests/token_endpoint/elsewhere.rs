//! Another service, which asks ours about every token.

use std::{sync::Arc, time::Duration};

use axum::body::Body;
use axum_secured::{
    Admitted, ClaimsOnly, Introspection, Scopes, SecuredRouter, SecuritySchemes, routes, secured,
    testing,
};
use http::Request;
use tests::send;

use super::*;
use crate::{
    mounted::{BILLING, HERE},
    users::Mood,
};

#[derive(Scopes)]
enum Scope {
    #[scope("items:read")]
    ItemsRead,
}

#[derive(Clone, serde::Deserialize)]
struct Claims {
    client_id: String,
}

#[derive(SecuritySchemes)]
struct Auth {
    #[scheme(http(bearer), scopes = Scope)]
    bearer: Introspection<ClaimsOnly<Claims>>,
}

#[secured(bearer("items:read"))]
#[utoipa::path(get, path = "/bills", responses((status = 200)))]
async fn bills(#[principal] who: Admitted<Claims>) -> String {
    format!("{} by {}", who.subject().unwrap_or_default(), who.client_id)
}

#[tokio::test]
async fn a_service_that_asks_takes_what_counts() {
    let desk = Desk::new();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await;
    let listener = listener.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let server = tokio::spawn(axum::serve(listener, desk.app()).into_future());
    let bearer = Introspection::at(format!("http://{address}/introspect"))
        .client("billing", testing::secret(BILLING))
        .issuer(HERE)
        .audience(HERE)
        .cache(Duration::ZERO)
        .clock(desk.clock())
        .claims_only()
        .build()
        .expect("a verifier");
    let (router, _) = SecuredRouter::new()
        .routes(routes!(bills))
        .split_for_parts();
    let app = router.with_state(Arc::new(Auth { bearer }));
    let asked = async |token: &str| {
        let request = Request::get("/bills").header("Authorization", format!("Bearer {token}"));
        send(&app, request.body(Body::empty()).expect("a request")).await
    };
    let form = format!("{JOHN}&client_id=web&scope=items:read");
    let (token, refresh) = token_of(&desk.token(&form).await);
    asked(&token)
        .await
        .assert_admitted("user-1 by web", "active");
    assert_eq!(asked(&refresh.expect("a refresh token")).await.status, 401);
    desk.users.set(Mood::May(""));
    assert_eq!(asked(&token).await.status, 403, "it may do nothing today");
    desk.users.set(Mood::Down);
    assert_eq!(asked(&token).await.status, 503);
    desk.users.set(Mood::Disabled);
    assert_eq!(asked(&token).await.status, 401);
    desk.users.set(Mood::May("items:write"));
    assert_eq!(asked(&token).await.status, 200);
    let form = format!("token={token}&client_id=web");
    assert_eq!(desk.revoke(&form).await.status, 200);
    assert_eq!(asked(&token).await.status, 401);
    server.abort();
}
