//! What verifiers, hashers and token endpoints say of themselves.

use std::time::Duration;

use axum_secured::{
    ApiKey, Basic, BearerToken, Catalogue as _, ClaimsOnly, Context, Introspection, Jwt,
    JwtBuilder, PasswordHasher, Passwords, Practice, Practices, Scheme, Scopes, SecuritySchemes,
    Settings, Verdict, Verifier,
    limits::Attempts,
    passwords::{audit, hash_password},
    testing,
    tokens::{
        Client, NoOwners, Owner, ResourceOwners, SigningKey, TokenEndpoint, TokenEndpointBuilder,
        TokenSigner,
    },
};

use crate::{listed, subjects};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

type Claims = serde_json::Value;

#[derive(SecuritySchemes)]
struct Tokens {
    #[scheme(http(bearer))]
    bearer: Jwt<ClaimsOnly<Claims>>,
}

#[derive(SecuritySchemes)]
struct Opaque {
    #[scheme(http(bearer))]
    opaque: Introspection<ClaimsOnly<Claims>>,
}

#[derive(SecuritySchemes)]
struct Users {
    #[scheme(http(basic))]
    basic: Passwords<()>,
}

fn jwt(configure: impl FnOnce(JwtBuilder<()>) -> JwtBuilder<()>) -> Vec<String> {
    let builder = Jwt::hs256(testing::secret("0123456789abcdef0123456789abcdef"));
    let bearer = configure(builder).claims_only().build();
    let bearer = bearer.expect("a verifier");
    listed(&Tokens { bearer }.practices())
}

#[test]
fn tokens_of_more_than_a_day_are_found() {
    let of = |lifetime| jwt(|jwt| jwt.issuer("i").audience("a").max_lifetime(lifetime));
    assert_eq!(of(DAY), [""; 0]);
    assert_eq!(
        of(DAY + Duration::from_secs(1)),
        ["long_lived_token: bearer (`max_lifetime` of 25 hours)"]
    );
    assert_eq!(jwt(|jwt| jwt.issuer("i").audience("a")), [""; 0]);
}

#[test]
fn waived_issuers_and_audiences_are_found() {
    assert_eq!(
        jwt(|jwt| jwt.dangerous_any_issuer().dangerous_any_audience()),
        [
            "waived_check: bearer.dangerous_any_audience",
            "waived_check: bearer.dangerous_any_issuer",
        ]
    );
    assert_eq!(
        jwt(|jwt| jwt.issuer("i").dangerous_any_audience()),
        ["waived_check: bearer.dangerous_any_audience"]
    );
    assert_eq!(
        jwt(|jwt| jwt.dangerous_any_issuer().audience("a")),
        ["waived_check: bearer.dangerous_any_issuer"]
    );
}

/// The reason for one is none for the other.
#[test]
fn a_waived_check_is_accepted_alone() {
    let bearer = Jwt::hs256(testing::secret("0123456789abcdef0123456789abcdef"))
        .dangerous_any_issuer()
        .dangerous_any_audience()
        .claims_only();
    let bearer = bearer.build().expect("a verifier");
    let found = Tokens { bearer }.practices().accept_of(
        "bearer.dangerous_any_audience",
        Practice::WaivedCheck,
        "the one issuer has one audience",
    );
    assert_eq!(
        listed(&found),
        ["waived_check: bearer.dangerous_any_issuer"]
    );
    assert_eq!(found.accepted().count(), 1);
}

#[tokio::test]
async fn introspection_says_of_its_audience_alone() {
    let opaque = |is_waived| {
        let asked = Introspection::at("https://id.example.com/introspect")
            .client("items", testing::secret("between us"));
        let asked = if is_waived {
            asked.dangerous_any_audience()
        } else {
            asked.audience("items")
        };
        let opaque = asked.claims_only().build().expect("a verifier");
        listed(&Opaque { opaque }.practices())
    };
    assert_eq!(
        opaque(true),
        ["waived_check: opaque.dangerous_any_audience"]
    );
    assert_eq!(opaque(false), [""; 0]);
}

/// Is set up as it is told, and says of itself what it is told.
struct Told(Settings, Option<Practice>);

impl<C: Send + 'static> Verifier<C> for Told {
    type Principal = ();
    async fn verify(&self, _: C, _: &Context<'_>) -> Verdict<()> {
        Verdict::Invalid
    }
    fn settings(&self) -> &Settings {
        &self.0
    }
    fn practices(&self, scheme: &Scheme) -> Practices {
        let found = Practices::new();
        match self.1 {
            None => found,
            Some(practice) => found.with(practice, scheme.name, "said by itself"),
        }
    }
}

#[derive(SecuritySchemes)]
struct Own {
    #[scheme(api_key(cookie = "session"))]
    cookie: Told,
    #[scheme(api_key(header = "X-Key"))]
    header: Told,
    #[scheme(http(basic))]
    login: Told,
}

