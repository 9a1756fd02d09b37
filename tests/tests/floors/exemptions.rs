//! Who goes below a floor says why, and the manifest shows it.

use axum::Router as Foreign;
use axum_secured::{public, routes, routing::get, secured};

use crate::{Auditor, Router, Writer, bearer, change, errors, key};

#[secured(bearer("read"), below_floor = "partners only read")]
async fn exempt() {}

#[public("liveness probe", below_floor = "the load balancer has no token")]
async fn health() {}

#[test]
fn a_reason_lets_a_handler_below_a_floor_and_stands_in_the_manifest() {
    let pages = || Foreign::new();
    let router = Router::new()
        .floor::<Writer>()
        .routes(routes!(change))
        .route("/exempt", get(exempt))
        .route("/health", get(health))
        .service("/pages", pages(), public("pages").below_floor("no secrets"))
        .service(
            "/keys",
            pages(),
            secured::<key>().below_floor("machines have keys"),
        )
        .nest(
            "/in",
            Router::new()
                .floor::<bearer>()
                .route("/exempt", get(exempt)),
        );
    let manifest = router.manifest();
    let shown: Vec<_> = manifest
        .to_string()
        .lines()
        .map(|line| line.split(" tests/").next().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(
        shown,
        [
            r#"GET     /exempt bearer("read"), floor = Writer, below_floor = "partners only read""#,
            "GET     /health public, floor = Writer, below_floor = \"the load balancer has no \
             token\" (liveness probe)",
            r#"GET     /in/exempt bearer("read"), floor = Writer, floor = bearer, below_floor = "partners only read""#,
            r#"PUT     /items bearer("write"), floor = Writer"#,
            r#"ANY     /keys key, floor = Writer, below_floor = "machines have keys""#,
            r#"ANY     /pages public, floor = Writer, below_floor = "no secrets" (pages)"#,
        ]
    );
    let floor = &manifest.lines()[0].floors[0];
    assert_eq!(
        (floor.name, &*floor.requirement),
        ("Writer", r#"bearer("write")"#)
    );
    assert_eq!(errors(router), [""; 0]);
}

#[test]
fn an_exemption_of_one_floor_is_one_of_all() {
    let router = Router::new().floor::<Auditor>().nest(
        "/in",
        Router::new().floor::<bearer>().route("/", get(exempt)),
    );
    assert!(errors(router).is_empty());
}

#[test]
fn an_exemption_below_floors_that_are_met_is_refused() {
    let met = || Router::new().floor::<bearer>().route("/a", get(exempt));
    let errors_of_met = errors(met());
    assert_eq!(errors_of_met.len(), 1, "{errors_of_met:?}");
    assert!(
        errors_of_met[0].starts_with("`exempt` ("),
        "{errors_of_met:?}"
    );
    assert!(
        errors_of_met[0].ends_with(") meets every floor above it: remove `below_floor`"),
        "{errors_of_met:?}"
    );
    // Where it is mounted twice, one of them suffices.
    let below = Router::new().floor::<Writer>().route("/b", get(exempt));
    assert!(errors(Router::new().merge(met()).merge(below)).is_empty());
    // Without a floor nothing tells whether it is needed: a part of an application is built alone.
    let alone = Router::new().route("/a", get(exempt));
    let manifest = alone.manifest().to_string();
    assert!(
        manifest.contains("bearer(\"read\"), below_floor = \"partners only read\""),
        "{manifest}"
    );
    assert!(errors(alone).is_empty());
    let service = Router::new().floor::<key>().service(
        "/x",
        Foreign::new(),
        secured::<key>().below_floor("why"),
    );
    assert!(errors(service)[0].ends_with("remove `below_floor`"));
}

#[test]
fn a_value_says_how_it_is_exempted_and_needs_a_reason() {
    let weak = Router::new()
        .floor::<Writer>()
        .service("/x", Foreign::new(), public("pages"));
    let expected = "give a reason: `.below_floor(\"why\")` on the decision";
    assert!(errors(weak)[0].ends_with(expected));
    let silent = Router::new().floor::<Writer>().service(
        "/x",
        Foreign::new(),
        public("pages").below_floor(" \n"),
    );
    assert_eq!(errors(silent), ["`/x` goes below a floor without a reason"]);
}

#[test]
fn a_reason_is_one_line_of_the_manifest() {
    let router = Router::new().floor::<Writer>().service(
        "/x",
        Foreign::new(),
        public("pages").below_floor("a\nGET     /y key"),
    );
    assert_eq!(router.manifest().to_string().lines().count(), 1);
    assert!(errors(router).is_empty());
}

#[test]
fn a_reason_ends_where_its_quotes_end() {
    let router = Router::new().floor::<Writer>().service(
        "/x",
        Foreign::new(),
        public("pages").below_floor("why\", check = is_ours, floor = \"Admin"),
    );
    let manifest = router.manifest().to_string();
    let expected = r#", below_floor = "why\", check = is_ours, floor = \"Admin" (pages) "#;
    assert!(manifest.contains(expected), "{manifest}");
}
