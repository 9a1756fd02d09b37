//! Which hashes are accepted and what they say yes to.

use super::*;

/// `password` in argon2's own test vectors: 256 KiB, two passes, one lane.
const ARGON2: &str = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ\
                      $nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
/// `abc` and the empty password in jBCrypt's test vectors.
const BCRYPT_ABC: &str = "$2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i";
const BCRYPT_EMPTY: &str = "$2a$06$DCq7YPn5Rq63x1Lad4cll.TV4S6ytwfsfvkgY8jIucDrjc8deX1s.";

fn is_of(hash: &str, password: &[u8]) -> bool {
    Hash::parse(hash, "the hash")
        .and_then(|hash| {
            hash.is_of(password)
                .map_err(|error| Misconfiguration::new(error.to_string()))
        })
        .expect("a computable hash")
}

fn refused(hash: &str) -> String {
    match Hash::parse(hash, "the hash") {
        Ok(_) => panic!("this was to be refused: {hash}"),
        Err(fault) => fault.to_string(),
    }
}

/// A bcrypt hash of bytes as they are, as other implementations would store it.
fn bcrypt_of(key: &[u8]) -> Hash {
    let digest = ::bcrypt::bcrypt(4, [7; 16], key);
    Hash::Bcrypt {
        cost: 4,
        salt: [7; 16],
        output: *digest.first_chunk().expect("24 bytes"),
    }
}

#[test]
fn published_vectors_verify() {
    assert!(is_of(ARGON2, b"password"));
    assert!(!is_of(ARGON2, b"Password") && !is_of(ARGON2, b""));
    for prefix in ["$2a$", "$2b$", "$2y$"] {
        let stored = BCRYPT_ABC.replace("$2a$", prefix);
        assert!(is_of(&stored, b"abc"));
        assert!(!is_of(&stored, b"abd") && !is_of(&stored, b"") && !is_of(&stored, b"abcabc"));
    }
    assert!(is_of(BCRYPT_EMPTY, b""));
    assert!(!is_of(BCRYPT_EMPTY, b"\0"), "a NUL is no end");
}

#[test]
fn bcrypt_neither_truncates_nor_stops_at_nul() {
    let long = [b'x'; 72];
    let stored = bcrypt_of(&long);
    let is_of = |password: &[u8]| stored.is_of(password).expect("bcrypt needs no memory");
    assert!(is_of(&long), "72 bytes fit");
    assert!(!is_of(&[b'x'; 73]), "the 73rd byte counts");
    assert!(!is_of(&[b'x'; 1024]));
    // bcrypt repeats its key, terminator included: `a` and `a\0a` are one to it.
    let stored = bcrypt_of(b"a\0");
    assert!(stored.is_of(b"a").expect("bcrypt needs no memory"));
    assert!(!stored.is_of(b"a\0a").expect("bcrypt needs no memory"));
}

#[test]
fn costs_are_capped() {
    let argon2 = |parameters: &str| ARGON2.replace("m=256,t=2,p=1", parameters);
    for accepted in ["m=262144,t=16,p=8", "m=8,t=1,p=1"] {
        assert!(Hash::parse(&argon2(accepted), "").is_ok(), "{accepted}");
    }
    for (parameters, expected) in [
        (
            "m=262145,t=1,p=1",
            "the hash asks for more than 256 MiB of memory",
        ),
        (
            "m=4294967295,t=1,p=1",
            "the hash asks for more than 256 MiB of memory",
        ),
        ("m=256,t=17,p=1", "the hash asks for more than 16 passes"),
        ("m=256,t=1,p=9", "the hash asks for more than 8 lanes"),
        ("m=4294967296,t=1,p=1", "the hash is malformed"),
        ("m=7,t=1,p=1", "the hash is malformed"),
        ("m=8,t=1,p=2", "the hash is malformed"),
        ("m=8,t=0,p=1", "the hash is malformed"),
        ("m=8,t=1,p=0", "the hash is malformed"),
        ("m=8,t=1,p=1,x=1", "the hash is malformed"),
        (
            "m=8,t=1,p=1,keyid=Hj5+dsK0",
            "the hash has argon2 parameters other than m, t and p",
        ),
    ] {
        assert_eq!(refused(&argon2(parameters)), expected, "{parameters}");
    }
    for cost in ["04", "15"] {
        assert!(Hash::parse(&BCRYPT_ABC.replace("06", cost), "").is_ok());
    }
    for cost in ["00", "03", "16", "31", "99"] {
        assert_eq!(
            refused(&BCRYPT_ABC.replace("$06$", &format!("${cost}$"))),
            "the hash has a bcrypt cost outside 4 to 15"
        );
    }
}

