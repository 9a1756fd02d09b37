//! The router: axum's vocabulary, and no route without a decision.

mod caching;
mod fallbacks;
mod floors;
mod layers;
mod misrouted;
pub(crate) mod mounted;
#[cfg(feature = "openapi")]
mod routes;
mod routing;
mod secured_router;
mod services;

pub use misrouted::Misrouted;
#[cfg(feature = "openapi")]
pub use routes::Routes;
pub use routing::{MethodRoutes, any, delete, get, head, options, patch, post, put, trace};
pub use secured_router::SecuredRouter;
