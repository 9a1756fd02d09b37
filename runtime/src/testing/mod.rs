//! Credentials for tests: valid ones, and such as every guard has to refuse; and questions to a finished
//! application about the [practices](crate::practices) it follows.

mod api_keys;
#[cfg(feature = "introspection")]
mod introspection;
#[cfg(feature = "jwt")]
mod jwt;
mod passwords;
mod practices;
mod secret;
#[cfg(feature = "tokens")]
mod token_store;

pub use api_keys::TestKey;
#[cfg(feature = "introspection")]
pub use introspection::TestTokens;
#[cfg(feature = "jwt")]
pub use jwt::TestIssuer;
pub use passwords::TestLogin;
pub use practices::{probe_cors, probe_cors_at, probe_endless_token};
pub use secret::secret;
#[cfg(feature = "tokens")]
pub use token_store::check_token_store;
