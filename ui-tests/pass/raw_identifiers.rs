//! `r#` wherever a name can stand.
#![deny(warnings)]
#![allow(dead_code, non_camel_case_types, clippy::unused_async)]
use std::sync::Arc;

use axum_secured::{Scopes, SecuredRouter, SecuritySchemes, public, requirement, routes, secured};
use ui_tests::{Machine, Nobody, User};

#[derive(Debug, Scopes)]
pub enum Scope {
    #[scope("yield")]
    r#yield,
    #[scope("try", implies(r#yield))]
    r#try,
}

mod r#mod {
    use super::{Nobody, Scope, SecuritySchemes};

    #[derive(SecuritySchemes)]
    pub struct Auth {
        #[scheme(http(bearer), scopes = Scope)]
        pub r#type: Nobody,
        #[scheme(api_key(header = "X-Key"))]
        pub r#fn: Nobody,
    }
}

use r#mod::r#type;

requirement!(pub r#impl -> User = r#type([Scope::r#try, Scope::r#yield]));

#[secured(r#type("try"))]
#[utoipa::path(get, path = "/")]
async fn r#match(#[principal] r#in: User) {
    let _ = r#in;
}

#[secured(any(r#mod::r#fn, r#type))]
#[utoipa::path(post, path = "/")]
async fn r#loop(r#if: String) -> String {
    r#if
}

#[secured(r#impl)]
#[utoipa::path(put, path = "/")]
async fn r#use(#[principal] _who: User) {}

#[secured(r#mod::r#fn)]
#[utoipa::path(patch, path = "/")]
async fn r#plain(#[principal] _who: Machine) {}

#[public("open")]
#[utoipa::path(delete, path = "/")]
async fn r#break() {}

fn main() {
    let router: SecuredRouter<Arc<r#mod::Auth>> =
        SecuredRouter::new().routes(routes!(r#match, r#loop, r#use, plain, r#break));
    let document = router.split_for_parts().1;
    let published = document.components.expect("components").security_schemes;
    assert!(published.contains_key("type") && published.contains_key("fn"));
}
