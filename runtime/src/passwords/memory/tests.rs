//! What is told about users that could not enter.

use super::*;
use crate::passwords::hasher::tests::{BCRYPT, CHEAP};

fn refused<P: Clone + Send + Sync + 'static>(builder: Builder<P>) -> String {
    let fault = builder.build().expect_err("this was to be refused");
    fault.to_string()
}

#[test]
fn users_that_could_not_enter_are_refused() {
    let user = |name: &str, hash: &str| refused(Passwords::builder().user(name, hash, ()));
    let secret =
        |password: &[u8]| refused(Passwords::builder().plain("johndoe", Secret::new(password), ()));
    let carried = "holds a colon or control character, which Basic cannot carry (RFC 7617)";
    assert_eq!(user("", CHEAP), "user name `` is empty");
    assert_eq!(user("a:b", CHEAP), format!("user name `a:b` {carried}"));
    assert_eq!(user("a\nb", CHEAP), format!("user name `a\\nb` {carried}"));
    assert_eq!(
        user("johndoe", "hunter2"),
        "the password hash of user `johndoe` is malformed"
    );
    assert_eq!(
        user("johndoe", &CHEAP.replace("m=8", "m=999999")),
        "the password hash of user `johndoe` asks for more than 256 MiB of memory"
    );
    assert_eq!(
        refused(
            Passwords::builder()
                .user("johndoe", CHEAP, ())
                .user("johndoe", BCRYPT, ())
        ),
        "user name `johndoe` stands twice"
    );
    let label = "the password of user `johndoe`";
    for (password, why) in [
        (&b"seven77"[..], "has 7 bytes and needs at least 8"),
        (b"", "has 0 bytes and needs at least 8"),
        (b"aaaaaaaa", "repeats a single byte"),
        (b"password\xff", "is not UTF-8"),
        (
            b"password\n",
            "holds control characters, which Basic cannot carry (RFC 7617)",
        ),
        (&b"pass".repeat(257), "is longer than 1024 bytes"),
        (b"Password1", "is one of those that are tried first"),
    ] {
        assert_eq!(secret(password), format!("{label} {why}"));
    }
}

#[test]
fn no_user_or_too_many_kinds_of_hashes_are_refused() {
    assert_eq!(
        refused(Passwords::<()>::builder()),
        "`Passwords` holds no user, so every request would be refused"
    );
    let many = (8..13).fold(Passwords::builder(), |builder, memory| {
        let hash = CHEAP.replace("m=8", &format!("m={memory}"));
        builder.user(&format!("user{memory}"), hash, ())
    });
    assert_eq!(
        refused(many),
        "password hashes are of 5 kinds, but one attempt computes at most 4; hash some anew"
    );
}
