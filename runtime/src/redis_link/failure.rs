//! Why Redis cannot tell.

use std::{fmt, time::Duration};

use redis::{ErrorKind, RedisError};

/// Holds nothing that Redis says but the code of an error: Redis may quote what it was sent, passwords
/// included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Failure {
    /// With what the operating system or TLS says.
    Unreachable(String),
    TooSlow(Duration),
    /// With the code of the error.
    Refused(String),
    TooOld,
    /// What answers is something else.
    Foreign,
    /// What is kept is not what this store writes.
    Unexpected(&'static str),
    /// A time that cannot be kept.
    Time,
}

impl Failure {
    /// Whether Redis answered: the connection is as good as before.
    pub(crate) fn is_answer(&self) -> bool {
        matches!(self, Self::Refused(_))
    }

    /// Whether Redis does not know the script yet, or no longer.
    pub(crate) fn is_unknown_script(&self) -> bool {
        matches!(self, Self::Refused(code) if code == "NOSCRIPT")
    }
}

impl From<RedisError> for Failure {
    fn from(error: RedisError) -> Self {
        match error.kind() {
            ErrorKind::Io => Self::Unreachable(error.to_string()),
            ErrorKind::Parse => Self::Foreign,
            ErrorKind::RESP3NotSupported => Self::TooOld,
            ErrorKind::AuthenticationFailed => Self::Refused("WRONGPASS".to_owned()),
            ErrorKind::Server(_) | ErrorKind::Extension => Self::Refused(code(error)),
            _ => Self::Unexpected("an answer is of another kind than asked for"),
        }
    }
}

fn code(error: RedisError) -> String {
    let errors = error.into_server_errors();
    let first = errors.as_deref().and_then(<[_]>::first);
    let code = first.map_or("ERR", |(_, error)| error.code());
    if code.bytes().all(|byte| byte.is_ascii_uppercase()) {
        code.to_owned()
    } else {
        "ERR".to_owned()
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreachable(why) => write!(f, "Redis cannot be reached: {why}"),
            Self::TooSlow(timeout) => write!(f, "Redis did not answer within {timeout:?}"),
            Self::Refused(code) => write!(f, "Redis refuses: {code}"),
            Self::TooOld => f.write_str("Redis is older than version 6"),
            Self::Foreign => f.write_str("what answers does not speak as Redis does"),
            Self::Unexpected(what) => {
                write!(f, "Redis holds what this store did not write: {what}")
            }
            Self::Time => f.write_str("a time before 1970 or after 9999 cannot be kept"),
        }
    }
}

impl std::error::Error for Failure {}
