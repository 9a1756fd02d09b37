//! An issuer that says what it is told to, at a time that passes as it is told.

use std::sync::{Arc, Mutex};

use http::request::Parts;
use serde_json::{Value, json};
use tokio::time::advance;

use super::*;
use crate::{
    fetch::{Answer, Fetching},
    jwt::{ClaimsOnly, ScopeFormat},
    misconfiguration::Misconfiguration,
    scheme::{Kind, Scheme},
    scope::{ScopeEntry, ScopeTable},
    secret::Secret,
    verifier::Verified,
};

const NOW: u64 = 1_800_000_000;

static SCHEME: Scheme = Scheme {
    name: "bearer",
    description: "",
    realm: "",
    kind: Kind::Bearer { format: None },
    scopes: ScopeTable::new(&[ScopeEntry {
        token: "read",
        description: "",
        implies: 0,
    }]),
    roles: crate::role::RoleTable::new(&[ScopeEntry {
        token: "editor",
        description: "",
        implies: 0,
    }]),
    throttles: false,
};

#[derive(Clone)]
struct Issuer(Arc<Mutex<Script>>, Arc<Semaphore>);

struct Script {
    says: Result<String, Failure>,
    status: StatusCode,
    /// What it was sent: authorization and form.
    asked: Vec<(String, String)>,
    /// Seconds since 1970, as the clock of the verifier says.
    now: u64,
}

impl Issuer {
    fn new(says: Result<String, Failure>) -> Self {
        let script = Arc::new(Mutex::new(Script {
            says,
            status: StatusCode::OK,
            asked: Vec::new(),
            now: NOW,
        }));
        Self(script, Arc::new(Semaphore::new(Semaphore::MAX_PERMITS)))
    }

    fn says(&self, says: Result<String, Failure>) {
        self.0.lock().expect("no panic").says = says;
    }

    fn asked(&self) -> usize {
        self.0.lock().expect("no panic").asked.len()
    }

    /// Time passes for everybody.
    async fn wait(&self, seconds: u64) {
        self.0.lock().expect("no panic").now += seconds;
        advance(Duration::from_secs(seconds)).await;
    }
}

impl Ask for Issuer {
    fn post<'f>(
        &'f self,
        _: &'f Endpoint,
        authorization: &'f HeaderValue,
        form: String,
    ) -> Fetching<'f> {
        let authorization = authorization.to_str().expect("text").to_owned();
        let gate = Arc::clone(&self.1);
        let mut script = self.0.lock().expect("no panic");
        script.asked.push((authorization, form));
        let status = script.status;
        let answer = script.says.clone().map(|body| Answer {
            status,
            body: body.into_bytes(),
            fresh_for: None,
        });
        Box::pin(async move {
            let _permit = gate.acquire().await.expect("a gate");
            answer
        })
    }
}

type Usual = IntrospectionBuilder<ClaimsOnly<Value>>;

fn usual() -> Usual {
    Introspection::at("https://id.example.com/introspect")
        .client("items-api", Secret::from_bytes("secret of the client"))
        .audience("items")
        .claims_only()
}

fn asking(issuer: &Issuer, builder: Usual) -> Introspection<ClaimsOnly<Value>> {
    let clock = Arc::clone(&issuer.0);
    builder
        .clock(move || {
            let now = clock.lock().expect("no panic").now;
            SystemTime::UNIX_EPOCH + Duration::from_secs(now)
        })
        .build_with(issuer.clone())
        .expect("a sound configuration")
}

/// What an issuer says of a token that is accepted, with these members in place of its own.
fn active(change: Value) -> String {
    let mut said = json!({
        "active": true,
        "token_type": "Bearer",
        "scope": "read write",
        "sub": "ann",
        "aud": "items",
        "exp": NOW + 60,
    });
    if let (Value::Object(said), Value::Object(change)) = (&mut said, change) {
        for (name, value) in change {
            if value == "absent" {
                said.remove(&name);
            } else {
                said.insert(name, value);
            }
        }
    }
    said.to_string()
}

fn parts() -> Parts {
    http::Request::new(()).into_parts().0
}

async fn judged(
    verifier: &Introspection<ClaimsOnly<Value>>,
    token: &str,
) -> Result<Checked<Value>, Refused> {
    let parts = parts();
    verifier.judge(token, &Context::new(&SCHEME, &parts)).await
}

/// How a token is judged of which an issuer says this.
async fn said(says: Result<String, Failure>, builder: Usual) -> Result<Checked<Value>, Refused> {
    judged(&asking(&Issuer::new(says), builder), "token").await
}