/// Accepts what is found of its scheme, and more.
struct Lenient;

impl<C: Send + 'static> Verifier<C> for Lenient {
    type Principal = ();
    async fn verify(&self, _: C, _: &Context<'_>) -> Verdict<()> {
        Verdict::Invalid
    }
    fn practices(&self, _: &Scheme) -> Practices {
        [Practice::KeyInQuery, Practice::UnlimitedAttempts]
            .into_iter()
            .fold(Practices::new(), |found, practice| {
                found.accept(practice, "fine with me")
            })
    }
}

#[test]
fn a_verifier_accepts_what_is_found_of_its_own_scheme() {
    #[derive(SecuritySchemes)]
    struct Lent {
        #[scheme(api_key(query = "mine"))]
        mine: Lenient,
        #[scheme(api_key(query = "yours"))]
        yours: Told,
    }
    let lent = Lent {
        mine: Lenient,
        yours: Told(Settings::new(), Some(Practice::UnlimitedAttempts)),
    };
    let found = lent.practices();
    assert_eq!(
        listed(&found),
        [
            "unlimited_attempts: yours (said by itself)",
            "key_in_query: yours (parameter `yours`)",
        ]
    );
    let accepted: Vec<_> = found.accepted().map(|(found, _)| found.subject()).collect();
    assert_eq!(accepted, ["mine"]);
}

#[test]
fn cross_site_requests_are_found_where_browsers_send_the_credential() {
    let told = |settings: &Settings| Told(settings.clone(), None);
    let of = |settings: Settings| {
        let own = Own {
            cookie: told(&settings),
            header: told(&settings),
            login: told(&settings),
        };
        listed(&own.practices())
    };
    assert_eq!(
        of(Settings::new().dangerous_allow_cross_site()),
        [
            "waived_check: cookie.dangerous_allow_cross_site",
            "waived_check: login.dangerous_allow_cross_site",
        ]
    );
    assert_eq!(of(Settings::new()), [""; 0]);
}

#[test]
fn a_verifier_of_the_applications_own_says_its_own() {
    let told = |practice| Told(Settings::new(), practice);
    let own = Own {
        cookie: told(None),
        header: told(Some(Practice::TokenWithoutExpiry)),
        login: told(None),
    };
    assert_eq!(
        listed(&own.practices()),
        ["token_without_expiry: header (said by itself)"]
    );
    let scheme = &Own::SCHEMES[0];
    let silent = crate::Nobody;
    assert!(Verifier::<ApiKey>::practices(&silent, scheme).is_empty());
    assert!(Verifier::<Basic>::practices(&silent, scheme).is_empty());
    assert!(Verifier::<BearerToken>::practices(&silent, scheme).is_empty());
}

/// A hash of these parameters, of no password that anybody knows.
fn argon2id(memory: u32, passes: u32, lanes: u32) -> String {
    let (salt, output) = ("A".repeat(22), "A".repeat(43));
    format!("$argon2id$v=19$m={memory},t={passes},p={lanes}${salt}${output}")
}

fn bcrypt(cost: u32) -> String {
    format!("$2b${cost:02}$/uaF/uaF/uaF/uaF/uaF/ubQVo9xGVjE0e7D.cFX.0sCjNDJ6OmMW")
}

/// OWASP's figures, and bcrypt's.
fn strong() -> Vec<String> {
    vec![
        argon2id(47104, 1, 1),
        argon2id(19456, 2, 1),
        argon2id(12288, 3, 1),
        argon2id(9216, 4, 1),
        argon2id(7168, 5, 1),
        argon2id(65536, 3, 4),
        bcrypt(10),
        bcrypt(12),
    ]
}

/// Each a step below.
fn weak() -> Vec<String> {
    vec![
        argon2id(47103, 1, 1),
        argon2id(19455, 2, 1),
        argon2id(12287, 3, 1),
        argon2id(9215, 4, 1),
        argon2id(7167, 16, 8),
        bcrypt(9),
    ]
}

fn users(hash: &str) -> Practices {
    let basic = Passwords::builder().user("ann", hash, ()).build();
    let basic = basic.expect("a verifier").attempts(attempts());
    Users { basic }.practices()
}

fn attempts() -> Attempts {
    Attempts::builder().build().expect("counters")
}

#[tokio::test]
async fn weak_hashes_of_known_users_are_found() {
    for hash in strong() {
        assert!(users(&hash).is_empty(), "{hash}");
    }
    for hash in weak() {
        let found = users(&hash);
        let weak = subjects(&found, Practice::WeakPasswordHash);
        assert_eq!(weak, ["basic"], "{hash}");
        assert_eq!(found.findings().count(), 1, "{found}");
        assert!(!found.to_string().contains(&hash), "{found}");
    }
    assert_eq!(
        listed(&users(&bcrypt(9))),
        ["weak_password_hash: basic (bcrypt, cost 9)"]
    );
}

