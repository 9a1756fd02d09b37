//! What a login takes, by how it ends: `cargo bench -p tests --bench passwords`.
//!
//! Whoever is refused is to wait as long as everyone else, or user names could be told by time.
#![allow(missing_docs, clippy::unused_async)]

use std::sync::Arc;

use axum::{Router, body::Body};
use axum_secured::{
    PasswordHasher, Passwords, SecuritySchemes, passwords::Record, secured, testing::TestLogin,
};
use criterion::{Criterion, criterion_group, criterion_main};
use http::{HeaderValue, Request, StatusCode};
use tower::ServiceExt;

const PASSWORD: &str = "correct horse battery staple";
/// `abc`, at the cost of 10 that was usual.
const BCRYPT: &str = "$2a$10$WvvTPHKwdBJ3uk0Z37EMR.hLA2W6N9AEBhEgrAOljy2Ae5MtaSIUi";

#[derive(SecuritySchemes)]
struct Auth {
    #[scheme(http(basic))]
    password: Passwords<()>,
}

#[secured(password)]
async fn guarded() -> StatusCode {
    StatusCode::OK
}

fn app(runtime: &tokio::runtime::Runtime, with_bcrypt: bool) -> Router {
    let hash = runtime
        .block_on(PasswordHasher::new().hash(PASSWORD))
        .expect("a hash");
    let mut users = Passwords::builder()
        .user("ann", &*hash, ())
        .with("bob", Record::new(&*hash, ()).denied("disabled"));
    if with_bcrypt {
        users = users.user("carol", BCRYPT, ());
    }
    let auth = Auth {
        password: users.build().expect("users"),
    };
    Router::new()
        .route("/", axum::routing::get(guarded))
        .with_state(Arc::new(auth))
}

fn passwords(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .expect("a runtime");
    let ann = TestLogin::of("ann", PASSWORD);
    let attempts = [
        ("right password", ann.valid(), StatusCode::OK),
        (
            "wrong password",
            ann.wrong_password(),
            StatusCode::UNAUTHORIZED,
        ),
        ("unknown user", ann.unknown_user(), StatusCode::UNAUTHORIZED),
        (
            "oversized password",
            ann.oversized_password(),
            StatusCode::UNAUTHORIZED,
        ),
        (
            "disabled account",
            TestLogin::of("bob", PASSWORD).valid(),
            StatusCode::FORBIDDEN,
        ),
    ];
    let of_bcrypt = [
        (
            "right password",
            TestLogin::of("carol", "abc").valid(),
            StatusCode::OK,
        ),
        (
            "wrong password",
            TestLogin::of("carol", "abd").valid(),
            StatusCode::UNAUTHORIZED,
        ),
        ("unknown user", ann.unknown_user(), StatusCode::UNAUTHORIZED),
        (
            "wrong password of another kind",
            ann.wrong_password(),
            StatusCode::UNAUTHORIZED,
        ),
    ];
    compare(
        criterion,
        &runtime,
        "argon2id",
        &app(&runtime, false),
        &attempts,
    );
    compare(
        criterion,
        &runtime,
        "argon2id and bcrypt",
        &app(&runtime, true),
        &of_bcrypt,
    );
}

fn compare(
    criterion: &mut Criterion,
    runtime: &tokio::runtime::Runtime,
    kinds: &str,
    app: &Router,
    attempts: &[(&str, HeaderValue, StatusCode)],
) {
    let mut group = criterion.benchmark_group(kinds);
    group.sample_size(50);
    for (name, login, expected) in attempts {
        group.bench_function(*name, |bencher| {
            bencher.to_async(runtime).iter_batched(
                || {
                    let request = Request::get("/").header("authorization", login);
                    (app.clone(), request.body(Body::empty()).expect("a request"))
                },
                async |(app, request)| {
                    let response = app.oneshot(request).await.expect("a response");
                    assert_eq!(response.status(), *expected);
                },
                criterion::BatchSize::PerIteration,
            );
        });
    }
    group.finish();
}

criterion_group!(benches, passwords);
criterion_main!(benches);
