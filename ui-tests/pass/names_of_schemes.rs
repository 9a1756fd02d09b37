//! A scheme by its path, by an alias, by a glob: whatever names a type.
#![deny(warnings)]
#![allow(dead_code, non_camel_case_types, clippy::unused_async)]
use std::sync::Arc;

use axum_secured::{Atom, SecuredRouter, routes, secured, secured as guarded};
use ui_tests::{Auth, User, bearer, bearer as token};

type access = ui_tests::bearer;
type chained = access;

trait Names {
    type Scheme;
}
struct Family;
impl Names for Family {
    type Scheme = ui_tests::bearer;
}
type projected = <Family as Names>::Scheme;

pub mod names {
    pub use ui_tests::{api_key, bearer as renamed};
    pub mod deep {
        pub use super::renamed;
    }
}

#[secured(token("items:read"))]
#[utoipa::path(get, path = "/a")]
async fn renamed_import() {}

#[secured(access("items:read"))]
#[utoipa::path(post, path = "/a")]
async fn type_alias(#[principal] _who: User) {}

#[secured(chained)]
#[utoipa::path(put, path = "/a")]
async fn alias_of_alias() {}

#[secured(projected("items:read"))]
#[utoipa::path(patch, path = "/a")]
async fn projection() {}

#[secured(any(::ui_tests::api_key, ui_tests::bearer("items:read")))]
#[utoipa::path(delete, path = "/a")]
async fn full_path() {}

#[secured(any(crate::names::api_key, self::names::deep::renamed("items:read")))]
#[utoipa::path(get, path = "/b")]
async fn relative_path() {}

#[guarded(bearer)]
#[utoipa::path(post, path = "/b")]
async fn renamed_attribute() {}

#[axum_secured::secured(bearer)]
#[utoipa::path(put, path = "/b")]
async fn attribute_by_path() {}

#[::axum_secured::secured(bearer)]
#[utoipa::path(patch, path = "/b")]
async fn attribute_by_full_path() {}

mod globbed {
    use super::names::*;

    #[super::secured(any(api_key, renamed("items:read")))]
    #[utoipa::path(delete, path = "/b")]
    pub(super) async fn glob() {}

    pub(super) mod inner {
        #[crate::guarded(super::super::token)]
        #[utoipa::path(get, path = "/c")]
        pub(in super::super) async fn above() {}
    }
}

fn is_a_scheme<S: Atom>() {}

fn main() {
    is_a_scheme::<chained>();
    // The name stands in the type namespace alone.
    let bearer = 1;
    let _ = bearer;
    let router: SecuredRouter<Arc<Auth>> = SecuredRouter::new()
        .routes(routes!(renamed_import, type_alias, alias_of_alias, projection, full_path))
        .routes(routes!(
            relative_path,
            renamed_attribute,
            attribute_by_path,
            attribute_by_full_path,
            globbed::glob,
        ))
        .routes(routes!(globbed::inner::above));
    let _ = router.split_for_parts();
}