#[test]
fn weak_kinds_that_a_hasher_is_prepared_for_are_found() {
    let like = |hashes: Vec<String>| {
        let hasher = PasswordHasher::new().hashed_like(hashes);
        listed(&hasher.expect("a hasher").practices())
    };
    assert_eq!(
        like(vec![bcrypt(8), argon2id(19456, 2, 1), argon2id(4096, 3, 1)]),
        [
            "weak_password_hash: PasswordHasher (argon2id, m=4096, t=3, p=1)",
            "weak_password_hash: PasswordHasher (bcrypt, cost 8)",
        ]
    );
    assert_eq!(like(vec![bcrypt(10), argon2id(7168, 5, 1)]), [""; 0]);
    assert!(PasswordHasher::new().practices().is_empty());
}

#[test]
fn an_audit_tells_hashes_that_are_weak_and_passwords_that_are_none() {
    let fresh = hash_password("correct horse").expect("a hash");
    let fit = strong().into_iter().chain([fresh]);
    let found = audit(fit.map(|hash| ("ann", hash)));
    assert!(found.is_empty(), "{found}");

    let digest = "5f4dcc3b5aa765d61d8327deb882cf99";
    let old = [
        digest,
        "5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8",
        "$1$salt$qJH7.N4xYta3aEG/dfqo/0",
        "$argon2i$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAA",
        "{SSHA}DkMTwBl+a/3DQTxCYEApdUtNXGgdUac3",
    ];
    let made = weak().into_iter().chain(old.map(str::to_owned));
    for hash in made {
        let found = audit([("ann", &hash)]);
        let weak = subjects(&found, Practice::WeakPasswordHash);
        assert_eq!(weak, ["ann"], "{hash}");
        assert!(!found.to_string().contains(&hash), "{found}");
    }

    let passwords = [
        "hunter2",
        "",
        "$ecret",
        "{not closed",
        &digest[1..],
        "p$s$w",
    ];
    for password in passwords {
        let found = audit([("ben", password)]);
        assert_eq!(listed(&found), ["plaintext_password: ben"], "{password}");
    }
}

#[tokio::test]
async fn a_password_at_hand_is_hashed_and_so_neither_plain_nor_weak() {
    let password = testing::secret("correct horse battery staple");
    let basic = Passwords::builder().plain("ann", password, ()).build();
    let basic = basic.expect("a verifier").attempts(attempts());
    let found = Users { basic }.practices();
    assert!(found.is_empty(), "{found}");
}

#[tokio::test]
async fn passwords_without_counted_attempts_are_found() {
    let basic = || {
        let users = Passwords::builder().user("ann", argon2id(19456, 2, 1), ());
        users.build().expect("a verifier")
    };
    let uncounted = Users { basic: basic() };
    assert_eq!(
        listed(&uncounted.practices()),
        ["unlimited_attempts: basic"]
    );
    let counted = Users {
        basic: basic().attempts(attempts()),
    };
    assert_eq!(listed(&counted.practices()), [""; 0]);
}

#[derive(Scopes)]
enum Scope {
    #[scope("items:read")]
    ItemsRead,
}

struct Everybody;

impl ResourceOwners for Everybody {
    async fn sign_in(&self, name: &str, _: &str) -> Verdict<Owner> {
        Verdict::valid(Owner::new(name))
    }
    async fn find(&self, subject: &str) -> Verdict<Owner> {
        Verdict::valid(Owner::new(subject))
    }
}

fn endpoint(
    owners: impl ResourceOwners,
    configure: impl FnOnce(TokenEndpointBuilder<Scope>) -> TokenEndpointBuilder<Scope>,
) -> Vec<String> {
    let secret = testing::secret("0123456789abcdef0123456789abcdef");
    let key = SigningKey::secret(axum_secured::Algorithm::Hs256, &secret, "key");
    let signer = TokenSigner::new(key.expect("a key"))
        .issuer("i")
        .audience("a");
    let signer = signer.build().expect("a signer");
    let builder = TokenEndpoint::builder::<Scope>(&signer, owners);
    let endpoint = configure(builder).build().expect("an endpoint");
    listed(&endpoint.practices())
}

#[tokio::test]
async fn a_token_endpoint_that_takes_passwords_without_counting_is_found() {
    let people = || Client::unnamed().every_scope().password_grant();
    let service = Client::confidential("s", testing::secret("0123456789abcdef0123456789"));
    let service = service.scopes("items:read").client_credentials();
    assert_eq!(
        endpoint(Everybody, |builder| builder.client(people())),
        ["unlimited_attempts: TokenEndpoint"]
    );
    assert_eq!(
        endpoint(Everybody, |builder| builder
            .client(people())
            .attempts(attempts())),
        [""; 0]
    );
    // It takes no passwords.
    assert_eq!(
        endpoint(NoOwners, |builder| builder.client(service)),
        [""; 0]
    );
}
