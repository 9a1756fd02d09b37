//! The attributes of `axum-secured`, which re-exports and documents them.

mod checks;
mod errors;
#[cfg(test)]
mod hostile;
mod requirement;
mod routes;
mod schemes;
mod scopes;
mod secured;
#[cfg(test)]
mod snapshots;
mod suggest;

use proc_macro::TokenStream;

/// Says who may call a handler; documented where `axum_secured` re-exports it.
#[proc_macro_attribute]
pub fn secured(arguments: TokenStream, item: TokenStream) -> TokenStream {
    secured::secured(arguments.into(), item.into()).into()
}

/// Says that everybody may call a handler, and why; documented where `axum_secured` re-exports it.
#[proc_macro_attribute]
pub fn public(arguments: TokenStream, item: TokenStream) -> TokenStream {
    secured::public(arguments.into(), item.into()).into()
}

/// Makes a function a check; documented where `axum_secured` re-exports it.
#[proc_macro_attribute]
pub fn check(arguments: TokenStream, item: TokenStream) -> TokenStream {
    checks::check(arguments.into(), item.into()).into()
}

/// Collects the handlers of one path; documented where `axum_secured` re-exports it.
#[proc_macro]
pub fn routes(handlers: TokenStream) -> TokenStream {
    routes::routes(handlers.into()).into()
}

/// Names a requirement; documented where `axum_secured` re-exports it.
#[proc_macro]
pub fn requirement(definition: TokenStream) -> TokenStream {
    requirement::requirement(definition.into()).into()
}

/// Declares security schemes; documented where `axum_secured` re-exports it.
#[proc_macro_derive(SecuritySchemes, attributes(scheme, schemes))]
pub fn security_schemes(item: TokenStream) -> TokenStream {
    schemes::derive(item.into()).into()
}

/// Declares scopes; documented where `axum_secured` re-exports it.
#[proc_macro_derive(Scopes, attributes(scope, scopes))]
pub fn scopes(item: TokenStream) -> TokenStream {
    scopes::scopes(item.into()).into()
}

/// Declares roles; documented where `axum_secured` re-exports it.
#[proc_macro_derive(Roles, attributes(role, roles))]
pub fn roles(item: TokenStream) -> TokenStream {
    scopes::roles(item.into()).into()
}
