//! Two structs of schemes in one program, and a state that holds both.
#![deny(warnings)]
#![allow(dead_code, clippy::unused_async)]
use std::sync::Arc;

use axum::extract::FromRef;
use axum_secured::{SecuredRouter, SecuritySchemes, requirement, routes, routing::get, secured};
use ui_tests::{Auth, Machine, Nobody, User, bearer, elsewhere};

pub mod third {
    use super::{Nobody, SecuritySchemes};

    // A field by the name that another struct's field has.
    #[derive(SecuritySchemes)]
    pub struct Auth {
        #[scheme(http(basic))]
        pub bearer: Nobody,
    }
}

#[derive(Clone)]
struct App {
    people: Arc<Auth>,
    machines: Arc<elsewhere::Elsewhere>,
    third: Arc<third::Auth>,
}

impl FromRef<App> for Arc<Auth> {
    fn from_ref(app: &App) -> Self {
        Self::clone(&app.people)
    }
}
impl FromRef<App> for Arc<elsewhere::Elsewhere> {
    fn from_ref(app: &App) -> Self {
        Self::clone(&app.machines)
    }
}
impl FromRef<App> for Arc<third::Auth> {
    fn from_ref(app: &App) -> Self {
        Self::clone(&app.third)
    }
}

requirement!(Person -> User = bearer("items:read"));
requirement!(Integration -> Machine = elsewhere::other);

#[secured(Person)]
#[utoipa::path(get, path = "/")]
async fn person(#[principal] _who: User) {}

#[secured(Integration)]
#[utoipa::path(post, path = "/")]
async fn machine(#[principal] _who: Machine) {}

#[secured(third::bearer)]
async fn of_one_name(#[principal] _who: User) {}

fn main() {
    let router: SecuredRouter<App> = SecuredRouter::new()
        .routes(routes!(person, machine))
        .service("/service", tower::service_fn(never), axum_secured::secured::<Integration>());
    let _ = router.split_for_parts();
    let router: SecuredRouter<App> = SecuredRouter::new().route("/", get(of_one_name));
    let _ = router.split_for_parts();
}

async fn never(
    _: axum::extract::Request,
) -> Result<axum::response::Response, std::convert::Infallible> {
    Ok(axum::response::Response::default())
}
