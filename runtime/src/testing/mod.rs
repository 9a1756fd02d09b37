//! Credentials for tests: valid ones, and such as every guard has to refuse.

mod api_keys;
mod passwords;

pub use api_keys::TestKey;
pub use passwords::TestLogin;
