//! Hostile input: tens of thousands of requests made of rubbish, and none gets in or breaks anything.
#![allow(missing_docs, clippy::unused_async)]

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use axum::{Router, body::Body, extract::OptionalFromRequestParts};
use axum_secured::{
    ApiKey, ApiKeys, ClaimsOnly, Context, Jwt, Passwords, Scopes, SecuredRouter, SecuritySchemes,
    Verdict, Verified, Verifier, routes, secured,
    testing::{self, TestIssuer, TestKey, TestLogin},
};
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use http::{HeaderName, HeaderValue, Request, StatusCode, Uri, request::Parts};
use serde_json::Value;
use tests::{ABSENT, Answer, DENIED, Dice, INVALID, MALFORMED, Refused, send};

const REQUESTS: usize = 40_000;

#[derive(Scopes)]
enum Scope {
    #[scope("r")]
    R,
}

/// A verifier of the application's own.
struct Own;

impl Verifier<ApiKey> for Own {
    type Principal = ();

    async fn verify(&self, key: ApiKey, context: &Context<'_>) -> Verdict<()> {
        match key.expose() {
            "the-right-cookie" => Verdict::Valid(Verified::new(()).scopes(context.scopes("r"))),
            _ => Verdict::Invalid,
        }
    }
}

/// A credential of the application's own: a number.
struct Ticket(u32);

impl OptionalFromRequestParts<()> for Ticket {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, (): &()) -> Result<Option<Self>, StatusCode> {
        let Some(value) = parts.headers.get("ticket") else {
            return Ok(None);
        };
        let number = value.to_str().ok().and_then(|text| text.parse().ok());
        number
            .map(|number| Some(Self(number)))
            .ok_or(StatusCode::BAD_REQUEST)
    }
}

impl Verifier<Ticket> for Own {
    type Principal = ();

    async fn verify(&self, ticket: Ticket, _: &Context<'_>) -> Verdict<()> {
        if ticket.0 == 4_000_000_001 {
            Verdict::valid(())
        } else {
            Verdict::Invalid
        }
    }
}

#[derive(SecuritySchemes)]
#[schemes(realm = "a \"hostile\\\" one, indeed")]
struct Auth {
    #[scheme(oauth2(password(token_url = "/token")), scopes = Scope)]
    token: Jwt<ClaimsOnly<Value>>,
    #[scheme(http(bearer))]
    opaque: ApiKeys<()>,
    #[scheme(api_key(header = "X-Key"), scopes = Scope)]
    key: ApiKeys<()>,
    #[scheme(api_key(query = "key"))]
    parameter: ApiKeys<()>,
    #[scheme(api_key(cookie = "sid"))]
    cookie: Own,
    #[scheme(custom(Ticket, challenge = "Ticket", document = api_key(header = "ticket")))]
    ticket: Own,
    #[scheme(http(basic))]
    login: Passwords<()>,
}

macro_rules! routes_of {
    ($($name:ident $path:literal ($($requirement:tt)*);)*) => {
        $(
            #[secured($($requirement)*)]
            #[utoipa::path(method(get, post, put, delete), path = $path, responses((status = 200)))]
            async fn $name() {}
        )*

        const PATHS: &[&str] = &[$($path),*];

        fn router() -> SecuredRouter<Arc<Auth>> {
            SecuredRouter::new()$(.routes(routes!($name)))*.routes(routes!(by_login))
        }
    };
}

routes_of! {
    by_token "/token" (token("r"));
    by_opaque "/opaque" (opaque);
    by_key "/key" (key("r"));
    by_parameter "/parameter" (parameter);
    by_cookie "/cookie" (cookie);
    by_ticket "/ticket" (ticket);
    any_of_them "/any" (any(token("r"), key, parameter, cookie, ticket));
    all_of_them "/all" (all(token, key("r"), parameter, cookie, ticket));
    maybe "/maybe" (optional(any(all(token, cookie), key, opaque, all(parameter, ticket))));
}

