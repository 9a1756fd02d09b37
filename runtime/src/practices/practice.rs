//! The practices themselves: their codes, what is wrong with them, and how to mend it.

use std::fmt;

/// Something that works, and that a guide of security advises against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Practice {
    /// An address beyond loopback is served without TLS.
    PlainHttp,
    /// A URL that credentials are sent to is `http` and leads beyond loopback.
    PlainHttpUrl,
    /// Pages of any origin may read answers to requests with credentials.
    WildcardCors,
    /// A token that never ends is admitted.
    TokenWithoutExpiry,
    /// Tokens may live longer than 24 hours.
    LongLivedToken,
    /// A route that gives out tokens has no limit.
    UnlimitedTokenRoute,
    /// Failed attempts at passwords are not counted.
    UnlimitedAttempts,
    /// Stored hashes are weaker than OWASP's figures, or of a kind that is not accepted.
    WeakPasswordHash,
    /// A password is stored as it is.
    PlaintextPassword,
    /// An API key stands in the URL.
    KeyInQuery,
    /// A check is waived by a setting that begins with `dangerous_`.
    WaivedCheck,
}

impl Practice {
    #[cfg(test)]
    pub(super) const ALL: [Self; 11] = [
        Self::PlainHttp,
        Self::PlainHttpUrl,
        Self::WildcardCors,
        Self::TokenWithoutExpiry,
        Self::LongLivedToken,
        Self::UnlimitedTokenRoute,
        Self::UnlimitedAttempts,
        Self::WeakPasswordHash,
        Self::PlaintextPassword,
        Self::KeyInQuery,
        Self::WaivedCheck,
    ];

    /// Its name in reports and logs, which stays the same.
    pub const fn code(self) -> &'static str {
        self.texts().0
    }

    /// What is wrong with it.
    pub const fn what(self) -> &'static str {
        self.texts().1
    }

    /// What to do instead.
    pub const fn mend(self) -> &'static str {
        self.texts().2
    }

    const fn texts(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::PlainHttp => (
                "plain_http",
                "passwords, keys and tokens travel in the clear",
                "serve TLS, or listen on loopback behind a proxy that does",
            ),
            Self::PlainHttpUrl => (
                "plain_http_url",
                "whoever is on the way reads what clients send there, and answers in its place",
                "write `https`, or a path on this server",
            ),
            Self::WildcardCors => (
                "wildcard_cors",
                "any page reads what the caller's browser may read",
                "list the origins that are trusted, or do not allow credentials",
            ),
            Self::TokenWithoutExpiry => (
                "token_without_expiry",
                "a stolen token opens the door for ever",
                "refuse tokens without `exp`, as `Jwt` does",
            ),
            Self::LongLivedToken => (
                "long_lived_token",
                "a stolen token opens the door for days",
                "keep `max_lifetime` within 24 hours, and renew with refresh tokens",
            ),
            Self::UnlimitedTokenRoute => (
                "unlimited_token_route",
                "passwords and client secrets are tried there as often as anybody likes",
                "give its decision a limit, `limit = \"30/minute\"` (feature `limits`)",
            ),
            Self::UnlimitedAttempts => (
                "unlimited_attempts",
                "the passwords of an account are guessed from many addresses, or of many from one",
                "count failures with `.attempts(..)` (feature `limits`)",
            ),
            Self::WeakPasswordHash => (
                "weak_password_hash",
                "who steals the hashes guesses too many passwords a second, or nobody can sign in",
                "hash anew at the next log-in: `PasswordStore::rehashed`, `PasswordHasher`",
            ),
            Self::PlaintextPassword => (
                "plaintext_password",
                "who reads the table has the password",
                "store `passwords::hash_password` of it, and have its owner choose another",
            ),
            Self::KeyInQuery => (
                "key_in_query",
                "URLs end up in logs, histories and referrers, and the key with them",
                "take the key in a header",
            ),
            Self::WaivedCheck => (
                "waived_check",
                "what this check keeps out comes in",
                "say what is accepted instead of all",
            ),
        }
    }
}

impl fmt::Display for Practice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
