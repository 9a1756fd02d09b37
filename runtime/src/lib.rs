//! axum-secured

pub mod api_keys;
pub mod credential;
mod misconfiguration;
#[cfg(feature = "password")]
pub mod passwords;
mod scheme;
pub mod scope;
mod secret;
mod settings;
#[cfg(feature = "testing")]
pub mod testing;
pub mod verifier;

pub use api_keys::ApiKeys;
pub use credential::{ApiKey, Basic, BearerToken};
pub use misconfiguration::Misconfiguration;
#[cfg(feature = "password")]
pub use passwords::{PasswordHasher, PasswordStore, Passwords};
pub use scheme::{Flow, Grant, Kind, Scheme};
pub use scope::{NoScopes, ScopeSet, ScopeTable, Scopes};
pub use secret::Secret;
pub use settings::Settings;
pub use verifier::{Context, Source, Verdict, Verified, Verifier};