// Apart, because a password takes twenty milliseconds.
#[secured(login)]
#[utoipa::path(get, path = "/login", responses((status = 200)))]
async fn by_login() {}

/// The valid credentials, which the generator bends.
struct Valid {
    token: String,
    key: String,
    login: String,
}

fn app() -> (Router, Valid) {
    let secret = testing::secret("0123456789abcdef0123456789abcdef");
    let key = testing::secret("0ne-key-f0r-every-sl0t-that-takes-keys");
    let keys = || {
        let key = axum_secured::api_keys::Key::new(key.clone(), ()).scopes("r");
        ApiKeys::builder().with(key).build().expect("keys")
    };
    let password = testing::secret("correct horse battery staple");
    let auth = Auth {
        token: Jwt::hs256(secret.clone())
            .issuer("i")
            .audience("a")
            .clock(|| SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000))
            .claims_only()
            .build()
            .expect("a verifier"),
        opaque: keys(),
        key: keys(),
        parameter: keys(),
        cookie: Own,
        ticket: Own,
        login: Passwords::builder()
            .plain("ann", password, ())
            .build()
            .expect("a user"),
    };
    let issuer = TestIssuer::hs256(&secret, "i", "a", "ann")
        .expect("an issuer")
        .scopes("r")
        .claim("iat", 1_800_000_000)
        .claim("exp", 1_800_000_600);
    let header = TestKey::of(&key).header();
    let login = TestLogin::of("ann", "correct horse battery staple").valid();
    let valid = Valid {
        token: issuer.token().expect("a token"),
        key: header.to_str().expect("ASCII").to_owned(),
        login: login.to_str().expect("ASCII").to_owned(),
    };
    (
        router().split_for_parts().0.with_state(Arc::new(auth)),
        valid,
    )
}

/// What fills one header line.
type Maker = fn(&mut Generator) -> Vec<u8>;

/// Makes hostile requests.
struct Generator {
    dice: Dice,
    valid: Valid,
}

impl Generator {
    /// Bytes that a header can hold, of one of several kinds.
    fn rubbish(&mut self) -> Vec<u8> {
        const PIECES: [&str; 24] = [
            "Bearer ",
            "bearer\t",
            "Basic ",
            "Digest ",
            "realm=\"",
            "\\\"",
            ", ",
            "; ",
            "=",
            "==",
            "%00",
            "%zz",
            "&",
            "null",
            "https://",
            "websocket",
            "sid=",
            "key=",
            "..",
            "../..",
            "{}",
            "\u{e9}",
            "' OR 1=1 --",
            "${jndi:ldap://x}",
        ];
        let length = match self.dice.roll(200) {
            0 => 8 * 1024 + self.dice.roll(3) - 1,
            1..20 => 300,
            _ => 24,
        };
        let length = self.dice.roll(length + 1);
        let mut bytes = Vec::with_capacity(length);
        let kind = self.dice.roll(4);
        while bytes.len() < length {
            match kind {
                0 => bytes.push(self.byte()),
                1 => bytes.push(b"!#$%&'*+-.^_`|~/=;,: \t\"\\"[self.dice.roll(24)]),
                2 => bytes.push(self.token_byte()),
                _ => bytes.extend_from_slice(self.dice.pick(&PIECES).as_bytes()),
            }
        }
        bytes
    }

    fn byte(&mut self) -> u8 {
        loop {
            let byte = u8::try_from(self.dice.roll(256)).expect("a byte");
            if byte == b'\t' || (byte >= b' ' && byte != 0x7f) {
                return byte;
            }
        }
    }

    fn token_byte(&mut self) -> u8 {
        b"ABCDEFGHabcdefgh01234567-._~+/=."[self.dice.roll(32)]
    }

