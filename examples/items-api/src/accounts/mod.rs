//! Accounts: passwords as argon2 hashes, allowed scopes, tenant and role, whether they are disabled.

mod account;
mod admin;
mod demo;
mod passwords;

use std::time::{Duration, SystemTime};

use account::account;
pub use account::{Account, Creation, NewAccount, User};
pub use admin::{Listed, Switch};
pub(crate) use demo::{DEMO_NAMES, TENANTS};
use passwords::second_after;

use crate::database::{Database, Failure, Value, nanoseconds};

/// The accounts of one database.
#[derive(Debug, Clone)]
pub struct Accounts {
    database: Database,
    /// Whether demo accounts count: everybody knows their passwords.
    demo: bool,
}

/// By how much the clock of another instance, where an account may log in at once, may be behind.
const CLOCKS_APART: Duration = Duration::from_secs(60);

/// Bytes of a name: an index of PostgreSQL takes no more than some thousands.
const LONGEST_NAME: usize = 255;

/// What an account may let tokens do, unless it is an admin's.
pub(crate) const ALL_SCOPES: &str = "users:read users:write items:read items:write";

impl Accounts {
    /// Those in `database`; `demo` says whether demo accounts count.
    pub fn new(database: Database, demo: bool) -> Self {
        Self { database, demo }
    }

    /// The account of `username`.
    ///
    /// # Errors
    /// The database cannot tell.
    pub async fn find(&self, username: String) -> Result<Option<Account>, Failure> {
        let query = "SELECT username, email, full_name, disabled, password_hash, scopes,
                password_set_at, tenant, role
            FROM accounts WHERE username = $1 AND (NOT demo OR $2)";
        let values = [Value::Text(username), self.demo.into()];
        if values.iter().any(Value::has_nul) {
            return Ok(None);
        }
        let Some(row) = self.database.row(query, values).await? else {
            return Ok(None);
        };
        let account = account(row).ok_or("the row of an account is not in its form")?;
        Ok(Some(account))
    }

    /// Adds an account, unless its name is taken, in whatever case: of many at once one gets it. So is the name of a tenant
    /// of its own, while somebody else is there: an account that had the name before, for one.
    ///
    /// # Errors
    /// The database did not answer, and the account may be there or not.
    pub async fn create(&self, account: NewAccount) -> Result<Creation, Failure> {
        self.insert(account, false, false).await
    }

    /// Writes to another address from now on, and tells whether there is such an account, with a log-in
    /// from then. One that has ended while the body of its request was on the way sets nothing.
    ///
    /// # Errors
    /// The database did not answer, and it may be set or not.
    pub async fn set_email(
        &self,
        username: String,
        email: String,
        logged_in_at: SystemTime,
    ) -> Result<bool, Failure> {
        let statement = "UPDATE accounts SET email = $1
            WHERE username = $2 AND (NOT demo OR $3) AND NOT disabled AND password_set_at < $4";
        let values = [
            Value::Text(email),
            Value::Text(username),
            self.demo.into(),
            // Any time in the second that its token names.
            Value::Integer(nanoseconds(second_after(logged_in_at)?)?),
        ];
        self.change(statement, values).await
    }

    async fn insert(
        &self,
        account: NewAccount,
        disabled: bool,
        demo: bool,
    ) -> Result<Creation, Failure> {
        if account.username.len() > LONGEST_NAME {
            return Ok(Creation::Unfit);
        }
        let statement = "INSERT INTO accounts
            (username, email, full_name, disabled, password_hash, scopes, demo, password_set_at,
                tenant, role)
            SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10
            WHERE NOT EXISTS (SELECT 1 FROM accounts WHERE lower(username) = lower($1))
                AND NOT EXISTS (SELECT 1 FROM accounts WHERE tenant = $9 AND tenant = '~' || $1)
            ON CONFLICT (username) DO NOTHING";
        // Log-ins of an earlier account of this name are not this one's.
        let set_at = nanoseconds(SystemTime::now() - CLOCKS_APART)?;
        let values = [
            Value::Text(account.username),
            Value::Text(account.email),
            Value::Text(account.full_name),
            disabled.into(),
            Value::Text(account.password_hash),
            Value::Text(account.scopes),
            demo.into(),
            Value::Integer(set_at),
            Value::Text(account.tenant),
            Value::Text(account.role),
        ];
        if values.iter().any(Value::has_nul) {
            return Ok(Creation::Unfit);
        }
        // Nor is what such an account had, or what is left in a tenant of its own.
        let forget = "DELETE FROM items
            WHERE (owner = $1 OR (tenant = $2 AND tenant = '~' || $1)) AND NOT EXISTS
                (SELECT 1 FROM accounts WHERE username = $1 OR (tenant = $2 AND tenant = '~' || $1))";
        let names = [values[0].clone(), values[8].clone()];
        self.database.execute(forget, names).await?;
        let created = self.database.execute(statement, values).await? == 1;
        Ok(if created {
            Creation::Created
        } else {
            Creation::Taken
        })
    }

    async fn change<const N: usize>(
        &self,
        statement: &'static str,
        values: [Value; N],
    ) -> Result<bool, Failure> {
        // No account has such a name or such a hash.
        if values.iter().any(Value::has_nul) {
            return Ok(false);
        }
        Ok(self.database.execute(statement, values).await? == 1)
    }
}
