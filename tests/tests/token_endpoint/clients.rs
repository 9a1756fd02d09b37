//! Clients: who they are, how they prove it, and what each may have.

use super::*;
use crate::mounted::{BILLING, FORM, REPORTS, basic, encoded, raw_basic};

const OWN: &str = "grant_type=client_credentials";

/// What `reports` may do, asked with this `Authorization` and these parameters.
async fn asked(authorization: Option<&str>, parameters: &str) -> Answer {
    let desk = Desk::new();
    let form = format!("{OWN}{parameters}");
    match authorization {
        Some(authorization) => desk.token_as(authorization, &form).await,
        None => desk.token(&form).await,
    }
}

#[tokio::test]
async fn t4_a_client_proves_itself_in_one_place() {
    let right = basic("reports", REPORTS);
    let secret = encoded(REPORTS);
    let in_form = format!("&client_id=reports&client_secret={secret}");
    let cases: &[(Option<&str>, &str, u16, &str)] = &[
        (Some(&right), "", 200, ""),
        (None, &in_form, 200, ""),
        // The same name once more says nothing new.
        (Some(&right), "&client_id=reports", 200, ""),
        (Some(&right), "&client_secret=&client_id=", 200, ""),
        // An empty name and no secret, as documentation pages send them.
        (Some("Basic Og=="), &in_form, 200, ""),
        (Some(""), &in_form, 200, ""),
        (Some(&right), "&client_id=web", 400, "invalid_request"),
        (Some(&right), "&client_secret=x", 400, "invalid_request"),
        (Some(&right), &in_form, 400, "invalid_request"),
        (None, "&client_secret=x", 400, "invalid_request"),
        (Some("Basic"), "", 400, "invalid_request"),
        (Some("Basic !"), "", 400, "invalid_request"),
        (Some("Basic /w=="), "", 400, "invalid_request"),
        (Some("Bearer a b"), &in_form, 400, "invalid_request"),
        // Another method than those that are known.
        (Some("Bearer abc"), "", 401, "invalid_client"),
        (Some("Bearer abc"), &in_form, 401, "invalid_client"),
        // Without a secret, with a wrong one, unknown.
        (None, "&client_id=reports", 401, "invalid_client"),
        (
            None,
            "&client_id=reports&client_secret=",
            401,
            "invalid_client",
        ),
        (
            None,
            "&client_id=reports&client_secret=x",
            401,
            "invalid_client",
        ),
        (None, "&client_id=nobody", 401, "invalid_client"),
        (
            None,
            "&client_id=nobody&client_secret=x",
            401,
            "invalid_client",
        ),
        (None, "&client_id=Reports", 401, "invalid_client"),
        // A client that has no secret shows none.
        (
            None,
            "&client_id=web&client_secret=x",
            401,
            "invalid_client",
        ),
    ];
    for (authorization, parameters, status, code) in cases {
        let case = format!("{authorization:?} {parameters}");
        let answer = asked(*authorization, parameters).await;
        if *status == 200 {
            assert_eq!(answer.status, 200, "{case}: {answer:?}");
        } else {
            assert_error(&answer, *status, code, &case);
        }
    }
    for pair in [
        "reports",
        "reports:",
        "reports:wrong",
        ":",
        "nobody:",
        "nobody:x",
        &format!("reports:{secret}x"),
        &format!("reports:{}", &secret[..secret.len() - 1]),
        &format!(":{secret}"),
        // Not form-encoded, it is another text, or none.
        &format!("reports:{REPORTS}"),
        "reports:%",
        "reports:%00",
        "reports:\0",
        "reports:%ff",
    ] {
        let answer = asked(Some(&raw_basic(pair)), "").await;
        if pair == ":" {
            assert_error(&answer, 400, "unauthorized_client", "no client at all");
        } else {
            assert_error(&answer, 401, "invalid_client", pair);
        }
    }
}

#[tokio::test]
async fn t4_two_authorizations_are_none() {
    let right = basic("reports", REPORTS);
    let lines = [FORM, ("Authorization", &right), ("Authorization", &right)];
    let answer = Desk::new().post("/token", &lines, OWN).await;
    assert_error(&answer, 400, "invalid_request", "twice");
}

