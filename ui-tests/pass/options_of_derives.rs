//! `#[schemes(...)]` and `#[scopes(...)]` with every option, in every order, over several lines.
#![deny(warnings)]
#![allow(dead_code, clippy::unused_async)]
use axum_secured::{Catalogue, Refusal, Render, Scopes, SecuritySchemes};
use ui_tests::Nobody;

mod paths {
    pub use axum_secured as guard;
}

pub enum Plain {}

impl Render for Plain {
    const CONTENT_TYPE: &'static str = "text/plain";
    fn body(refusal: &Refusal) -> std::borrow::Cow<'static, str> {
        refusal.status().to_string().into()
    }
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        utoipa::openapi::ObjectBuilder::new().into()
    }
}

#[derive(Scopes)]
#[scopes(crate = paths::guard)]
pub enum Scope {
    #[scope("read")]
    Read,
}

#[derive(Scopes)]
#[scopes(crate = ::axum_secured,)]
pub enum Trailing {
    #[scope("read",)]
    Read,
    #[scope("write", implies(Read,),)]
    Write,
}

#[derive(Scopes)]
#[scopes()]
pub enum Empty {
    #[scope("read")]
    Read,
}

mod all {
    use super::{Nobody, Plain, Scope, SecuritySchemes};

    #[derive(SecuritySchemes)]
    #[schemes(realm = "here", render = Plain, crate = super::paths::guard)]
    pub struct Auth {
        #[scheme(http(bearer), scopes = Scope, realm = "there")]
        pub token: Nobody,
        #[scheme(http(basic))]
        pub login: Nobody,
    }
}

mod reversed {
    use super::{Nobody, Scope, SecuritySchemes};

    #[derive(SecuritySchemes)]
    #[schemes(crate = ::axum_secured, render = axum_secured::render::Detail, realm = "here",)]
    pub struct Auth {
        #[scheme(http(bearer), realm = "there", scopes = Scope,)]
        pub token: Nobody,
    }
}

mod apart {
    use super::{Nobody, SecuritySchemes};

    #[derive(SecuritySchemes)]
    #[schemes(realm = "here")]
    #[schemes(render = super::Plain)]
    #[schemes()]
    pub struct Auth {
        #[scheme(http(bearer))]
        pub token: Nobody,
    }
}

fn realms<C: Catalogue>() -> Vec<&'static str> {
    C::SCHEMES.iter().map(|scheme| scheme.realm).collect()
}

fn main() {
    assert_eq!(realms::<all::Auth>(), ["there", "here"]);
    assert_eq!(realms::<reversed::Auth>(), ["there"]);
    assert_eq!(realms::<apart::Auth>(), ["here"]);
}