#[tokio::test]
async fn what_the_issuer_says_counts() {
    let checked = said(Ok(active(json!({"jti": "j1", "acr": "gold"}))), usual()).await;
    let checked = checked.expect("an active token");
    assert_eq!(checked.claims["sub"], "ann");
    let names: Vec<_> = SCHEME.scopes.names(checked.facts.granted()).collect();
    assert_eq!(names, ["read"]);
    let details = checked.facts.details();
    assert_eq!(details.subject.as_deref(), Some("ann"));
    assert_eq!(details.token_id.as_deref(), Some("j1"));
    assert_eq!(details.level.as_deref(), Some("gold"));
}

#[tokio::test]
async fn roles_stand_where_the_verifier_was_told() {
    let says = || {
        Ok(active(
            json!({"realm_access": {"roles": ["editor", "other"]}}),
        ))
    };
    let told = usual().roles_claim("realm_access.roles", ScopeFormat::Array);
    let checked = said(says(), told).await.expect("an active token");
    assert_eq!(checked.facts.roles, Some(SCHEME.roles.granted("editor")));
    let checked = said(says(), usual()).await.expect("an active token");
    assert_eq!(checked.facts.roles, None);
}

#[tokio::test]
async fn a_token_that_is_active_and_meant_for_us_is_accepted() {
    for change in [
        json!({}),
        json!({"exp": "absent"}),
        json!({"token_type": "bearer"}),
        json!({"aud": ["orders", "items"]}),
        json!({"sub": "absent", "scope": "absent"}),
        json!({"iss": "https://id.example.com", "iat": NOW, "nbf": NOW}),
    ] {
        let answer = said(Ok(active(change.clone())), usual()).await;
        assert!(answer.is_ok(), "{change}");
    }
    let none = active(json!({"token_type": "absent"}));
    assert!(said(Ok(none), usual().untyped()).await.is_ok());
    let ours = || usual().issuer("https://id.example.com");
    let named = active(json!({"iss": "https://id.example.com"}));
    assert!(said(Ok(named), ours()).await.is_ok());
    for unfit in [
        json!({}),
        json!({"iss": "https://id.example.com/"}),
        json!({"iss": 1}),
    ] {
        let answer = said(Ok(active(unfit)), ours()).await;
        assert!(matches!(answer, Err(Refused::Flaw(Flaw::Issuer))));
    }
}

#[tokio::test]
async fn whatever_does_not_fit_is_refused() {
    for (change, flaw) in [
        (json!({"token_type": "absent"}), Flaw::Type),
        (json!({"token_type": "N_A"}), Flaw::Type),
        (json!({"token_type": "DPoP"}), Flaw::Type),
        (json!({"token_type": "refresh_token"}), Flaw::Type),
        (json!({"token_type": ["Bearer"]}), Flaw::Type),
        (json!({"aud": "absent"}), Flaw::Audience),
        (json!({"aud": "orders"}), Flaw::Audience),
        (json!({"aud": ["items", 1]}), Flaw::Audience),
        (json!({"cnf": {"jkt": "x"}}), Flaw::Bound),
        (json!({"exp": NOW - 60}), Flaw::Expired),
        (json!({"exp": "soon"}), Flaw::Date),
        (json!({"exp": null}), Flaw::Date),
        (json!({"nbf": NOW + 60}), Flaw::NotYetValid),
        (json!({"iat": NOW + 60}), Flaw::NotYetValid),
        (json!({"sub": 1}), Flaw::ClaimType),
    ] {
        match said(Ok(active(change.clone())), usual()).await {
            Err(Refused::Flaw(found)) => assert_eq!(found, flaw, "{change}"),
            other => panic!("{change}: {:?}", other.map(|checked| checked.claims)),
        }
    }
    let untyped = said(Ok(active(json!({"token_type": "DPoP"}))), usual().untyped()).await;
    assert!(matches!(untyped, Err(Refused::Flaw(Flaw::Type))));
}

#[tokio::test]
async fn an_inactive_token_proves_nothing() {
    for says in [
        r#"{"active":false}"#.to_owned(),
        active(json!({"active": false})),
    ] {
        let answer = said(Ok(says), usual()).await;
        assert!(matches!(answer, Err(Refused::Inactive)));
    }
}

