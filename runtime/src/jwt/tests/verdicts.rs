//! What the application answers, and what is added to it.

use std::{
    pin::pin,
    sync::Arc,
    task::{Poll, Waker},
};

use super::*;
use crate::{
    Accounts, ScopeSet,
    credential::{self, BearerToken, Slot},
    verifier::{Verdict, Verified, Verifier},
};

#[derive(serde::Deserialize)]
struct Claims {
    sub: String,
}

struct Users;

impl Accounts for Users {
    type Claims = Claims;
    type Principal = String;

    async fn load(&self, claims: Claims) -> Verdict<String> {
        match claims.sub.as_str() {
            "nobody" => Verdict::Invalid,
            "disabled" => Verdict::Denied("disabled"),
            "down" => Verdict::unavailable("the store"),
            "opinionated" => Verdict::Valid(
                Verified::new(claims.sub)
                    .scopes(SCHEME.scopes.granted("read admin"))
                    .subject("42")
                    .token_id("own")
                    .level("gold")
                    .tenant("acme")
                    .authenticated_at(SystemTime::UNIX_EPOCH),
            ),
            "demoted" => Verdict::Valid(Verified::new(claims.sub).scopes(ScopeSet::EMPTY)),
            _ => Verdict::valid(claims.sub),
        }
    }
}

/// Everything here is ready at once.
fn ready<T>(future: impl Future<Output = T>) -> T {
    let mut context = std::task::Context::from_waker(Waker::noop());
    match pin!(future).poll(&mut context) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("nothing waits here"),
    }
}

fn bearer(token: &str) -> BearerToken {
    let mut headers = http::HeaderMap::new();
    let value = format!("Bearer {token}").parse().expect("a header value");
    headers.insert(http::header::AUTHORIZATION, value);
    match credential::bearer(&headers) {
        Slot::Present(token) => token,
        other => panic!("{other:?}"),
    }
}

pub(super) fn verify<A: Accounts>(jwt: &Jwt<A>, token: &str) -> Verdict<A::Principal> {
    let parts = parts();
    ready(jwt.verify(bearer(token), &Context::new(&SCHEME, &parts)))
}

fn users() -> Jwt<Arc<Users>> {
    Jwt::hs256(secret())
        .issuer(ISSUER)
        .audience(AUDIENCE)
        .clock(now)
        .accounts(Arc::new(Users))
        .build()
        .expect("a verifier")
}

const MORE: &str = r#""scope":"write admin","jti":"j1","auth_time":1700000000,"acr":"silver","#;

fn of(subject: &str) -> String {
    token(HEADER, &claims(&format!(r#"{MORE}"sub":"{subject}","#)))
}

#[test]
fn a_valid_answer_receives_what_the_token_says() {
    let Verdict::Valid(verified) = verify(&users(), &of("alice")) else {
        panic!("alice is known");
    };
    assert_eq!(verified.principal, "alice");
    let facts = verified.facts;
    assert_eq!(facts.granted(), SCHEME.scopes.granted("write admin"));
    assert_eq!(facts.details().subject.as_deref(), Some("alice"));
    assert_eq!(facts.details().token_id.as_deref(), Some("j1"));
    assert_eq!(facts.details().level.as_deref(), Some("silver"));
    assert_eq!(facts.details().tenant, None);
    let authenticated = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    assert_eq!(facts.details().authenticated_at, Some(authenticated));
}

#[test]
fn what_the_application_set_stays_and_narrows_the_scopes() {
    let Verdict::Valid(verified) = verify(&users(), &of("opinionated")) else {
        panic!("known");
    };
    let facts = verified.facts;
    assert_eq!(facts.granted(), SCHEME.scopes.granted("read admin"));
    assert_eq!(facts.details().subject.as_deref(), Some("42"));
    assert_eq!(facts.details().token_id.as_deref(), Some("own"));
    assert_eq!(facts.details().level.as_deref(), Some("gold"));
    assert_eq!(facts.details().tenant.as_deref(), Some("acme"));
    assert_eq!(
        facts.details().authenticated_at,
        Some(SystemTime::UNIX_EPOCH)
    );
}

#[test]
fn scopes_taken_away_stay_away() {
    let Verdict::Valid(verified) = verify(&users(), &of("demoted")) else {
        panic!("known");
    };
    assert_eq!(verified.facts.granted(), ScopeSet::EMPTY);
}

#[test]
fn an_account_widens_no_token() {
    let token = |scope: &str| token(HEADER, &claims(&format!(r#"{scope}"sub":"opinionated","#)));
    let granted = |token: &str| match verify(&users(), token) {
        Verdict::Valid(verified) => verified.facts.granted(),
        _ => panic!("known"),
    };
    // What `write` implies is all that both grant.
    let read = SCHEME.scopes.granted("read");
    assert_eq!(granted(&token(r#""scope":"write","#)), read);
    for scope in [
        r#""scope":"","#,
        r#""scope":["admin"],"#,
        r#""scope":null,"#,
    ] {
        assert_eq!(granted(&token(scope)), ScopeSet::EMPTY, "{scope}");
    }
    // An issuer that knows nothing of scopes leaves them to the account.
    assert_eq!(granted(&token("")), SCHEME.scopes.granted("read admin"));
}

#[test]
fn other_answers_pass_through() {
    assert!(matches!(verify(&users(), &of("nobody")), Verdict::Invalid));
    assert!(matches!(
        verify(&users(), &of("disabled")),
        Verdict::Denied("disabled")
    ));
    assert!(matches!(
        verify(&users(), &of("down")),
        Verdict::Unavailable(_)
    ));
}

#[test]
fn a_flawed_token_never_reaches_the_accounts() {
    struct Never;
    impl Accounts for Never {
        type Claims = Value;
        type Principal = ();
        async fn load(&self, _: Value) -> Verdict<()> {
            panic!("asked about a flawed token")
        }
    }
    let jwt = Jwt::hs256(secret())
        .issuer(ISSUER)
        .audience(AUDIENCE)
        .clock(now)
        .accounts(Never)
        .build()
        .expect("a verifier");
    let good = of("alice");
    for flawed in ["x", "a.b.c", &good[1..], &good[..good.len() - 1]] {
        assert!(matches!(verify(&jwt, flawed), Verdict::Invalid), "{flawed}");
    }
    let expired = token(HEADER, &claims("").replace("18000", "17000"));
    assert!(matches!(verify(&jwt, &expired), Verdict::Invalid));
}

#[test]
fn claims_of_another_shape_are_invalid() {
    let without = token(HEADER, &claims(""));
    assert!(matches!(verify(&users(), &without), Verdict::Invalid));
}

#[test]
fn claims_can_be_the_principal() {
    let jwt = usual().build().expect("a verifier");
    let Verdict::Valid(verified) = verify(&jwt, &of("alice")) else {
        panic!("valid");
    };
    assert_eq!(verified.principal["sub"], "alice");
}

#[test]
fn a_broken_clock_decides_nothing() {
    let jwt = usual()
        .clock(|| SystemTime::UNIX_EPOCH - Duration::from_secs(1))
        .build()
        .expect("a verifier");
    assert!(matches!(
        verify(&jwt, &of("alice")),
        Verdict::Unavailable(_)
    ));
    assert!(matches!(verify(&jwt, "a.b.c"), Verdict::Invalid));
}
