//! A documented library: public handlers, schemes and requirements under the strictest lints.
#![deny(
    warnings, missing_docs, missing_debug_implementations, missing_copy_implementations,
    unreachable_pub, unused, nonstandard_style, future_incompatible, rust_2018_idioms,
    let_underscore_drop, non_ascii_idents, redundant_lifetimes, single_use_lifetimes,
    trivial_casts, trivial_numeric_casts, unit_bindings, unnameable_types, unused_import_braces,
    unused_lifetimes, unused_qualifications, unused_results, variant_size_differences
)]
#![forbid(unsafe_code)]

use axum_secured::{Scopes, SecuritySchemes};
use ui_tests::Nobody;

/// What a token may do.
#[derive(Debug, Clone, Copy, Scopes)]
pub enum Scope {
    /// Read.
    #[scope("read")]
    Read,
    /// Write.
    #[scope("write", implies(Read))]
    Write,
}

/// Who may call.
#[derive(Debug, SecuritySchemes)]
pub struct Auth {
    /// A token.
    #[scheme(http(bearer), scopes = Scope)]
    pub token: Nobody,
    /// A key.
    #[scheme(api_key(header = "X-Key"))]
    pub key: Nobody,
}

/// Handlers.
pub mod handlers {
    use axum::{Json, http::StatusCode, response::IntoResponse};
    use axum_secured::{Admitted, public, requirement, secured};
    use ui_tests::{Machine, User};

    use crate::{Scope, key, token};

    requirement!(
        /// Who may write.
        pub Writer -> User = token("write")
    );

    /// Reads.
    #[secured(any(token("read"), all(token, key)))]
    #[utoipa::path(get, path = "/read")]
    pub async fn read() -> Json<u8> {
        Json(1)
    }

    /// Writes.
    #[secured(Writer)]
    #[utoipa::path(post, path = "/write")]
    pub async fn write(#[principal] _who: User) -> Result<StatusCode, StatusCode> {
        Ok(StatusCode::CREATED)
    }

    /// Knows how its caller was admitted.
    #[secured(token(Scope::Write))]
    #[utoipa::path(put, path = "/write")]
    pub async fn admitted(#[principal] who: Admitted<User>) -> String {
        who.scheme().to_owned()
    }

    /// Greets.
    #[secured(optional(key))]
    pub async fn greet(#[principal] who: Option<Machine>) -> impl IntoResponse {
        if who.is_some() { "machine" } else { "stranger" }
    }

    /// Is there.
    #[public("liveness probe")]
    pub async fn health() {}
}

/// Mounts them.
fn main() {
    use axum_secured::{SecuredRouter, routes, routing::get};

    let router: SecuredRouter<std::sync::Arc<Auth>> = SecuredRouter::new()
        .routes(routes!(handlers::read))
        .routes(routes!(handlers::write, handlers::admitted))
        .route("/greet", get(handlers::greet))
        .route("/health", get(handlers::health));
    let _parts = router.split_for_parts();
}
