//! Tenants: a caller that belongs to one reaches what is that tenant's, and nothing else.

mod asked;
mod source;

use std::{fmt, ops::Deref, str::FromStr};

use axum::extract::FromRequestParts;
use http::request::Parts;

pub(crate) use self::{
    asked::{Asked, admit},
    source::Source,
};
use crate::{
    refusal::{Cause, Refusal},
    render::{Problem, rendering},
    requirement::Site,
};

pub use self::source::TenantIn;

/// The tenant of a request, below a router with [`SecuredRouter::tenant`](crate::SecuredRouter::tenant):
/// the one that the request names and that its caller belongs to. It derefs to a [`String`], or to what
/// the application makes of it by [`FromStr`] (`Tenant<Uuid>`); a tenant of which nothing can be made
/// does not exist (404).
///
/// There is no other way to one than as an argument of such a handler:
///
/// ```
/// # use std::sync::Arc;
/// # use axum_secured::{ApiKey, Context, SecuritySchemes, Verdict, Verifier, routing::get};
/// # struct V;
/// # impl Verifier<ApiKey> for V { type Principal = u8; async fn verify(&self, _: ApiKey, _: &Context<'_>) -> Verdict<u8> { Verdict::Invalid } }
/// # #[derive(SecuritySchemes)] struct Auth { #[scheme(api_key(header = "k"))] api_key: V }
/// use axum_secured::{SecuredRouter, Tenant, TenantIn, secured};
///
/// #[secured(api_key)]
/// async fn items(tenant: Tenant) -> String {
///     format!("the items of {}", tenant.as_str())
/// }
///
/// let of_a_tenant = SecuredRouter::<Arc<Auth>>::new()
///     .route("/items", get(items))
///     .tenant(TenantIn::path("tenant"));
/// let router = SecuredRouter::new().nest("/tenants/{tenant}", of_a_tenant);
/// # router.try_into_router().unwrap();
/// ```
///
/// A handler that asks for one and has none (it is public, or mounted elsewhere) is a fault of the
/// application: the answer is 500.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tenant<T = String>(T);

impl<T> Tenant<T> {
    /// What is known of it.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> Deref for Tenant<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: fmt::Display> fmt::Display for Tenant<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What a fault says in the log: which one it is.
const UNMATCHED: &str =
    "a handler asks for its tenant, and is public or below no router with tenants";

impl<S: Send + Sync, T: FromStr + Send> FromRequestParts<S> for Tenant<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        let matched = parts.extensions.get::<Asked>().and_then(Asked::matched);
        let Some((tenant, at)) = matched else {
            let nobody = Site {
                name: "Tenant",
                file: "",
                line: 0,
            };
            return Err(Refusal::draft(Cause::Fault, nobody, rendering::<Problem>)
                .reason(Some(UNMATCHED))
                .finish());
        };
        tenant
            .parse()
            .map(Self)
            .map_err(|_| at.refusal(Cause::Hidden, "unknown_tenant"))
    }
}
