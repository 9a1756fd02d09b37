use http::Request;

use super::*;

const PROXY: &str = "10.1.1.1:4000";

/// The address of a request from `peer` with these lines of a header.
fn client(proxies: &TrustedProxies, peer: &str, name: &str, lines: &[&[u8]]) -> String {
    let mut request = Request::new(());
    let peer: SocketAddr = peer.parse().expect("a peer");
    request.extensions_mut().insert(ConnectInfo(peer));
    for line in lines {
        let value = http::HeaderValue::from_bytes(line).expect("a value");
        let name = http::HeaderName::try_from(name).expect("a name");
        request.headers_mut().append(name, value);
    }
    let (parts, ()) = request.into_parts();
    let address = ClientAddress::over(&parts, proxies).ip();
    address.expect("an address").to_string()
}

fn behind_proxies() -> TrustedProxies {
    TrustedProxies::x_forwarded_for(["10.0.0.0/8", "2001:db8:ffff::/48"]).expect("networks")
}

fn x_forwarded_for(peer: &str, lines: &[&[u8]]) -> String {
    client(&behind_proxies(), peer, "X-Forwarded-For", lines)
}

fn forwarded(lines: &[&[u8]]) -> String {
    let proxies = TrustedProxies::forwarded(["10.0.0.0/8"]).expect("a network");
    client(&proxies, PROXY, "Forwarded", lines)
}

#[test]
fn without_trusted_proxies_no_header_counts() {
    let none = TrustedProxies::default();
    for name in ["X-Forwarded-For", "Forwarded", "X-Real-IP"] {
        let lines: &[&[u8]] = &[b"192.0.2.1"];
        assert_eq!(client(&none, "198.51.100.7:1", name, lines), "198.51.100.7");
    }
}

#[test]
fn a_peer_that_is_no_proxy_speaks_for_nobody() {
    assert_eq!(
        x_forwarded_for("198.51.100.7:1", &[b"192.0.2.1"]),
        "198.51.100.7"
    );
}

#[test]
fn the_last_address_that_is_no_proxy_is_the_client() {
    let cases: [(&[&[u8]], &str); 12] = [
        (&[], "10.1.1.1"),
        (&[b"192.0.2.1"], "192.0.2.1"),
        (&[b"203.0.113.9, 192.0.2.1"], "192.0.2.1"),
        (&[b"203.0.113.9, 192.0.2.1,10.2.2.2"], "192.0.2.1"),
        (&[b"10.3.3.3, 10.2.2.2"], "10.3.3.3"),
        (&[b"203.0.113.9", b"192.0.2.1", b"10.2.2.2"], "192.0.2.1"),
        (&[b"203.0.113.9, 10.9.9.9, 192.0.2.1"], "192.0.2.1"),
        (&[b"192.0.2.1:8080"], "192.0.2.1"),
        (&[b"[2001:db8::1]:8080"], "2001:db8::1"),
        (&[b"[2001:db8::1]"], "2001:db8::1"),
        (&[b"2001:db8::1, 2001:db8:ffff::2"], "2001:db8::1"),
        (&[b"192.0.2.1, ::ffff:10.2.2.2"], "192.0.2.1"),
    ];
    for (lines, expected) in cases {
        assert_eq!(x_forwarded_for(PROXY, lines), expected, "{lines:?}");
    }
}

#[test]
fn what_cannot_be_read_ends_the_chain() {
    for element in [
        "",
        "unknown",
        "localhost",
        "192.0.2.256",
        "1.2.3",
        "fe80::1%2",
        "\"192.0.2.1\"",
        "192.0.2.1:",
        "[::1",
    ] {
        let alone = element.to_owned();
        assert_eq!(
            x_forwarded_for(PROXY, &[alone.as_bytes()]),
            "10.1.1.1",
            "{element}"
        );
        let before = format!("{element}, 10.2.2.2");
        assert_eq!(
            x_forwarded_for(PROXY, &[before.as_bytes()]),
            "10.2.2.2",
            "{element}"
        );
        let harmless = format!("{element}, 192.0.2.1");
        assert_eq!(
            x_forwarded_for(PROXY, &[harmless.as_bytes()]),
            "192.0.2.1",
            "{element}"
        );
    }
    assert_eq!(x_forwarded_for(PROXY, &[b"\xff, 192.0.2.1"]), "192.0.2.1");
    assert_eq!(x_forwarded_for(PROXY, &[b"\", 192.0.2.1"]), "192.0.2.1");
}

