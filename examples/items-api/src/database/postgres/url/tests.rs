use super::{SslMode, config};

#[test]
fn beyond_this_machine_tls_is_needed_unless_the_url_says_otherwise() {
    for (rest, expected) in [
        ("127.0.0.1/items", SslMode::Disable),
        ("[::1]:5433/items", SslMode::Disable),
        ("localhost,127.0.0.2/items", SslMode::Disable),
        ("%2Frun%2Fpostgresql/items", SslMode::Disable),
        ("db/items", SslMode::Require),
        ("10.0.0.7/items", SslMode::Require),
        ("localhost.example.com/items", SslMode::Require),
        ("127.0.0.1,db/items", SslMode::Require),
        ("127.0.0.1/items?host=db", SslMode::Require),
        ("localhost/items?hostaddr=10.0.0.7", SslMode::Require),
        ("db/items?application_name=x", SslMode::Require),
        ("db/items?sslmode=verify-full", SslMode::Require),
        ("127.0.0.1/items?sslmode=require", SslMode::Require),
        ("db/items?sslmode=prefer", SslMode::Prefer),
        ("db/items?sslmode=disable", SslMode::Disable),
    ] {
        let config = config(&format!("postgres://owner:x@{rest}")).expect("a URL");
        assert_eq!(config.get_ssl_mode(), expected, "{rest}");
    }
}

#[test]
fn a_password_may_contain_anything_that_is_escaped() {
    let config = config("postgresql://an%40n:a%2Fb%40c%3Fd%3Ae%25f:g#h@db/items").expect("a URL");
    assert_eq!(config.get_user(), Some("an@n"));
    assert_eq!(config.get_password(), Some(&b"a/b@c?d:e%f:g#h"[..]));
    assert_eq!(config.get_dbname(), Some("items"));
}

#[test]
fn options_of_the_url_are_kept_beside_our_own() {
    let url = "postgres://owner@db/items?options=-c%20search_path%3Ditems&application_name=mine";
    let config = config(url).expect("a URL");
    let options = config.get_options().expect("options");
    assert!(options.ends_with(" -c search_path=items"), "{options}");
    assert!(options.starts_with("-c statement_timeout="), "{options}");
    assert_eq!(config.get_application_name(), Some("mine"));
}
