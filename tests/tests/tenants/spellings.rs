//! Ways to spell a tenant: one is right, byte for byte, whatever else might mean it.

use http::HeaderValue;
use tests::{HIDDEN, NO_TENANT};

use crate::{ACME, SLASHED, app, request, router, send, with_key};

#[tokio::test]
async fn a_path_means_what_it_says_once_it_is_decoded() {
    let app = app(router());
    for same in ["acme", "%61cme", "%61%63%6D%65", "%61%63%6d%65"] {
        let path = format!("/tenants/{same}/key");
        let answer = send(&app, with_key(request("GET", &path), ACME)).await;
        answer.assert_admitted(ACME, &path);
    }
    for other in [
        "Acme",
        "ACME",
        "acme%20",
        "%20acme",
        "acme%2F",
        "acme%00",
        "acme.",
        "acme;x",
        "acme+",
        "acm",
        "acmee",
        "%2561cme",
        "acme%2Fkey",
        "%2Facme",
        ".",
        "..",
        "%2E%2E",
        "*",
        "{tenant}",
        "acme,acme",
        "%C3%A0cme",
        "bolt",
        "%EF%BD%81cme",
        "acme%CC%81",
    ] {
        let path = format!(
            "/tenants/{}/key",
            other.replace('{', "%7B").replace('}', "%7D")
        );
        let answer = send(&app, with_key(request("GET", &path), ACME)).await;
        answer.assert_refused(HIDDEN, &[], &path);
    }
    for unreadable in ["%FF", "acme%C3%28", "%C3"] {
        let path = format!("/tenants/{unreadable}/key");
        let answer = send(&app, with_key(request("GET", &path), ACME)).await;
        answer.assert_refused(NO_TENANT, &[], &path);
    }
}

#[tokio::test]
async fn an_encoded_slash_stays_in_its_segment() {
    let app = app(router());
    for path in ["/tenants/x%2Fy/key", "/tenants/x%2fy/key"] {
        let answer = send(&app, with_key(request("GET", path), SLASHED)).await;
        answer.assert_admitted(SLASHED, path);
    }
    // Another path: the tenant `x`, and something below it.
    let answer = send(&app, with_key(request("GET", "/tenants/x/y/key"), SLASHED)).await;
    answer.assert_refused(HIDDEN, &[], "x/y");
    let answer = send(
        &app,
        with_key(request("GET", "/tenants/acme/../x%2Fy/key"), SLASHED),
    )
    .await;
    answer.assert_refused(HIDDEN, &[], "acme/../x/y");
}

/// Axum may take it for a parameter without content: nobody is of a tenant without a name.
#[tokio::test]
async fn an_empty_segment_is_no_tenant() {
    let app = app(router());
    for tenant in ["", ACME] {
        let answer = send(&app, with_key(request("GET", "/tenants//key"), tenant)).await;
        answer.assert_refused(NO_TENANT, &[], tenant);
        // Whether there is such a route is for axum to say.
        for path in [
            "/tenants//",
            "/tenants/",
            "/tenants",
            "//acme/key",
            "/tenants///key/",
        ] {
            let answer = send(&app, with_key(request("GET", path), tenant)).await;
            assert!([400, 404].contains(&answer.status), "{path}: {answer:?}");
        }
    }
}

#[tokio::test]
async fn a_header_stands_once_and_means_what_it_says() {
    let app = app(router());
    let ask = async |values: &[&[u8]]| {
        let request = values
            .iter()
            .fold(request("GET", "/ours/key"), |request, value| {
                request.header("X-TENANT", HeaderValue::from_bytes(value).expect("a value"))
            });
        send(&app, with_key(request, ACME)).await
    };
    ask(&[b"acme"]).await.assert_admitted(ACME, "acme");
    for other in [
        "ACME",
        "Acme",
        "%61cme",
        "acme,",
        "acme,acme",
        "acme,bolt",
        "acme;q=1",
        "\"acme\"",
        "*",
        "bolt",
    ] {
        ask(&[other.as_bytes()])
            .await
            .assert_refused(HIDDEN, &[], other);
    }
    let long = vec![b'a'; 8193];
    for unreadable in [
        &[] as &[&[u8]],
        &[b""],
        &[b"acme", b"acme"],
        &[b"acme", b"bolt"],
        &[b"bolt", b"acme"],
        &[b"acme", b""],
        &[b"", b"acme"],
        &[b"acme, bolt"],
        &[b"acme bolt"],
        &[b" acme"],
        &[b"acme\t"],
        &[b"\xC3\xA0cme"],
        &[&long],
    ] {
        let case = format!("{unreadable:?}");
        ask(unreadable).await.assert_refused(NO_TENANT, &[], &case);
    }
}

/// Neither place speaks for the other.
#[tokio::test]
async fn only_the_declared_place_counts() {
    let app = app(router());
    let both = request("GET", "/tenants/bolt/key").header("x-tenant", "acme");
    let answer = send(&app, with_key(both, ACME)).await;
    answer.assert_refused(HIDDEN, &[], "the path counts");
    for path in ["/ours/key?tenant=acme", "/ours/key?x-tenant=acme"] {
        let answer = send(&app, with_key(request("GET", path), ACME)).await;
        answer.assert_refused(NO_TENANT, &[], path);
    }
}