#[test]
fn what_is_no_hash_is_refused_and_never_quoted() {
    const UNKNOWN: &str = "the hash is neither argon2id nor bcrypt ($2a$, $2b$, $2y$)";
    const MALFORMED: &str = "the hash is malformed";
    const VERSION: &str = "the hash is of an argon2 version other than 19";
    let cut = |end: usize| BCRYPT_ABC[..end].to_owned();
    for (hash, expected) in [
        (String::new(), MALFORMED),
        ("hunter2".to_owned(), MALFORMED),
        ("$1$salt$digest".to_owned(), UNKNOWN),
        (ARGON2.replace("2id", "2i"), UNKNOWN),
        (ARGON2.replace("2id", "2d"), UNKNOWN),
        (BCRYPT_ABC.replace("$2a$", "$2x$"), UNKNOWN),
        (BCRYPT_ABC.replace("$2a$", "$2$"), UNKNOWN),
        (format!(" {ARGON2}"), MALFORMED),
        (format!("{ARGON2}\n"), MALFORMED),
        ("$argon2id$".to_owned(), MALFORMED),
        (ARGON2.replace("v=19$", ""), VERSION),
        (ARGON2.replace("v=19", "v=16"), VERSION),
        ("$argon2id$v=19$m=256,t=2,p=1".to_owned(), MALFORMED),
        (
            "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ".to_owned(),
            MALFORMED,
        ),
        (
            "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4r".to_owned(),
            "the hash is shorter than 128 bits",
        ),
        (ARGON2.replace("/uIP", "/u*P"), MALFORMED),
        (cut(59), MALFORMED),
        (cut(20), MALFORMED),
        (cut(4), MALFORMED),
        (format!("{BCRYPT_ABC}a"), MALFORMED),
        (BCRYPT_ABC.replace("$06$", "$+6$"), MALFORMED),
        (BCRYPT_ABC.replace("If6b", "If\u{e9}b"), MALFORMED),
        (BCRYPT_ABC.replace("DeDu0YH", "DeD\u{e9}0Y"), MALFORMED),
    ] {
        assert_eq!(refused(&hash), expected, "{hash}");
    }
    let short_salt = ARGON2.replace("c29tZXNhbHQ", "c29tZXNh");
    assert!(Hash::parse(&short_salt, "").is_err());
}

#[test]
fn new_hashes_have_the_default_cost_and_salts_of_their_own() {
    let stored = hash_password("correct horse").expect("a hash");
    assert!(
        stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
        "{stored}"
    );
    let parsed = Hash::parse(&stored, "").expect("our own hash");
    assert_eq!(parsed.cost(), Cost::DEFAULT);
    assert!(parsed.is_of(b"correct horse").expect("enough memory"));
    assert!(!is_outdated(&stored));
    assert!(is_outdated(ARGON2) && is_outdated(BCRYPT_ABC) && is_outdated("x"));
    let again = hash_password("correct horse").expect("a hash");
    assert_ne!(stored, again);
}

#[test]
fn a_hash_is_outdated_that_takes_less_work_and_never_one_that_takes_more() {
    let argon2 = |parameters: &str| ARGON2.replace("m=256,t=2,p=1", parameters);
    // Those of the cheat sheet with as much work or more, and stronger ones.
    for fit in [
        "m=19456,t=2,p=1",
        "m=47104,t=1,p=1",
        "m=19456,t=3,p=1",
        "m=19456,t=2,p=4",
        "m=262144,t=16,p=8",
    ] {
        assert!(!is_outdated(&argon2(fit)), "{fit}");
    }
    for weak in ["m=19455,t=2,p=1", "m=19456,t=1,p=1", "m=12288,t=3,p=4"] {
        assert!(is_outdated(&argon2(weak)), "{weak}");
    }
    assert!(
        is_outdated(&argon2("m=262145,t=16,p=8")),
        "it is not accepted"
    );
    assert!(is_outdated(&BCRYPT_ABC.replace("$06$", "$15$")));
}

#[test]
fn a_cost_is_chosen_between_the_default_and_what_is_accepted() {
    let fault = |memory, passes, lanes| {
        Argon2Cost::chosen(memory, passes, lanes).map_err(|fault| fault.to_string())
    };
    for fit in [(19456, 2, 1), (65536, 3, 4), (262_144, 16, 8)] {
        assert!(fault(fit.0, fit.1, fit.2).is_ok(), "{fit:?}");
    }
    let low = "password hashes cost at least 19456 KiB, 2 passes and 1 lane";
    for (chosen, expected) in [
        ((19455, 2, 1), low),
        ((47104, 1, 1), low),
        ((19456, 2, 0), low),
        (
            (262_145, 2, 1),
            "the cost of password hashes asks for more than 256 MiB of memory",
        ),
        (
            (19456, 17, 1),
            "the cost of password hashes asks for more than 16 passes",
        ),
        (
            (19456, 2, 9),
            "the cost of password hashes asks for more than 8 lanes",
        ),
    ] {
        let told = fault(chosen.0, chosen.1, chosen.2);
        assert_eq!(told, Err(expected.to_owned()), "{chosen:?}");
    }
    let costly = Argon2Cost::chosen(19456, 3, 2).expect("within bounds");
    let stored = costly.hash("correct horse").expect("a hash");
    assert!(
        stored.starts_with("$argon2id$v=19$m=19456,t=3,p=2$"),
        "{stored}"
    );
    assert!(is_of(&stored, b"correct horse") && !is_of(&stored, b"correct"));
}

#[test]
fn what_cannot_be_a_password_is_not_hashed() {
    let refused = |password: &str| hash_password(password).map_err(|fault| fault.to_string());
    assert_eq!(refused(""), Err("the password to hash is empty".to_owned()));
    assert_eq!(
        refused(&"x".repeat(1025)),
        Err("the password to hash is longer than 1024 bytes".to_owned())
    );
    assert!(refused(&"x".repeat(1024)).is_ok());
}
