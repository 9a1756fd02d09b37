//! Handlers that `macro_rules!` write, from pieces of every kind.
#![deny(warnings)]
#![allow(dead_code, unused_parens, clippy::unused_async)]
use std::sync::Arc;

use axum_secured::{Admitted, Scopes, SecuredRouter, SecuritySchemes, requirement, routes, secured};
use ui_tests::{Auth, Scope, User, api_key, bearer};

macro_rules! from_idents {
    ($($name:ident $scheme:ident $method:ident;)*) => {$(
        #[secured($scheme)]
        #[utoipa::path($method, path = "/idents")]
        async fn $name() {}
    )*};
}
from_idents! { ident_get bearer get; ident_post api_key post; }

macro_rules! from_literals {
    ($name:ident $scope:literal $path:literal $why:literal) => {
        #[secured(bearer($scope))]
        #[utoipa::path(get, path = $path)]
        async fn $name() {}

        mod open {
            #[axum_secured::public($why)]
            #[utoipa::path(post, path = $path)]
            pub(super) async fn $name() {}
        }
    };
}
from_literals!(literal "items:read" "/literals" "open");

macro_rules! from_tts {
    ($name:ident $requirement:tt $scope:tt) => {
        #[secured $requirement]
        #[utoipa::path(get, path = "/tts")]
        async fn $name() {}

        mod scoped {
            #[axum_secured::secured(ui_tests::bearer($scope))]
            #[utoipa::path(post, path = "/tts")]
            pub(super) async fn $name() {}
        }
    };
}
from_tts!(tt (any(api_key, bearer("items:read"))) "items:write");

macro_rules! from_many_tts {
    ($name:ident $($requirement:tt)*) => {
        #[secured($($requirement)*)]
        #[utoipa::path(get, path = "/many")]
        async fn $name(#[principal] _who: Option<User>) {}
    };
}
from_many_tts!(many optional(bearer(["items:read", "items:write"])));

macro_rules! from_paths {
    ($name:ident $scheme:path, $scope:path) => {
        #[secured($scheme)]
        #[utoipa::path(get, path = "/paths")]
        async fn $name() {}

        mod variant {
            use super::*;
            #[secured(bearer($scope))]
            #[utoipa::path(post, path = "/paths")]
            pub(super) async fn $name() {}
        }
    };
}
from_paths!(path ui_tests::bearer, Scope::ItemsRead);

macro_rules! from_exprs {
    ($name:ident $scope:expr, $body:expr) => {
        #[secured(bearer($scope))]
        #[utoipa::path(get, path = "/exprs")]
        async fn $name() -> String {
            $body
        }
    };
}
from_exprs!(expr "items:read", String::from("expr"));

macro_rules! from_types {
    ($(#[$meta:meta])* $vis:vis $name:ident($pattern:pat, $who:ty) -> $output:ty $body:block) => {
        $(#[$meta])*
        #[secured(bearer)]
        $vis async fn $name(#[principal] $pattern: $who) -> $output $body
    };
}
from_types! {
    /// Documented.
    pub typed(_who, User) -> &'static str { "typed" }
}

macro_rules! from_optional_types {
    ($($name:ident $who:ty;)*) => {$(
        #[secured(optional(bearer))]
        async fn $name(#[principal] _who: $who) {}
    )*};
}
from_optional_types! { maybe Option<User>; maybe_admitted Option<Admitted<User>>; }

macro_rules! from_inner_types {
    ($name:ident $admitted:ident $nested:ident $who:ty, $wrapped:ty) => {
        #[secured(optional(bearer))]
        async fn $name(#[principal] _who: (Option<$who>)) {}
        #[secured(bearer)]
        async fn $admitted(#[principal] _who: $wrapped) {}
        #[secured(optional(bearer))]
        async fn $nested(#[principal] _who: Option<$wrapped>) {}
    };
}
from_inner_types!(inner admitted nested User, Admitted<User>);

macro_rules! from_item {
    ($handler:item) => {
        #[secured(bearer)]
        $handler
    };
}
from_item! { async fn item(#[principal] _who: User) {} }

macro_rules! schemes {
    ($auth:ident $scopes:ident { $($field:ident $header:literal $token:literal $variant:ident)* }) => {
        #[derive(Scopes)]
        pub enum $scopes { $(#[scope($token)] $variant,)* }
        #[derive(SecuritySchemes)]
        pub struct $auth {
            $(#[scheme(api_key(header = $header), scopes = $scopes)] pub $field: ui_tests::Nobody,)*
        }
    };
}
schemes!(Written Granted { first "X-First" "one" One second "X-Second" "two" Two });

macro_rules! requirements {
    ($($name:ident $scheme:ident $token:literal)*) => {$(
        requirement!(pub $name -> ui_tests::Machine = $scheme($token));
    )*};
}
requirements!(First first "one" Second second "two");

#[secured(any(First, Second))]
#[utoipa::path(get, path = "/")]
async fn written(#[principal] _who: ui_tests::Machine) {}

macro_rules! mounted {
    ($($handler:path),*) => { SecuredRouter::new().routes(routes!($($handler),*)) };
}

fn main() {
    let router: SecuredRouter<Arc<Auth>> = mounted!(ident_get, ident_post)
        .routes(routes!(literal, open::literal))
        .routes(routes!(tt, scoped::tt))
        .routes(routes!(many))
        .routes(routes!(path, variant::path))
        .routes(routes!(expr))
        .route("/typed", axum_secured::routing::get(typed))
        .route("/maybe", axum_secured::routing::get(maybe))
        .route("/maybe-admitted", axum_secured::routing::get(maybe_admitted))
        .route("/inner", axum_secured::routing::get(inner))
        .route("/admitted", axum_secured::routing::get(admitted))
        .route("/nested", axum_secured::routing::get(nested))
        .route("/item", axum_secured::routing::get(item));
    let _ = router.split_for_parts();
    let router: SecuredRouter<Arc<Written>> = mounted!(written);
    let _ = router.split_for_parts();
}
