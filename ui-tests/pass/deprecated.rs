//! Scopes, schemes and structs that are on their way out warn where they are used, not where they
//! are declared.
#![deny(warnings)]
#![allow(dead_code, clippy::unused_async)]
use axum_secured::{Scopes, SecuritySchemes, secured};
use ui_tests::Nobody;

#[derive(Scopes)]
pub enum Scope {
    #[scope("items:read")]
    Read,
    #[deprecated = "use `items:read`"]
    #[scope("read", implies(Read))]
    Old,
}

#[derive(SecuritySchemes)]
pub struct Auth {
    #[scheme(http(bearer), scopes = Scope)]
    pub token: Nobody,
    #[deprecated = "use `token`"]
    #[scheme(api_key(header = "X-Key"))]
    pub key: Nobody,
}

pub mod whole {
    use super::Nobody;

    #[derive(axum_secured::Scopes)]
    #[deprecated]
    pub enum Scope {
        #[scope("items:read")]
        Read,
    }

    #[derive(axum_secured::SecuritySchemes)]
    #[deprecated]
    pub struct Auth {
        #[scheme(http(bearer), scopes = Scope)]
        pub token: Nobody,
    }
}

#[secured(token("items:read"))]
async fn handler() {}

fn main() {}
