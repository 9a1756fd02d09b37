//! What reports say, and where URLs lead.

use super::*;

fn listed(found: &Practices) -> Vec<String> {
    found.findings().map(ToString::to_string).collect()
}

#[test]
fn nothing_found_is_empty() {
    let found = Practices::new();
    assert!(found.is_empty());
    assert_eq!(found.to_string(), "no practice to mend");
}

#[test]
fn a_report_says_what_is_wrong_and_how_to_mend_it() {
    let found = Practices::new()
        .with(Practice::KeyInQuery, "key", "parameter `k`")
        .with(Practice::PlainHttp, "0.0.0.0:80", "");
    assert_eq!(
        found.to_string(),
        "2 practices to mend\n  \
         plain_http: 0.0.0.0:80\n    \
         passwords, keys and tokens travel in the clear\n    \
         mend: serve TLS, or listen on loopback behind a proxy that does\n  \
         key_in_query: key (parameter `k`)\n    \
         URLs end up in logs, histories and referrers, and the key with them\n    \
         mend: take the key in a header"
    );
}

#[test]
fn the_same_is_said_once() {
    let one = || Practices::new().with(Practice::KeyInQuery, "key", "");
    assert_eq!(listed(&one().and(one())), ["key_in_query: key"]);
}

#[test]
fn what_is_accepted_is_listed_with_the_reason_and_not_left_to_mend() {
    let found = Practices::new()
        .accept(Practice::PlainHttp, "behind a proxy")
        .with(Practice::PlainHttp, "0.0.0.0:80", "");
    assert!(found.is_empty());
    assert_eq!(
        found.to_string(),
        "no practice to mend\n  accepted plain_http: 0.0.0.0:80: behind a proxy"
    );
    let accepted: Vec<_> = found.accepted().collect();
    assert_eq!(accepted.len(), 1);
    assert_eq!(accepted[0].1, "behind a proxy");
}

#[test]
fn accepting_one_leaves_the_others() {
    let found = Practices::new()
        .with(Practice::KeyInQuery, "old", "")
        .with(Practice::KeyInQuery, "new", "")
        .with(Practice::WaivedCheck, "old", "")
        .accept_of(
            "old",
            Practice::KeyInQuery,
            "its clients cannot send headers",
        );
    assert_eq!(listed(&found), ["key_in_query: new", "waived_check: old"]);
}

#[test]
fn what_is_accepted_of_one_report_is_so_of_both() {
    let accepting = Practices::new().accept(Practice::KeyInQuery, "why");
    let found = Practices::new().with(Practice::KeyInQuery, "key", "");
    assert!(accepting.clone().and(found.clone()).is_empty());
    assert!(found.and(accepting).is_empty());
}

#[test]
fn nothing_is_accepted_without_a_reason() {
    for reason in ["", " \n"] {
        let found = Practices::new()
            .with(Practice::KeyInQuery, "key", "")
            .accept(Practice::KeyInQuery, reason);
        assert_eq!(listed(&found), ["key_in_query: key"], "{reason:?}");
    }
}

#[test]
fn a_finding_is_one_line_whatever_it_holds() {
    let found = Practices::new()
        .with(Practice::KeyInQuery, "a\nb", "c\rd")
        .with(Practice::PlainHttp, "x", "")
        .accept(Practice::PlainHttp, "e\nf");
    assert_eq!(listed(&found), ["key_in_query: a b (c d)"]);
    assert_eq!(found.to_string().lines().count(), 5, "{found}");
}

#[test]
fn codes_differ_and_stand_in_the_table() {
    let table = include_str!("mod.rs");
    let codes: BTreeSet<&str> = Practice::ALL
        .iter()
        .map(|practice| practice.code())
        .collect();
    assert_eq!(codes.len(), Practice::ALL.len());
    for code in codes {
        assert!(table.contains(&format!("//! | `{code}` |")), "{code}");
    }
    let rows = table.lines().filter(|line| line.starts_with("//! | `"));
    assert_eq!(rows.count(), Practice::ALL.len());
}

#[test]
fn an_address_beyond_loopback_needs_tls() {
    for (address, is_found) in [
        ("127.0.0.1:80", false),
        ("127.8.0.1:80", false),
        ("[::1]:80", false),
        ("[::ffff:127.0.0.1]:80", false),
        ("0.0.0.0:80", true),
        ("[::]:80", true),
        ("10.0.0.1:80", true),
        ("[::ffff:10.0.0.1]:80", true),
    ] {
        let address = address.parse().expect("an address");
        let served = |tls| Practices::new().served_at(address, tls);
        assert_eq!(!served(false).is_empty(), is_found, "{address}");
        assert!(served(true).is_empty(), "{address}");
    }
}

#[test]
fn plain_urls_are_those_that_leave_the_machine_unencrypted() {
    for url in [
        "http://id.example.com/token",
        "HTTP://id.example.com",
        " http://id.example.com",
        "http:id.example.com",
        "http:/id.example.com",
        r"http:\\id.example.com",
        "ws://id.example.com",
        "http://10.0.0.1",
        "http://0.0.0.0:8000",
        "http://localhost.example.com",
        "http://127.0.0.1.example.com",
        "http://localhost@id.example.com",
        "http://localhost:80@id.example.com",
        "http://user:word@id.example.com#@localhost",
        "http://[2001:db8::1]/",
        "http://{host}/",
        "http://",
    ] {
        assert!(is_plain_http(url), "{url}");
    }
    for url in [
        "",
        "/token",
        "token",
        "//id.example.com/token",
        "https://id.example.com/token",
        "https://id.example.com/?next=http://id.example.com",
        "http://localhost",
        "http://LOCALHOST.:8000/token",
        "http://api.localhost/token",
        "http://127.0.0.1:8000/token",
        "http://user@127.0.0.1/token",
        "http://[::1]:8000/token",
        "httpx://id.example.com",
    ] {
        assert!(!is_plain_http(url), "{url}");
    }
}
