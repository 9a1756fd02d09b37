//! Accounts for demonstration: two tenants, three roles, and passwords that everybody knows.

use axum_secured::PasswordHasher;

use super::{ALL_SCOPES, Accounts, NewAccount};
use crate::database::Failure;

/// What else an admin may do.
const ADMIN_SCOPES: &str =
    "users:read users:write items:read items:write accounts:read accounts:write";

/// Whose accounts were for demonstration before that was written beside them.
pub(crate) const DEMO_NAMES: [&str; 2] = ["johndoe", "alice"];

/// Where accounts belong that were there before tenants: in one of their own, as whoever signs up, but
/// for those of the demonstration.
pub(crate) const TENANTS: &str = "
    UPDATE accounts SET tenant = '~' || username;
    UPDATE accounts SET tenant = 'acme' WHERE demo AND username IN ('johndoe', 'alice');
    UPDATE accounts SET role = 'moderator' WHERE demo AND username = 'johndoe';";

struct Demo {
    username: &'static str,
    password: &'static str,
    email: &'static str,
    full_name: &'static str,
    disabled: bool,
    scopes: &'static str,
    tenant: &'static str,
    role: &'static str,
}

const DEMO: [Demo; 5] = [
    Demo {
        username: "johndoe",
        password: "secret",
        email: "johndoe@example.com",
        full_name: "John Doe",
        disabled: false,
        scopes: ALL_SCOPES,
        tenant: "acme",
        role: "moderator",
    },
    Demo {
        username: "alice",
        password: "secret2",
        email: "alice@example.com",
        full_name: "Alice Wonderson",
        disabled: true,
        scopes: ALL_SCOPES,
        tenant: "acme",
        role: "member",
    },
    Demo {
        username: "ada",
        password: "secret3",
        email: "ada@example.com",
        full_name: "Ada of Acme",
        disabled: false,
        scopes: ADMIN_SCOPES,
        tenant: "acme",
        role: "admin",
    },
    Demo {
        username: "grace",
        password: "secret4",
        email: "grace@example.com",
        full_name: "Grace of Globex",
        disabled: false,
        scopes: ADMIN_SCOPES,
        tenant: "globex",
        role: "admin",
    },
    Demo {
        username: "edsger",
        password: "secret5",
        email: "edsger@example.com",
        full_name: "Edsger of Globex",
        disabled: false,
        scopes: ALL_SCOPES,
        tenant: "globex",
        role: "member",
    },
];

impl Accounts {
    /// Adds the accounts of the guide, and some beside them, unless they are there.
    pub(crate) async fn add_demo(&self, hasher: &PasswordHasher) -> Result<(), Failure> {
        for demo in DEMO {
            if self.find(demo.username.to_owned()).await?.is_some() {
                continue;
            }
            let hash = hasher.hash(demo.password).await;
            let account = NewAccount {
                username: demo.username.to_owned(),
                email: demo.email.to_owned(),
                full_name: demo.full_name.to_owned(),
                password_hash: hash.map_err(|error| error.error().to_string())?,
                scopes: demo.scopes.to_owned(),
                tenant: demo.tenant.to_owned(),
                role: demo.role.to_owned(),
            };
            // Another instance may have been faster.
            self.insert(account, demo.disabled, true).await?;
        }
        Ok(())
    }
}