#[tokio::test]
async fn the_client_is_judged_before_the_grant() {
    let desk = Desk::new();
    for form in [
        "grant_type=password&username=johndoe&password=wrong",
        "grant_type=refresh_token&refresh_token=x",
        "grant_type=client_credentials&scope=%22",
    ] {
        let answer = desk.token(&format!("{form}&client_id=nobody")).await;
        assert_error(&answer, 401, "invalid_client", form);
    }
    assert_eq!(desk.users.asked(), 0, "nobody was asked for");
}

#[tokio::test]
async fn t3_a_client_has_no_grant_but_its_own() {
    let desk = Desk::new();
    let refresh = "grant_type=refresh_token&refresh_token=x";
    for (client, form, code) in [
        ("reports", JOHN, "unauthorized_client"),
        ("reports", refresh, "unauthorized_client"),
        ("billing", OWN, "unauthorized_client"),
        ("billing", refresh, "unauthorized_client"),
    ] {
        let secret = if client == "reports" {
            REPORTS
        } else {
            BILLING
        };
        let answer = desk.token_as(&basic(client, secret), form).await;
        assert_error(&answer, 400, code, &format!("{client} {form}"));
    }
    for form in [OWN.to_owned(), format!("{OWN}&client_id=web")] {
        let answer = desk.token(&form).await;
        assert_error(&answer, 400, "unauthorized_client", &form);
    }
    assert_eq!(desk.users.asked(), 0, "nobody was asked for");
}

#[tokio::test]
async fn t3_a_grant_that_no_client_may_use_is_unsupported() {
    use axum_secured::tokens::Client;
    let desk =
        Desk::with(|builder| builder.client(Client::unnamed().every_scope().refresh_tokens()));
    for form in [JOHN, OWN] {
        let answer = desk.token(form).await;
        assert_error(&answer, 400, "unsupported_grant_type", form);
    }
    let answer = desk.token("grant_type=refresh_token&refresh_token=x").await;
    assert_error(&answer, 400, "invalid_grant", "the one that it may");
}

#[tokio::test]
async fn an_unchecked_client_is_whoever_calls() {
    use axum_secured::tokens::Client;
    let desk = Desk::with(|builder| {
        let anybody = Client::unchecked().every_scope();
        builder.client(anybody.password_grant().refresh_tokens())
    });
    let named = format!("{JOHN}&client_id=docs&client_secret=x");
    for (authorization, form) in [
        ("Basic Og==", JOHN),
        ("Basic !", JOHN),
        ("Bearer abc", JOHN),
        (basic("a", "b").as_str(), named.as_str()),
    ] {
        let answer = desk.token_as(authorization, form).await;
        let (token, refresh) = token_of(&answer);
        assert!(refresh.is_some(), "{authorization}");
        assert!(!claims(&token).contains("client_id"), "{authorization}");
    }
    let lines = [FORM, ("Authorization", "Basic Og==")];
    let answer = desk.post("/introspect", &lines, "token=x").await;
    assert_error(
        &answer,
        401,
        "invalid_client",
        "whoever calls proved nothing",
    );
}

#[tokio::test]
async fn p6_tokens_of_a_client_name_it_and_are_about_it_alone() {
    let desk = Desk::new();
    let form = format!("{OWN}&scope=items:read+items:write+admin");
    let answer = desk.token_as(&basic("reports", REPORTS), &form).await;
    let (token, refresh) = token_of(&answer);
    assert_eq!(refresh, None, "RFC 6749, section 4.4.3");
    assert_eq!(json(&answer)["scope"], "items:read admin");
    let items = desk.items(&token).await;
    // No account can have this name, so that no client passes for one (RFC 9700, section 4.15).
    items.assert_admitted("client:reports by reports: items:read admin", "itself");
    assert_eq!(desk.users.asked(), 0, "no account is behind it");
    let answer = desk.token_as(&basic("reports", REPORTS), OWN).await;
    assert_eq!(json(&answer)["scope"], "", "nothing unasked");
}

/// The claims of a token as text; a test that looks into it is not its client.
pub(crate) fn claims(token: &str) -> String {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
    let claims = token.split('.').nth(1).expect("three parts");
    let claims = URL_SAFE_NO_PAD.decode(claims).expect("base64url");
    String::from_utf8(claims).expect("UTF-8")
}