    /// `text` with something changed, so that it is not the same credential.
    fn bent(&mut self, text: &str) -> Vec<u8> {
        let mut bytes = text.as_bytes().to_vec();
        // Beyond the name of the scheme, whose case does not matter.
        let start = text.find(' ').map_or(0, |at| at + 1);
        let at = start + self.dice.roll(bytes.len() - start);
        match self.dice.roll(5) {
            0 => bytes.truncate(at),
            1 => bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' },
            2 => bytes.insert(at, self.token_byte()),
            3 => {
                bytes.remove(at);
            }
            // First of all a byte that ends no value, or the value would be the same again.
            _ => bytes.extend([b"A", &self.rubbish()[..]].concat()),
        }
        bytes
    }

    /// A token of three parts that looks like one, signed with nothing.
    fn forged(&mut self) -> String {
        const HEADERS: [&str; 8] = [
            r#"{"alg":"none","typ":"JWT"}"#,
            r#"{"alg":"HS256","typ":"JWT"}"#,
            r#"{"alg":"HS256","typ":"at+jwt","kid":"x"}"#,
            r#"{"alg":"RS256","typ":"JWT"}"#,
            r#"{"alg":"EdDSA","typ":"JWT","crit":["exp"]}"#,
            r#"{"alg":{"HS256":null}}"#,
            "[[[[",
            "",
        ];
        let header = self.dice.pick(&HEADERS);
        let claims = match self.dice.roll(3) {
            0 => r#"{"iss":"i","aud":"a","sub":"ann","scope":"r","exp":1800000060}"#.into(),
            1 => "[".repeat(1000).into_bytes(),
            _ => self.rubbish(),
        };
        let signature = self.rubbish();
        let [header, claims, signature] =
            [header.as_bytes(), &claims, &signature].map(|part| URL_SAFE_NO_PAD.encode(part));
        format!("{header}.{claims}.{signature}")
    }

    fn authorization(&mut self) -> Vec<u8> {
        let scheme = [
            "Bearer ", "bearer  ", "BEARER ", "Basic ", "Digest ", "Bearer",
        ];
        let scheme = self.dice.pick(&scheme).as_bytes();
        match self.dice.roll(7) {
            0 => self.rubbish(),
            1 => [scheme, &self.rubbish()].concat(),
            2 => {
                let token = format!("Bearer {}", self.valid.token);
                self.bent(&token)
            }
            3 => {
                let key = format!("Bearer {}", self.valid.key);
                self.bent(&key)
            }
            4 => format!("Bearer {}", self.forged()).into_bytes(),
            5 => format!("Basic {}", STANDARD.encode(self.rubbish())).into_bytes(),
            _ => {
                let token = vec![self.token_byte(); self.dice.roll(50) + 1];
                [scheme, &token].concat()
            }
        }
    }

    fn key(&mut self) -> Vec<u8> {
        let key = self.valid.key.clone();
        if self.dice.roll(2) == 0 {
            self.bent(&key)
        } else {
            self.rubbish()
        }
    }

    fn cookie(&mut self) -> Vec<u8> {
        match self.dice.roll(3) {
            0 => self.rubbish(),
            1 => [b"sid=", &self.bent("the-right-cookie")[..]].concat(),
            _ => [&self.rubbish()[..], b"; sid=", &self.rubbish()].concat(),
        }
    }

    fn query(&mut self) -> Vec<u8> {
        let key = self.valid.key.clone();
        let bytes = match self.dice.roll(4) {
            0 => self.rubbish(),
            1 => [b"key=", &self.bent(&key)[..]].concat(),
            2 => [b"k%65y=", &self.rubbish()[..], b"&x"].concat(),
            _ => [b"key=", &self.rubbish()[..], b"&key=", &self.rubbish()].concat(),
        };
        // What a request line cannot hold never reaches us.
        let bytes = bytes.into_iter().filter(|byte| (0x21..0x7f).contains(byte));
        let mut bytes: Vec<u8> = bytes
            .filter(|byte| !b"\"<>`{}#\\^|".contains(byte))
            .collect();
        if bytes.ends_with(key.as_bytes()) {
            bytes.push(b'A');
        }
        bytes
    }