#[tokio::test]
async fn what_cannot_be_understood_is_no_answer() {
    for says in [
        String::new(),
        "rubbish".to_owned(),
        "[]".to_owned(),
        "true".to_owned(),
        "{}".to_owned(),
        r#"{"active":"true"}"#.to_owned(),
        r#"{"active":1}"#.to_owned(),
        r#"{"active":null}"#.to_owned(),
        r#"{"active":false,"active":true}"#.to_owned(),
        active(json!({})).replace('{', r#"{"aud":"items","#),
        format!("{}x", active(json!({}))),
    ] {
        let answer = said(Ok(says.clone()), usual()).await;
        assert!(matches!(answer, Err(Refused::Unavailable(_))), "{says}");
    }
    for failure in [
        Failure::Unreachable,
        Failure::TooSlow,
        Failure::Status,
        Failure::TooLarge,
    ] {
        let answer = said(Err(failure), usual()).await;
        assert!(matches!(answer, Err(Refused::Unavailable(said)) if said == failure));
    }
}

#[tokio::test]
async fn an_error_is_about_us_unless_it_is_about_the_kind_of_token() {
    for (body, is_inactive) in [
        (r#"{"error":"unsupported_token_type"}"#, true),
        (
            r#"{"error":"unsupported_token_type","error_description":"JWT"}"#,
            true,
        ),
        (r#"{"error":"invalid_request"}"#, false),
        (r#"{"error":"invalid_client"}"#, false),
        (r#"{"error":["unsupported_token_type"]}"#, false),
        (r#"{"error":"x","error":"unsupported_token_type"}"#, false),
        (r#"{"active":true}"#, false),
        (&active(json!({})), false),
        ("unsupported_token_type", false),
        ("", false),
    ] {
        let issuer = Issuer::new(Ok(body.to_owned()));
        issuer.0.lock().expect("no panic").status = StatusCode::BAD_REQUEST;
        match judged(&asking(&issuer, usual()), "token").await {
            Err(Refused::Inactive) => assert!(is_inactive, "{body}"),
            Err(Refused::Unavailable(Failure::Status)) => assert!(!is_inactive, "{body}"),
            other => panic!("{body}: {:?}", other.map(|checked| checked.claims)),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_active_token_is_remembered_for_a_while() {
    let issuer = Issuer::new(Ok(active(json!({"exp": NOW + 600}))));
    let verifier = asking(&issuer, usual());
    for _ in 0..10 {
        assert!(judged(&verifier, "token").await.is_ok());
    }
    assert_eq!(issuer.asked(), 1);
    issuer.says(Ok(r#"{"active":false}"#.to_owned()));
    assert!(
        judged(&verifier, "another").await.is_err(),
        "each token by itself"
    );
    issuer.wait(29).await;
    assert!(judged(&verifier, "token").await.is_ok(), "as documented");
    issuer.wait(1).await;
    for _ in 0..3 {
        assert!(matches!(
            judged(&verifier, "token").await,
            Err(Refused::Inactive)
        ));
    }
    assert_eq!(issuer.asked(), 5, "what is refused is not remembered");
}

#[tokio::test(start_paused = true)]
async fn nothing_is_remembered_beyond_its_end() {
    let issuer = Issuer::new(Ok(active(json!({"exp": NOW + 10}))));
    let verifier = asking(&issuer, usual());
    assert!(judged(&verifier, "token").await.is_ok());
    issuer.says(Err(Failure::Unreachable));
    issuer.wait(9).await;
    assert!(judged(&verifier, "token").await.is_ok());
    issuer.wait(1).await;
    let answer = judged(&verifier, "token").await;
    assert!(matches!(answer, Err(Refused::Unavailable(_))));
}

#[tokio::test(start_paused = true)]
async fn without_memory_every_request_asks() {
    let issuer = Issuer::new(Ok(active(json!({}))));
    let verifier = asking(&issuer, usual().cache(Duration::ZERO));
    for asked in 1..4 {
        assert!(judged(&verifier, "token").await.is_ok());
        assert_eq!(issuer.asked(), asked);
    }
}

#[tokio::test]
async fn questions_are_asked_so_many_at_a_time() {
    let issuer = Issuer::new(Ok(active(json!({}))));
    issuer.1.forget_permits(Semaphore::MAX_PERMITS);
    let verifier = Arc::new(asking(&issuer, usual().cache(Duration::ZERO)));
    let requests: Vec<_> = (0..3 * MAX_QUESTIONS)
        .map(|number| {
            let verifier = Arc::clone(&verifier);
            tokio::spawn(async move { judged(&verifier, &format!("token {number}")).await.is_ok() })
        })
        .collect();
    // Each time some sixty tasks have their turn.
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    assert_eq!(issuer.asked(), MAX_QUESTIONS);
    issuer.1.add_permits(1);
    for request in requests {
        assert!(request.await.expect("no panic"));
    }
    assert_eq!(issuer.asked(), 3 * MAX_QUESTIONS);
}

#[tokio::test]
async fn the_memory_is_bounded() {
    let issuer = Issuer::new(Ok(active(json!({}))));
    let verifier = asking(&issuer, usual());
    for number in 0..12_000 {
        assert!(judged(&verifier, &format!("token {number}")).await.is_ok());
    }
    assert!(verifier.memory.len() <= 10_000);
    assert!(verifier.memory.len() > 1_000, "it remembers at all");
}

#[tokio::test]
async fn the_client_asks_as_rfc_6749_2_3_1_says() {
    let issuer = Issuer::new(Ok(active(json!({}))));
    let builder = usual().client("items api:1", Secret::from_bytes("a+b c&d"));
    assert!(judged(&asking(&issuer, builder), "a+b/c==").await.is_ok());
    let (authorization, form) = issuer.0.lock().expect("no panic").asked[0].clone();
    // base64 of `items+api%3A1:a%2Bb+c%26d`
    assert_eq!(authorization, "Basic aXRlbXMrYXBpJTNBMTphJTJCYitjJTI2ZA==");
    assert_eq!(form, "token=a%2Bb%2Fc%3D%3D&token_type_hint=access_token");
}

#[tokio::test]
async fn the_verdict_is_the_issuers_and_the_accounts() {
    struct Staff;
    impl Accounts for Staff {
        type Claims = Value;
        type Principal = String;
        async fn load(&self, claims: Value) -> Verdict<String> {
            match claims["sub"].as_str() {
                Some("ann") => Verdict::Valid(Verified::new("Ann".to_owned())),
                _ => Verdict::Denied("disabled"),
            }
        }
    }
    async fn verdict(says: Result<String, Failure>) -> Verdict<String> {
        let verifier = Introspection::at("https://id.example.com/introspect")
            .client("items-api", Secret::from_bytes("secret"))
            .audience("items")
            .accounts(Staff)
            .clock(|| SystemTime::UNIX_EPOCH + Duration::from_secs(NOW))
            .build_with(Issuer::new(says))
            .expect("a sound configuration");
        let headers = [("authorization", "Bearer token")];
        let mut request = http::Request::builder();
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let (parts, ()) = request.body(()).expect("a request").into_parts();
        let crate::credential::Slot::Present(token) = crate::credential::bearer(&parts.headers)
        else {
            panic!("a token");
        };
        verifier.verify(token, &Context::new(&SCHEME, &parts)).await
    }
    assert!(matches!(
        verdict(Ok(active(json!({})))).await,
        Verdict::Valid(_)
    ));
    let other = active(json!({"sub": "bob"}));
    assert!(matches!(
        verdict(Ok(other)).await,
        Verdict::Denied("disabled")
    ));
    let inactive = r#"{"active":false}"#.to_owned();
    assert!(matches!(verdict(Ok(inactive)).await, Verdict::Invalid));
    let unfit = active(json!({"aud": "orders"}));
    assert!(matches!(verdict(Ok(unfit)).await, Verdict::Invalid));
    let down = verdict(Err(Failure::Unreachable)).await;
    assert!(matches!(down, Verdict::Unavailable(_)));
}

#[test]
fn what_cannot_work_is_not_built() {
    let error = |builder: Usual| {
        let built: Result<_, Misconfiguration> = builder.build();
        built.expect_err("a misconfiguration").to_string()
    };
    let at = |url: &str| Introspection::at(url).audience("items").claims_only();
    let secret = || Secret::from_bytes("secret of the client");
    for (builder, part) in [
        (
            at("http://id.example.com").client("c", secret()),
            "loopback",
        ),
        (at("https://id.example.com"), "no client"),
        (
            at("https://id.example.com").client("", secret()),
            "no client",
        ),
        (usual().client("c", Secret::from_bytes("")), "no client"),
        (usual().audience(""), "empty"),
        (usual().issuer(""), "empty"),
        (usual().dangerous_any_audience(), "waived"),
        (usual().cache(Duration::from_secs(301)), "5 minutes"),
        (usual().scope_claim("", ScopeFormat::String), "no name"),
        (
            usual().roles_claim("aud.roles", ScopeFormat::Array),
            "roles_claim",
        ),
        (usual().tenant_claim("aud.tenant"), "tenant_claim"),
        (
            Introspection::at("https://id.example.com")
                .client("c", secret())
                .claims_only(),
            "no audience",
        ),
    ] {
        let error = error(builder);
        assert!(error.contains(part), "`{part}` in: {error}");
        assert!(!error.contains("secret of"), "{error}");
    }
    assert!(usual().build().is_ok());
    let debug = format!("{:?} {:?}", usual(), usual().build());
    assert!(
        !debug.contains("secret of") && !debug.contains("Basic"),
        "{debug}"
    );
}

#[test]
fn a_password_in_a_url_is_not_repeated() {
    let builder = || {
        Introspection::at("https://user:hunter2@id.example.com/introspect")
            .client("c", Secret::from_bytes("secret"))
            .audience("items")
            .claims_only::<Value>()
    };
    let error = builder().build().expect_err("a password").to_string();
    for text in [error, format!("{:?}", builder())] {
        assert!(!text.contains("hunter2"), "{text}");
        assert!(text.contains("id.example.com/introspect"), "{text}");
    }
}
