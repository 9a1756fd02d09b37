//! C1, C3 to C5: cookies (RFC 6265) and what browsers send by themselves.

use tests::{ABSENT, DENIED, INVALID, MALFORMED, Scripted, send};

use crate::{COOKIE, COOKIE_MALFORMED, app, app_asking, get, request};

#[tokio::test]
async fn c01_a_cookie_that_stands_twice_is_refused() {
    for value in [
        "sid=ok; sid=ok",
        "sid=ok; sid=no",
        "sid=no; sid=ok",
        "sid=ok; sid=",
        "sid=; sid=ok",
        "sid=ok;sid=ok",
        "a=b; sid=ok; c=d;  sid =ok",
    ] {
        let answer = get("/cookie", &[("cookie", value)]).await;
        answer.assert_refused(MALFORMED, &[COOKIE_MALFORMED], value);
    }
    for [one, other] in [
        ["sid=ok", "sid=ok"],
        ["sid=ok", "a=b; sid=no"],
        ["sid=", "sid=ok"],
    ] {
        let answer = get("/cookie", &[("cookie", one), ("cookie", other)]).await;
        answer.assert_refused(MALFORMED, &[COOKIE_MALFORMED], &format!("{one} | {other}"));
    }
    for value in [
        "Sid=no; sid=ok",
        "xsid=no; sid=ok",
        "sid=ok; sidx=no",
        "x=sid=no; sid=ok",
        "sid; sid=ok",
    ] {
        get("/cookie", &[("cookie", value)])
            .await
            .assert_admitted("cookie:ok", value);
    }
    for value in [
        "SID=ok", "sid", "sid=", "xsid=ok", "x=sid=ok", "sid%3Dok", "", ";;;", "=ok",
    ] {
        get("/cookie", &[("cookie", value)])
            .await
            .assert_refused(ABSENT, &[COOKIE], value);
    }
}

#[tokio::test]
async fn c03_what_browsers_send_by_themselves_is_denied_from_elsewhere() {
    let elsewhere = [
        ("origin", "https://evil.example.com"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ];
    let own = [
        ("origin", "https://api.example.com"),
        ("sec-fetch-site", "same-origin"),
    ];
    let credentials = [
        ("/cookie", ("cookie", "sid=ok"), "cookie:ok", true),
        ("/basic", ("authorization", "Basic dTpw"), "u|p", true),
        (
            "/bearer",
            ("authorization", "Bearer ok"),
            "bearer:ok",
            false,
        ),
        ("/key", ("x-key", "ok"), "key:ok", false),
        ("/query?key=ok", ("x", "y"), "query:ok", false),
    ];
    for (path, credential, who, by_itself) in credentials {
        for from in elsewhere {
            let case = format!("{path} {from:?}");
            let lines = [("host", "api.example.com"), credential, from];
            let answer = send(&app(), request("GET", path, &lines)).await;
            answer.assert_admitted(who, &format!("{case}, which changes nothing"));
            let post = send(&app(), request("POST", path, &lines)).await;
            let upgrade = [("connection", "upgrade"), ("upgrade", "h2c, WebSocket")];
            let lines = [&lines[..], &upgrade].concat();
            let socket = send(&app(), request("GET", path, &lines)).await;
            for answer in [post, socket] {
                if by_itself {
                    answer.assert_refused(DENIED, &[], &case);
                } else {
                    answer.assert_admitted(who, &case);
                }
            }
        }
        for from in own {
            let lines = [("host", "api.example.com"), credential, from];
            let answer = send(&app(), request("POST", path, &lines)).await;
            answer.assert_admitted(who, &format!("{path} {from:?}"));
        }
        let answer = send(&app(), request("POST", path, &[credential])).await;
        answer.assert_admitted(who, &format!("{path}, not a browser"));
    }
    let scripted = Scripted::default();
    let lines = [("cookie", "sid=no"), elsewhere[0]];
    let answer = send(&app_asking(&scripted), request("POST", "/cookie", &lines)).await;
    answer.assert_refused(DENIED, &[], "whatever the cookie is worth");
    assert_eq!(scripted.asked(), 0, "nobody learns what it is worth");
    let lines = [("x-key", "ok"), ("cookie", "sid=ok"), elsewhere[0]];
    let answer = send(&app(), request("POST", "/every", &lines)).await;
    answer.assert_admitted("key:ok", "another alternative");
}

#[tokio::test]
async fn c04_cookie_lines_are_one_list() {
    // HTTP/2 splits a cookie header into crumbs (RFC 9113, section 8.2.3).
    for crumbs in [
        &["a=b", "sid=ok", "c=d"][..],
        &["a=b; c=d", "sid=ok"],
        &["sid=ok", "", "a=b"],
        &["a=b;", ";sid=ok;"],
    ] {
        let lines: Vec<_> = crumbs.iter().map(|crumb| ("cookie", *crumb)).collect();
        let answer = get("/cookie", &lines).await;
        answer.assert_admitted("cookie:ok", &crumbs.join(" | "));
    }
    let torn = get("/cookie", &[("cookie", "sid"), ("cookie", "=ok")]).await;
    torn.assert_refused(ABSENT, &[COOKIE], "a pair is not joined across lines");
}

#[tokio::test]
async fn c05_values_are_taken_as_they_stand() {
    for value in [
        "ok%41", "ok\"x\"", "ok=x", "ok+x", "ok%00", "ok,x", "ok\\x", "ok&x=y",
    ] {
        let answer = get("/cookie", &[("cookie", format!("sid={value}"))]).await;
        answer.assert_admitted(&format!("cookie:{value}"), value);
    }
    let quoted = get("/cookie", &[("cookie", "sid=\"ok\"")]).await;
    quoted.assert_refused(INVALID, &[COOKIE], "quotes belong to the value");
    let encoded = get("/cookie", &[("cookie", "sid=%6f%6b")]).await;
    encoded.assert_refused(INVALID, &[COOKIE], "nothing is decoded");
    for value in [
        &b"sid=ok x"[..],
        b"sid=ok\tx",
        b"sid=ok\xff",
        b"sid=ok\xc3\xa9",
    ] {
        let answer = get("/cookie", &[("cookie", value)]).await;
        let case = String::from_utf8_lossy(value);
        answer.assert_refused(MALFORMED, &[COOKIE_MALFORMED], &case);
    }
}