    /// A request, and the pieces of it that no answer may hold.
    fn request(&mut self, path: &str) -> (Request<Body>, Vec<Vec<u8>>) {
        let mut sent = Vec::new();
        let query = if self.dice.roll(2) == 0 {
            self.query()
        } else {
            Vec::new()
        };
        let uri = format!(
            "{path}?{}",
            String::from_utf8(query.clone()).expect("ASCII")
        );
        sent.push(query);
        let method = *self.dice.pick(&["GET", "GET", "POST", "PUT", "DELETE"]);
        let mut request = Request::builder()
            .method(method)
            .uri(uri.parse::<Uri>().expect("a URI"))
            .body(Body::empty())
            .expect("a request");
        let makers: [(&str, Maker); 10] = [
            ("authorization", Self::authorization),
            ("authorization", Self::authorization),
            ("x-key", Self::key),
            ("cookie", Self::cookie),
            ("ticket", Self::rubbish),
            ("origin", Self::rubbish),
            ("sec-fetch-site", Self::rubbish),
            ("host", Self::rubbish),
            ("upgrade", Self::rubbish),
            ("x-key", Self::rubbish),
        ];
        for (at, (name, maker)) in makers.into_iter().enumerate() {
            // The doubles are rare, or hardly anything would be read.
            let sides = if matches!(at, 1 | 9) { 12 } else { 2 };
            if self.dice.roll(sides) == 0 {
                let bytes = maker(self);
                let value = HeaderValue::from_bytes(&bytes).expect("a header value");
                request
                    .headers_mut()
                    .append(HeaderName::from_static(name), value);
                sent.push(bytes);
            }
        }
        (request, sent)
    }
}

/// Whoever proves nothing cannot lack a scope.
const KINDS: [(Refused, &str); 4] = [
    (ABSENT, "absent"),
    (INVALID, "invalid"),
    (MALFORMED, "malformed"),
    (DENIED, "denied"),
];

/// Demands of a refusal what every refusal has to be; returns its kind.
fn kind(answer: &Answer, sent: &[Vec<u8>], case: &str) -> &'static str {
    assert!(answer.status < 500, "{case}: {answer:?}");
    let found = KINDS
        .iter()
        .find(|(refused, _)| refused.body() == answer.body);
    let (refused, kind) = found.unwrap_or_else(|| panic!("{case}: {answer:?}"));
    let challenges: Vec<&str> = answer.challenges.iter().map(String::as_str).collect();
    answer.assert_refused(*refused, &challenges, case);
    for challenge in &challenges {
        let parsed = http_auth::parse_challenges(challenge).expect(challenge);
        assert_eq!(parsed.len(), 1, "{case}: {challenge}");
        let realm = &parsed[0].params[0];
        assert_eq!(realm.0, "realm", "{case}");
        assert_eq!(
            realm.1.to_unescaped(),
            "a \"hostile\\\" one, indeed",
            "{case}"
        );
    }
    match answer.status {
        401 => assert!(!challenges.is_empty(), "{case}"),
        403 => assert_eq!((*kind, challenges.len()), ("denied", 0), "{case}"),
        _ => assert_eq!(
            (answer.status, challenges.is_empty()),
            (400, false),
            "{case}"
        ),
    }
    // Body and challenges are constants; what else a caller could plant would stand in a header.
    let headers = format!("{:?}", answer.headers);
    for piece in sent.iter().filter(|piece| piece.len() > 20) {
        let piece = String::from_utf8_lossy(piece);
        assert!(!headers.contains(&*piece), "{case}: {headers}");
    }
    kind
}

