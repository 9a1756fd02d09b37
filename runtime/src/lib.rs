//! axum-secured

pub mod admitted;
pub mod api_keys;
mod catalogue;
mod challenge;
pub mod credential;
mod cross_site;
mod decision;
mod entry;
mod evaluate;
mod guard;
#[cfg(feature = "jwt")]
pub mod jwt;
pub mod manifest;
mod message;
mod misconfiguration;
#[cfg(feature = "openapi")]
mod openapi;
#[cfg(feature = "password")]
pub mod passwords;
mod refusal;
pub mod render;
pub mod requirement;
mod router;
pub mod scheme;
pub mod scope;
mod secret;
mod settings;
#[cfg(feature = "swagger-ui")]
mod swagger;
#[cfg(feature = "testing")]
pub mod testing;
pub mod verifier;

/// Handlers without a document: axum's vocabulary for decided handlers alone.
pub mod routing {
    pub use crate::router::{
        MethodRoutes, any, delete, get, head, options, patch, post, put, trace,
    };
}

pub use admitted::Admitted;
pub use api_keys::ApiKeys;
pub use axum_secured_macros::{Scopes, SecuritySchemes, public, secured};
pub use catalogue::{Atom, Catalogue};
pub use challenge::{Challenge, Complaint};
pub use credential::{ApiKey, Basic, BearerToken};
pub use decision::{DecisionValue, Public, Secured, public, secured};
#[cfg(feature = "jwt")]
pub use jwt::{
    Accounts, Algorithm, ClaimsOnly, Clock, Jwt, JwtBuilder, KeySet, ScopeFormat, SystemClock,
};
pub use manifest::Manifest;
pub use misconfiguration::Misconfiguration;
#[cfg(feature = "password")]
pub use passwords::{PasswordHasher, PasswordStore, Passwords};
pub use refusal::{Cause, Refusal};
pub use render::Render;
pub use router::{Misrouted, SecuredRouter};
pub use scheme::{Kind, Scheme};
pub use scope::{NoScopes, ScopeSet, Scopes};
pub use secret::Secret;
pub use settings::Settings;
pub use verifier::{Context, Source, Verdict, Verified, Verifier};

/// What generated code calls. Covered by no promise.
#[doc(hidden)]
pub mod __private {
    pub use crate::{
        admitted::proofs,
        catalogue::{Group, same_struct},
        decision::{Decision, FirstArgument, NoArgument, Statement, Wired},
        entry::{Entry, Standing},
        guard::{Absentable, Carried, Declaration, Guard, GuardWith, Open, Yields},
        requirement::{Draft, Need, Policy, Requirement, Site, assert_alive, assert_scope},
        scheme::{Flow, Grant},
        scope::{ScopeEntry, ScopeTable},
    };
    pub use axum_secured_macros::requirement;
    #[cfg(feature = "openapi")]
    pub use axum_secured_macros::routes;
    pub use http::request::Parts;

    #[cfg(feature = "openapi")]
    pub use crate::{
        openapi::{Document, Documented, Schemas, document, operation, schemas},
        router::Routes,
    };
    #[cfg(feature = "openapi")]
    pub use utoipa;

    /// Links a handler's decision to what `#[utoipa::path]` says of it.
    #[cfg(feature = "openapi")]
    #[macro_export]
    #[doc(hidden)]
    macro_rules! __documented {
        ($marker:ident, $path:ident, $first:ty) => {
            impl $crate::__private::Documented for $marker {
                fn document() -> $crate::__private::Document {
                    $crate::__private::document::<$path, $first>()
                }
            }
            // Inherent functions are found before those of utoipa's traits, by its own `routes!`
            // and derive too: they cannot publish the operation without the decision.
            #[allow(dead_code)]
            impl $path {
                #[doc(hidden)]
                pub fn operation() -> $crate::__private::utoipa::openapi::path::Operation {
                    $crate::__private::operation::<Self, $first>()
                }
                #[doc(hidden)]
                pub fn schemas(schemas: &mut $crate::__private::Schemas) {
                    $crate::__private::schemas::<Self, $first>(schemas);
                }
            }
        };
    }

    #[cfg(not(feature = "openapi"))]
    #[macro_export]
    #[doc(hidden)]
    macro_rules! __documented {
        ($($anything:tt)*) => {};
    }

    /// Takes the name that `#[utoipa::path]` would take: where it stands above the decision, and
    /// would publish the operation without it, the two collide.
    #[cfg(feature = "openapi")]
    #[macro_export]
    #[doc(hidden)]
    macro_rules! __undocumented {
        ($visibility:vis $path:ident) => {
            #[doc(hidden)]
            #[allow(non_camel_case_types, dead_code)]
            #[derive(Debug)]
            $visibility enum $path {}
        };
    }

    #[cfg(not(feature = "openapi"))]
    #[macro_export]
    #[doc(hidden)]
    macro_rules! __undocumented {
        ($($anything:tt)*) => {};
    }
}

/// Names a requirement, to be used like a scheme:
/// `requirement!(pub Editor -> Caller = any(bearer("items:write"), all(api_key, basic)));`
#[macro_export]
macro_rules! requirement {
    ($($definition:tt)*) => {
        $crate::__private::requirement! { $crate; $($definition)* }
    };
}

/// Collects the decided and documented handlers of one path for
/// [`SecuredRouter::routes`](crate::SecuredRouter::routes).
#[cfg(feature = "openapi")]
#[macro_export]
macro_rules! routes {
    ($($handlers:tt)*) => {
        $crate::__private::routes! { $crate; $($handlers)* }
    };
}
