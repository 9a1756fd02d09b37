//! Named requirements: alone, in `any`, in `all`, in `optional`, in one another.
#![deny(warnings)]
#![allow(dead_code, clippy::unused_async)]
use std::sync::Arc;

use axum_secured::{Admitted, SecuredRouter, requirement, routes, secured};
use ui_tests::{Auth, Machine, Scope, User, api_key, basic, bearer};

pub enum Caller {
    User,
    Machine,
    Both,
}
impl From<User> for Caller {
    fn from(_: User) -> Self {
        Self::User
    }
}
impl From<Machine> for Caller {
    fn from(_: Machine) -> Self {
        Self::Machine
    }
}
impl From<(User, Machine)> for Caller {
    fn from(_: (User, Machine)) -> Self {
        Self::Both
    }
}

requirement!(Reader -> User = bearer("items:read"));
requirement!(pub Writer -> User = any(bearer(Scope::ItemsWrite), basic));
requirement!(
    /// Documented, with a trailing semicolon.
    #[derive(Debug)]
    pub(crate) Anyone -> Caller = any(api_key, Writer);
);
requirement!(pub(self) Together -> Caller = all(bearer, api_key));
requirement!(Deep -> Caller = any(Together, Anyone));

pub mod requirements {
    axum_secured::requirement!(pub Elsewhere -> ui_tests::Machine = ui_tests::api_key);
}

#[secured(Reader)]
#[utoipa::path(get, path = "/a")]
async fn alone(#[principal] _who: User) {}

#[secured(any(Writer, api_key))]
#[utoipa::path(post, path = "/a")]
async fn in_any(#[principal] _who: Caller) {}

#[secured(all(Writer, api_key))]
#[utoipa::path(put, path = "/a")]
async fn in_all(#[principal] (_user, _machine): (User, Machine)) {}

#[secured(all(Reader, requirements::Elsewhere))]
#[utoipa::path(patch, path = "/a")]
async fn two_in_all(#[principal] _who: Caller) {}

#[secured(optional(Anyone))]
#[utoipa::path(delete, path = "/a")]
async fn in_optional(#[principal] _who: Option<Caller>) {}

#[secured(Deep)]
#[utoipa::path(get, path = "/b")]
async fn in_a_requirement(#[principal] _who: Admitted<Caller>) {}

// Without a principal a scheme may come in twice; its scopes unite.
#[secured(all(Reader, bearer("items:write")))]
#[utoipa::path(post, path = "/b")]
async fn united() {}

#[secured(any(all(Reader, api_key), basic))]
#[utoipa::path(put, path = "/b")]
async fn nested(#[principal] _who: Caller) {}

type Alias = Reader;
use requirements::Elsewhere as Renamed;

#[secured(any(Renamed, Alias))]
#[utoipa::path(patch, path = "/b")]
async fn aliased() {}

fn main() {
    let router: SecuredRouter<Arc<Auth>> = SecuredRouter::new()
        .routes(routes!(alone, in_any, in_all, two_in_all, in_optional))
        .routes(routes!(in_a_requirement, united, nested, aliased));
    let _ = router.split_for_parts();
}
