//! However a handler is mounted, it is below the floors of every router it came through.

use axum::Router as Foreign;
use axum_secured::{
    public, requirement, routes,
    routing::{any, get},
    secured,
};

use crate::{Auditor, Router, Writer, bearer, change, errors, key, list};

#[secured(bearer("read"))]
async fn read() {}

#[public("liveness probe")]
async fn health() {}

type Way = fn(Router) -> Router;

#[test]
fn every_way_of_mounting_is_below_the_floor_before_it_and_after_it() {
    let inner = || Router::new().route("/x", get(read));
    let ways: [(&str, Way); 9] = [
        ("`GET /items`", |router| router.routes(routes!(list))),
        ("`GET /x`", |router| router.route("/x", get(read))),
        ("`/x`", |router| router.route("/x", any(read))),
        ("`GET /in/x`", |router| {
            router.nest("/in", Router::new().route("/x", get(read)))
        }),
        ("`GET /x`", |router| {
            router.merge(Router::new().route("/x", get(read)))
        }),
        ("the fallback of `/`", |router| router.fallback(read)),
        ("the fallback of `/in`", |router| {
            router.nest("/in", Router::new().fallback(read))
        }),
        ("`/x`", |router| {
            router.service("/x", Foreign::new(), secured::<bearer>())
        }),
        ("`/x`, `/x/`, `/x/{*rest}`", |router| {
            router.foreign("/x", Foreign::new(), secured::<bearer>())
        }),
    ];
    for (place, add) in ways {
        let below = [
            add(Router::new()).floor::<Writer>(),
            Router::new().floor::<Writer>().merge(add(Router::new())),
        ];
        for router in below {
            let errors = errors(router);
            assert_eq!(errors.len(), 1, "{place}: {errors:?}");
            let expected = format!(
                ") at {place} is weaker than the floor `Writer`, which demands `bearer(\"write\")`: "
            );
            assert!(errors[0].contains(&expected), "{expected}\n{errors:?}");
        }
        assert!(errors(add(Router::new())).is_empty(), "{place}");
    }
    // The floor of a router that is merged or nested is not that of the outer one.
    let beside = Router::new()
        .merge(Router::new().floor::<Writer>().routes(routes!(change)))
        .nest(
            "/in",
            Router::new().floor::<Writer>().routes(routes!(change)),
        )
        .merge(inner());
    assert!(errors(beside).is_empty());
}

#[test]
fn an_error_says_what_is_weaker_where_and_what_it_lacks() {
    let line = line!() + 2;
    #[rustfmt::skip]
    #[secured(any(all(key, bearer("write")), bearer("audit", roles = "editor")))]
    async fn mixed() {}
    let router = Router::new()
        .route("/a", get(mixed).post(mixed))
        .route("/b", get(health))
        .floor::<Writer>();
    let file = file!();
    let health_at = line_of_health();
    assert_eq!(
        errors(router),
        [
            format!(
                "`mixed` ({file}:{line}) at `GET /a`, `POST /a` is weaker than the floor `Writer`, \
                 which demands `bearer(\"write\")`: `bearer(\"audit\", roles = \"editor\")` lacks \
                 `bearer(\"write\")`; add that, or give a reason: `below_floor = \"why\"`"
            ),
            format!(
                "`health` ({file}:{health_at}) at `GET /b` is public, below the floor `Writer`, \
                 which demands `bearer(\"write\")`: give a reason: `below_floor = \"why\"`"
            ),
        ]
    );
}

/// The line of the attribute of `health`.
fn line_of_health() -> usize {
    let source = include_str!("mounting.rs");
    let before = source.split("#[public(").next().unwrap_or_default();
    before.lines().count() + 1
}

#[test]
fn what_is_lacking_is_what_the_nearest_alternative_of_the_floor_needs() {
    requirement!(Strict -> String = any(
        bearer("write audit", roles = "admin", acr = "mfa", max_age = "15m"),
        bearer("write", roles = "admin"),
    ));
    #[secured(optional(bearer("write", roles = "admin")))]
    async fn maybe() {}
    #[secured(bearer("write"))]
    async fn near() {}
    #[secured(bearer("audit", roles = "admin", acr = "pwd", max_age = "1h"))]
    async fn far() {}
    #[secured(key)]
    async fn other() {}
    for (router, lacking) in [
        (
            Router::new().route("/", get(maybe)),
            "`optional(...)` admits anonymous callers; remove it, or ",
        ),
        (
            Router::new().route("/", get(near)),
            "`bearer(\"write\")` lacks `bearer(roles = \"admin\")`; add that, or ",
        ),
        (
            Router::new().route("/", get(far)),
            "max_age = \"1h\")` lacks `bearer(\"write\")`; add that, or ",
        ),
        (
            Router::new().route("/", get(other)),
            "`key` lacks `bearer(\"write\", roles = \"admin\")`; add that, or ",
        ),
    ] {
        let errors = errors(router.floor::<Strict>());
        assert!(errors[0].contains(lacking), "{lacking}\n{errors:?}");
    }
}

#[test]
fn all_floors_above_a_handler_hold_whichever_comes_first() {
    #[secured(all(key, bearer("write")))]
    async fn both() {}
    let one: Router<(Writer, key)> = Router::new()
        .floor::<Writer>()
        .floor::<key>()
        .route("/", get(both));
    assert!(errors(one).is_empty());
    let inner = || Router::new().floor::<Auditor>().route("/key", get(by_key));
    assert!(errors(inner()).is_empty());
    for router in [
        Router::new().nest("/in", inner()).floor::<Writer>(),
        Router::new().floor::<Writer>().merge(inner()),
        Router::new()
            .nest("/in", Router::new().merge(inner()))
            .floor::<Writer>(),
    ] {
        let errors = errors(router);
        assert_eq!(errors.len(), 1, "{errors:?}");
        assert!(errors[0].contains("the floor `Writer`"), "{errors:?}");
    }
}

#[secured(key)]
async fn by_key() {}

/// Two requirements of one name, written at one place.
macro_rules! least {
    ($($module:ident $scope:literal),*) => {$(
        mod $module {
            axum_secured::requirement!(pub(crate) Least -> String = crate::bearer($scope));
        }
    )*};
}

least!(reading "read", auditing "audit");

#[test]
fn floors_that_one_macro_wrote_stay_apart() {
    let both = || Router::new().floor::<reading::Least>();
    for router in [
        Router::new().merge(
            both()
                .floor::<auditing::Least>()
                .merge(Router::new().route("/", get(read))),
        ),
        Router::new().merge(
            Router::new()
                .route("/", get(read))
                .floor::<auditing::Least>()
                .floor::<reading::Least>(),
        ),
    ] {
        let errors = errors(router);
        assert_eq!(errors.len(), 1, "{errors:?}");
        assert!(
            errors[0].contains("lacks `bearer(\"audit\")`"),
            "{errors:?}"
        );
    }
    // One that stands above twice is told once.
    let twice = both().merge(both().merge(Router::new().fallback(health)));
    assert_eq!(errors(twice).len(), 1);
}

#[test]
fn layers_keep_floors() {
    let layer = || axum::middleware::map_request(async |request: axum::extract::Request| request);
    let router = Router::new()
        .floor::<Writer>()
        .routes(routes!(change))
        .layer(layer())
        .route_layer(layer())
        .merge(Router::new().routes(routes!(list)).layer(layer()));
    assert_eq!(errors(router).len(), 1);
}