#[tokio::test]
async fn rubbish_is_refused_and_breaks_nothing() {
    let (app, valid) = app();
    let mut generator = Generator {
        dice: Dice::new(1),
        valid,
    };
    let mut kinds = std::collections::BTreeMap::new();
    for number in 0..REQUESTS {
        let path = *generator.dice.pick(PATHS);
        let (request, sent) = generator.request(path);
        let empty = path == "/maybe" && holds_nothing(&request);
        let case = format!("request {number}: {request:?}");
        let answer = send(&app, request).await;
        if empty {
            answer.assert_admitted("", &case);
            continue;
        }
        *kinds.entry(kind(&answer, &sent, &case)).or_insert(0) += 1;
    }
    // The generator reaches every way to fail that it can.
    for (kind, least) in [
        ("absent", 1000),
        ("invalid", 1000),
        ("malformed", 1000),
        ("denied", 50),
    ] {
        assert!(
            kinds.get(kind).is_some_and(|count| *count >= least),
            "{kind}: {kinds:?}"
        );
    }
}

/// Whether every slot that `/maybe` reads is empty.
fn holds_nothing(request: &Request<Body>) -> bool {
    let empty = |name: &str| {
        let mut lines = request.headers().get_all(name).iter();
        lines.next().is_none_or(HeaderValue::is_empty) && lines.next().is_none()
    };
    let without_cookie = request.headers().get_all("cookie").iter().all(|line| {
        let pairs = line.as_bytes().split(|byte| *byte == b';');
        let mut named = pairs.filter_map(|pair| pair.trim_ascii_start().strip_prefix(b"sid"));
        named.all(|rest| {
            rest.trim_ascii_start()
                .strip_prefix(b"=")
                .is_none_or(|value| value.trim_ascii().is_empty())
        })
    });
    let query = request.uri().query().unwrap_or_default();
    let without_key = query.split('&').all(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, "none"));
        !matches!(name, "key" | "k%65y") || value.is_empty()
    });
    empty("authorization")
        && empty("x-key")
        && !request.headers().contains_key("ticket")
        && without_cookie
        && without_key
}

#[tokio::test]
async fn rubbish_beside_a_valid_credential_breaks_nothing() {
    let (app, valid) = app();
    let (token, key, login) = (valid.token.clone(), valid.key.clone(), valid.login.clone());
    let mut generator = Generator {
        dice: Dice::new(7),
        valid,
    };
    for number in 0..2000 {
        let (mut request, _) = generator.request("/key");
        request
            .headers_mut()
            .insert("x-key", HeaderValue::try_from(&key).expect("a value"));
        let case = format!("request {number}: {request:?}");
        send(&app, request).await.assert_admitted("", &case);
        let (mut request, _) = generator.request("/token");
        let value = HeaderValue::try_from(format!("Bearer {token}")).expect("a value");
        request.headers_mut().insert("authorization", value);
        let case = format!("request {number}: {request:?}");
        send(&app, request).await.assert_admitted("", &case);
    }
    let request = Request::get("/login")
        .header("authorization", &login)
        .body(Body::empty());
    send(&app, request.expect("a request"))
        .await
        .assert_admitted("", "a login");
}

#[tokio::test]
async fn rubbish_is_no_login() {
    let (app, valid) = app();
    let login = valid.login.clone();
    let mut generator = Generator {
        dice: Dice::new(23),
        valid,
    };
    let mut asked = 0;
    // Few of these reach the hash, which takes its time.
    for number in 0..400 {
        let value = match generator.dice.roll(3) {
            0 => generator.bent(&login),
            1 => format!("Basic {}", STANDARD.encode(generator.rubbish())).into_bytes(),
            _ => generator.authorization(),
        };
        let case = format!("request {number}: {}", value.escape_ascii());
        let value = HeaderValue::from_bytes(&value).expect("a value");
        let request = Request::get("/login")
            .header("authorization", value)
            .body(Body::empty());
        let answer = send(&app, request.expect("a request")).await;
        asked += usize::from(kind(&answer, &[], &case) == "invalid");
    }
    assert!(asked > 20, "some were well-formed: {asked}");
}
