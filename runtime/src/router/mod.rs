//! The router: axum's vocabulary, and no route without a decision.

pub(crate) mod binding;
mod caching;
mod composing;
mod fallbacks;
mod floors;
mod layers;
mod misrouted;
pub(crate) mod mounted;
pub(crate) mod paths;
mod practices;
#[cfg(feature = "openapi")]
mod routes;
mod routing;
mod secured_router;
mod services;
mod splitting;
mod tenants;

pub use misrouted::Misrouted;
#[cfg(feature = "openapi")]
pub use routes::Routes;
pub use routing::{MethodRoutes, any, delete, get, head, options, patch, post, put, trace};
pub use secured_router::SecuredRouter;