#[test]
fn the_standard_field_is_read_by_its_grammar() {
    let cases: [(&[&[u8]], &str); 13] = [
        (&[b"for=192.0.2.1"], "192.0.2.1"),
        (&[b"For=192.0.2.1;proto=https;by=10.1.1.1"], "192.0.2.1"),
        (&[b"proto=https; FOR=\"192.0.2.1:47011\""], "192.0.2.1"),
        (&[b"for=\"[2001:db8:cafe::17]:4711\""], "2001:db8:cafe::17"),
        (&[b"for=\"[2001:db8:cafe::17]\""], "2001:db8:cafe::17"),
        (&[b"for=203.0.113.9, for=192.0.2.1"], "192.0.2.1"),
        (
            &[b"for=203.0.113.9", b"for=192.0.2.1, for=10.2.2.2"],
            "192.0.2.1",
        ),
        (&[b"for=192.0.2.1;by=\"a,b\""], "192.0.2.1"),
        // What the grammar does not have, or does not tell.
        (&[b"for=unknown"], "10.1.1.1"),
        (&[b"for=_hidden, for=10.2.2.2"], "10.2.2.2"),
        (&[b"for=2001:db8::1"], "10.1.1.1"),
        (&[b"192.0.2.1"], "10.1.1.1"),
        (&[b"for=192.0.2.1;for=203.0.113.9"], "10.1.1.1"),
    ];
    for (lines, expected) in cases {
        assert_eq!(forwarded(lines), expected, "{lines:?}");
    }
}

#[test]
fn a_client_cannot_change_how_its_proxy_is_read() {
    for before in [
        "for=\"",
        "for=203.0.113.9;x=\"",
        "for=\"\\\"",
        "\"\"\"",
        "x=\"\\",
    ] {
        for proxy in [
            "for=192.0.2.1",
            "for=\"192.0.2.1:80\";by=\"[2001:db8::2]:1\"",
        ] {
            let line = format!("{before}, {proxy}");
            assert_eq!(forwarded(&[line.as_bytes()]), "192.0.2.1", "{line}");
        }
    }
}

#[test]
fn only_the_field_that_is_configured_is_read() {
    let lines: &[&[u8]] = &[b"for=192.0.2.1"];
    assert_eq!(
        client(&behind_proxies(), PROXY, "Forwarded", lines),
        "10.1.1.1"
    );
}

#[test]
fn networks_are_checked_when_they_are_configured() {
    for unfit in [
        "",
        "10.0.0.0/33",
        "proxy.example.com",
        "0.0.0.0/0",
        "::/0",
        "::ffff:10.0.0.0/104",
    ] {
        assert!(TrustedProxies::x_forwarded_for([unfit]).is_err(), "{unfit}");
    }
    assert!(TrustedProxies::forwarded([""; 0]).is_err(), "none");
    assert!(TrustedProxies::forwarded(["10.0.0.1", "::1", "10.0.0.0/8"]).is_ok());
}

#[test]
fn an_ipv6_subscriber_is_one_client() {
    let network = |text: &str| ClientAddress::from(text.parse::<IpAddr>().expect("one")).network();
    assert_eq!(network("2001:db8::1"), network("2001:db8::ffff:1:2:3"));
    assert_ne!(network("2001:db8::1"), network("2001:db8:0:1::1"));
    assert_ne!(network("192.0.2.1"), network("192.0.2.2"));
    assert_eq!(network("::ffff:192.0.2.1"), network("192.0.2.1"));
}

#[test]
fn a_peer_in_ipv6_clothes_is_an_ipv4_client() {
    assert_eq!(
        x_forwarded_for("[::ffff:10.1.1.1]:1", &[b"192.0.2.1"]),
        "192.0.2.1"
    );
    assert_eq!(x_forwarded_for("[::ffff:192.0.2.7]:1", &[]), "192.0.2.7");
}

#[test]
fn requests_without_a_peer_count_together() {
    let (parts, ()) = Request::new(()).into_parts();
    let address = ClientAddress::over(&parts, &behind_proxies());
    assert_eq!((address.ip(), address.network()), (None, Network::Unknown));
}
