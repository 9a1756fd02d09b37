//! What is refused to be an endpoint, and what an endpoint without this or that says.

use axum::{
    body::{Body, to_bytes},
    extract::FromRequest as _,
    response::IntoResponse as _,
};
use http::{Request, StatusCode};

use super::*;
use crate::{
    jwt::Algorithm,
    misconfiguration::Misconfiguration,
    secret::Secret,
    tokens::{MemoryStore, RefreshTokens, SigningKey, tests::Scope},
};

fn signer() -> TokenSigner {
    let secret = Secret::random().expect("randomness");
    let key = SigningKey::secret(Algorithm::Hs256, &secret, "1").expect("a key");
    let signer = TokenSigner::new(key).issuer("here").audience("here");
    signer.build().expect("a signer")
}

fn secret() -> Secret {
    Secret::new("0123456789012345678901")
}

fn built(
    clients: impl IntoIterator<Item = Client>,
    refresh: bool,
) -> Result<TokenEndpoint, Misconfiguration> {
    let mut builder = TokenEndpoint::builder::<Scope>(&signer(), NoOwners);
    for client in clients {
        builder = builder.client(client);
    }
    if refresh {
        builder = builder.refresh_tokens(RefreshTokens::new(MemoryStore::new()).build()?);
    }
    builder.build()
}

#[test]
fn what_could_not_work_is_refused() {
    let public = || Client::public("web").password_grant();
    let own = |secret| Client::confidential("own", secret).client_credentials();
    let text = |text: &str| Secret::new(text);
    let cases: Vec<(Vec<Client>, bool, &str)> = vec![
        (vec![], false, "no client"),
        (vec![Client::public("web")], false, "`web` may do nothing"),
        (
            vec![Client::unnamed().scopes("read")],
            false,
            "may do nothing",
        ),
        (
            vec![public().client_credentials()],
            false,
            "`web` has no secret",
        ),
        (
            vec![Client::unnamed().client_credentials()],
            false,
            "no secret",
        ),
        (vec![public().introspection()], false, "`web` has no secret"),
        (vec![public(), public()], false, "`web` is there twice"),
        (
            vec![
                public(),
                Client::confidential("web", secret()).introspection(),
            ],
            false,
            "twice",
        ),
        (
            vec![
                Client::unnamed().password_grant(),
                Client::unnamed().password_grant(),
            ],
            false,
            "twice",
        ),
        (
            vec![Client::unchecked().password_grant(), public()],
            false,
            "no client beside it",
        ),
        (
            vec![Client::public("").password_grant()],
            false,
            "has a name that is empty",
        ),
        (
            vec![Client::public("w\u{f6}b").password_grant()],
            false,
            "of visible ASCII",
        ),
        (
            vec![Client::public("a\nb").password_grant()],
            false,
            "of visible ASCII",
        ),
        (
            vec![own(text("012345678901234567890"))],
            false,
            "has 21 bytes and needs at least 22",
        ),
        (
            vec![own(text(&"x".repeat(40)))],
            false,
            "repeats a single byte",
        ),
        (
            vec![own(Secret::new([b'x', 255].repeat(20)))],
            false,
            "is not text",
        ),
        (vec![own(text(&"x\n".repeat(20)))], false, "is not text"),
        (
            vec![public().scopes("read writ")],
            false,
            "scope `writ`, which is not declared",
        ),
        (vec![public().refresh_tokens()], false, "there are none"),
        (vec![public()], true, "no client that may have one"),
    ];
    for (clients, refresh, why) in cases {
        let case = format!("{clients:?}");
        let error = built(clients, refresh)
            .map(drop)
            .expect_err(&case)
            .to_string();
        assert!(error.contains(why), "{case}: {error}");
        assert!(!error.contains("0123456789"), "{error}");
    }
    let all = [
        public().scopes("").refresh_tokens(),
        Client::unnamed().every_scope().password_grant(),
        own(secret()).scopes("write  read"),
        Client::confidential("asks", secret()).introspection(),
    ];
    assert!(built(all, true).is_ok());
}

#[test]
fn access_tokens_that_can_be_revoked_end_with_their_log_in() {
    let store = Arc::new(MemoryStore::new());
    let revocations = Revocations::new(Arc::clone(&store)).build();
    let revocations = revocations.expect("a sound configuration");
    for (gives, is_sound) in [(true, true), (false, false)] {
        let refresh = RefreshTokens::new(Arc::clone(&store));
        let refresh = if gives {
            refresh.revocations(&revocations)
        } else {
            refresh
        };
        let refresh = refresh.build().expect("a sound configuration");
        let client = Client::unnamed().password_grant().refresh_tokens();
        let built = TokenEndpoint::builder::<Scope>(&signer(), NoOwners)
            .client(client)
            .refresh_tokens(refresh)
            .revocations(&revocations)
            .build();
        assert_eq!(built.is_ok(), is_sound);
    }
}

