//! A requirement meets a floor if and only if it admits nobody whom the floor would not.

use std::{collections::BTreeSet, sync::Arc};

use axum::body::Body;
use axum_secured::{SecuredRouter, requirement, routing::get, secured};
use http::Request;
use tests::Scripted;
use tower::ServiceExt;

use crate::{Auth, Router, bearer, elsewhere::Elsewhere, errors, key};

/// Whoever it is.
#[derive(Clone)]
struct Anyone;

impl From<String> for Anyone {
    fn from(_: String) -> Self {
        Self
    }
}

impl From<(String, String)> for Anyone {
    fn from(_: (String, String)) -> Self {
        Self
    }
}

/// A requirement in a router that has no floor yet, and as the floor of another.
struct Case {
    written: &'static str,
    router: fn() -> Router,
    is_met_by: fn(Router) -> bool,
}

macro_rules! written {
    ($($name:ident = $requirement:tt;)*) => {
        [$(one!($name $requirement)),*]
    };
}

macro_rules! one {
    ($name:ident ($($requirement:tt)*)) => {{
        requirement!($name -> Anyone = $($requirement)*);
        fn router() -> Router {
            #[secured($name)]
            async fn handler() {}
            SecuredRouter::new().route("/", get(handler))
        }
        Case {
            written: stringify!($($requirement)*),
            router,
            is_met_by: |router| errors(router.floor::<$name>()).is_empty(),
        }
    }};
}

fn cases() -> Vec<Case> {
    written! {
        Any = (bearer);
        Key = (key);
        Reader = (bearer("read"));
        Writer = (bearer("write"));
        Both = (bearer("write audit"));
        Editor = (bearer(roles = "editor"));
        Admin = (bearer(roles = "admin"));
        Strong = (bearer("read", acr = "mfa"));
        Fresh = (bearer(max_age = "1m"));
        Recent = (bearer(max_age = "15m"));
        Either = (any(key, bearer("audit")));
        Joined = (all(key, bearer("read")));
        Mixed = (any(all(key, bearer), bearer("write", roles = "admin", max_age = "1m")));
        Turned = (any(bearer("audit"), key));
    }
    .into()
}

/// What a request may present.
fn credentials() -> Vec<(Option<String>, bool)> {
    let mut tokens = vec![None];
    for scopes in ["", ".read", ".write", ".audit", ".write.audit"] {
        for roles in ["", "./editor", "./admin"] {
            for level in ["", ".~mfa"] {
                for age in ["", ".+30", ".+120"] {
                    tokens.push(Some(format!("ok{scopes}{roles}{level}{age}")));
                }
            }
        }
    }
    let with_key = |token: Option<String>| [(token.clone(), false), (token, true)];
    tokens.into_iter().flat_map(with_key).collect()
}

/// Which of the credentials a router's handler serves.
async fn admitted(router: Router) -> BTreeSet<usize> {
    let auth = Auth {
        bearer: Scripted::default(),
        key: Scripted::default(),
    };
    let router = router.try_into_router().expect("a router without a floor");
    let app = router.with_state(Arc::new(auth));
    let mut served = BTreeSet::new();
    for (index, (token, key)) in credentials().into_iter().enumerate() {
        let mut request = Request::get("/");
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        if key {
            request = request.header("k", "ok");
        }
        let request = request.body(Body::empty()).expect("a request");
        let answer = app.clone().oneshot(request).await.expect("an answer");
        if answer.status() == 200 {
            served.insert(index);
        }
    }
    served
}

#[tokio::test]
async fn what_meets_a_floor_admits_nobody_whom_the_floor_refuses() {
    let cases = cases();
    let mut served = Vec::new();
    for case in &cases {
        served.push(admitted((case.router)()).await);
    }
    let mut met = 0;
    for (case, admitted) in cases.iter().zip(&served) {
        for (floor, needed) in cases.iter().zip(&served) {
            let is_met = (floor.is_met_by)((case.router)());
            assert_eq!(
                is_met,
                admitted.is_subset(needed),
                "`{}` under `{}`",
                case.written,
                floor.written
            );
            met += usize::from(is_met && case.written != floor.written);
        }
    }
    assert!(met > 10, "{met}");
}

#[test]
fn who_may_be_anonymous_meets_no_floor() {
    #[secured(optional(bearer("write")))]
    async fn maybe() {}
    let router = || Router::new().route("/", get(maybe));
    for case in cases() {
        assert!(!(case.is_met_by)(router()), "{}", case.written);
    }
}

#[test]
fn schemes_of_another_struct_meet_no_floor_though_they_have_its_names() {
    #[secured(crate::elsewhere::bearer("write"))]
    async fn other() {}
    #[derive(Clone, axum::extract::FromRef)]
    struct App {
        auth: Arc<Auth>,
        elsewhere: Arc<Elsewhere>,
    }
    let router = SecuredRouter::<App>::new()
        .floor::<bearer>()
        .route("/", get(other));
    let errors = errors(router);
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(
        errors[0]
            .contains("its schemes are another struct's; require the floor's, or give a reason: `"),
        "{errors:?}"
    );
}