async fn status(response: axum::response::Response) -> (StatusCode, String) {
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, 10_000).await.expect("a short body");
    (
        parts.status,
        String::from_utf8(body.to_vec()).expect("UTF-8"),
    )
}

fn request(form: &str) -> Request<Body> {
    Request::post("/")
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body(Body::from(form.to_owned()))
        .expect("a request")
}

#[tokio::test]
async fn an_endpoint_without_revocations_says_that_access_tokens_stay() {
    let endpoint = built([Client::unnamed().password_grant()], false).expect("an endpoint");
    for (form, refused) in [("token=x.y.z", true), ("token=x", false)] {
        let request = RevocationRequest::from_request(request(form), &()).await;
        let answer = endpoint.revoke(request.expect("a form")).await;
        match answer {
            Ok(RevocationAnswer) => assert!(!refused, "{form}"),
            Err(error) => {
                assert_eq!(
                    (error.code(), refused),
                    ("unsupported_token_type", true),
                    "{form}"
                );
            }
        }
    }
}

#[tokio::test]
async fn where_there_are_no_accounts_nobody_signs_in() {
    let endpoint = built([Client::unnamed().password_grant()], false).expect("an endpoint");
    let form = "grant_type=password&username=a&password=b";
    let request: TokenRequest = TokenRequest::from_request(request(form), &())
        .await
        .expect("a form");
    assert_eq!(request.claimed_client(), None);
    let error = endpoint.grant(request).await.expect_err("nobody");
    assert_eq!(error.code(), "invalid_grant");
}

#[tokio::test]
async fn only_post_is_read() {
    for method in ["GET", "PUT", "HEAD"] {
        let mut request = request("grant_type=client_credentials");
        *request.method_mut() = method.parse().expect("a method");
        let error = TokenRequest::<Strict>::from_request(request, &()).await;
        assert_eq!(error.expect_err(method).code(), "invalid_request");
    }
}

#[tokio::test]
async fn an_application_sees_what_is_asked_before_it_is_granted() {
    let form = "grant_type=password&username=a&password=hunter2&scope=read&client_id=web";
    let request: TokenRequest = TokenRequest::from_request(request(form), &())
        .await
        .expect("a form");
    let Grant::Password(password) = request.grant() else {
        panic!("{request:?}");
    };
    assert_eq!(
        (password.username(), password.expose_password()),
        ("a", "hunter2")
    );
    assert_eq!(request.grant().scope(), Some("read"));
    assert_eq!(request.grant().kind(), GrantType::Password);
    assert_eq!(request.claimed_client(), Some("web"));
    assert!(!format!("{request:?}").contains("hunter2"));
}

#[tokio::test]
async fn every_error_has_its_status_and_says_nothing_of_its_cause() {
    let source = || Source::new("postgres://user:hunter2@db");
    for (error, expected, code) in [
        (TokenError::InvalidRequest("Why."), 400, "invalid_request"),
        (TokenError::InvalidClient, 401, "invalid_client"),
        (TokenError::InvalidGrant, 400, "invalid_grant"),
        (TokenError::UnauthorizedClient, 400, "unauthorized_client"),
        (
            TokenError::UnsupportedGrantType,
            400,
            "unsupported_grant_type",
        ),
        (TokenError::InvalidScope, 400, "invalid_scope"),
        (
            TokenError::UnsupportedTokenType,
            400,
            "unsupported_token_type",
        ),
        (
            TokenError::Unavailable(source()),
            503,
            "temporarily_unavailable",
        ),
        (TokenError::Fault, 500, "server_error"),
    ] {
        let description = error.description();
        // `error_description` (RFC 6749, section 5.2).
        let fit = |byte| matches!(byte, 0x20 | 0x21 | 0x23..=0x5B | 0x5D..=0x7E);
        assert!(description.bytes().all(fit), "{description}");
        let response = error.into_response();
        let told = response
            .extensions()
            .get::<TokenError>()
            .map(TokenError::code);
        assert_eq!(told, Some(code), "what layers learn");
        let body = format!(r#"{{"error":"{code}","error_description":"{description}"}}"#);
        let expected = StatusCode::from_u16(expected).expect("a status");
        assert_eq!(status(response).await, (expected, body));
    }
}

#[test]
fn nothing_shows_a_secret() {
    let client = Client::confidential("own", Secret::new("hunter2 hunter2 hunter2"));
    let client = client.introspection();
    let signer = signer();
    let builder = TokenEndpoint::builder::<Scope>(&signer, NoOwners).client(client.clone());
    let shown = format!("{client:?} {builder:?}");
    let shown = format!("{shown} {:?}", builder.build());
    assert!(
        shown.contains("own") && !shown.contains("hunter2"),
        "{shown}"
    );
    let answer = TokenAnswer {
        access_token: "hunter2".to_owned(),
        token_type: "bearer",
        expires_in: 1,
        refresh_token: Some("hunter2".to_owned()),
        scope: String::new(),
    };
    assert!(!format!("{answer:?}").contains("hunter2"));
}
