//! Password hashes: argon2id, and bcrypt for those that came from elsewhere.

use std::fmt;

use argon2::{Algorithm, Argon2, Params, PasswordHash, PasswordHasher as _, Version};
use base64::Engine as _;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use crate::{misconfiguration::Misconfiguration, secret::fill_random};

/// No longer password is hashed, let alone accepted. In bytes.
pub const MAX_PASSWORD: usize = 1024;

/// bcrypt reads no further. In bytes.
const MAX_BCRYPT: usize = 72;

/// 128 bits: fewer are guessed too easily. In bytes.
const MIN_OUTPUT: usize = 16;

/// A stored hash, read and within bounds.
#[derive(Clone)]
pub(super) enum Hash {
    Argon2id {
        cost: Argon2Cost,
        salt: Box<[u8]>,
        output: Box<[u8]>,
    },
    Bcrypt {
        cost: u32,
        salt: [u8; 16],
        output: [u8; 23],
    },
}

/// What one computation costs: all that decides how long it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cost {
    Argon2id(Argon2Cost),
    Bcrypt(u32),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Argon2Cost {
    /// In KiB.
    memory: u32,
    passes: u32,
    lanes: u32,
}

impl Argon2Cost {
    /// 19 MiB, two passes, one lane (OWASP Password Storage Cheat Sheet; the algorithm and its salt as
    /// in RFC 9106).
    pub(super) const DEFAULT: Self = Self {
        memory: 19 * 1024,
        passes: 2,
        lanes: 1,
    };

    /// What an application asks for: no less than the default, no more than is accepted.
    pub(super) fn chosen(memory: u32, passes: u32, lanes: u32) -> Result<Self, Misconfiguration> {
        let chosen = Self {
            memory,
            passes,
            lanes,
        };
        if memory < Self::DEFAULT.memory || passes < Self::DEFAULT.passes || lanes == 0 {
            return Err(Misconfiguration::new(
                "password hashes cost at least 19456 KiB, 2 passes and 1 lane",
            ));
        }
        if let Some(excess) = chosen.excess() {
            return Err(Misconfiguration::new(format!(
                "the cost of password hashes {excess}"
            )));
        }
        chosen.parameters(MIN_OUTPUT).map_err(|error| {
            Misconfiguration::new(format!("no password can be hashed: {error}"))
        })?;
        Ok(chosen)
    }

    /// A hash decides what its verification costs: one row slipped into a table could otherwise keep
    /// the server busy.
    fn excess(self) -> Option<&'static str> {
        if self.memory > 256 * 1024 {
            Some("asks for more than 256 MiB of memory")
        } else if self.passes > 16 {
            Some("asks for more than 16 passes")
        } else if self.lanes > 8 {
            Some("asks for more than 8 lanes")
        } else {
            None
        }
    }

    /// What somebody who guesses pays each time. Fewer passes over more memory count as much: so it
    /// is with the equivalent settings that the cheat sheet names.
    fn work(self) -> u64 {
        u64::from(self.memory) * u64::from(self.passes)
    }

    fn parameters(self, output: usize) -> argon2::Result<Params> {
        Params::new(self.memory, self.passes, self.lanes, Some(output))
    }

    /// A new hash of `password`.
    pub(super) fn hash(self, password: &str) -> Result<String, Misconfiguration> {
        if password.is_empty() {
            return Err(Misconfiguration::new("the password to hash is empty"));
        }
        if password.len() > MAX_PASSWORD {
            return Err(Misconfiguration::new(format!(
                "the password to hash is longer than {MAX_PASSWORD} bytes"
            )));
        }
        let mut salt = [0; 16];
        fill_random(&mut salt)?;
        self.parameters(Params::DEFAULT_OUTPUT_LEN)
            .map(|parameters| Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters))
            .map_err(|error| error.to_string())
            .and_then(|argon2| {
                argon2
                    .hash_password_with_salt(password.as_bytes(), &salt)
                    .map_err(|error| error.to_string())
            })
            .map(|hash| hash.to_string())
            .map_err(|error| {
                Misconfiguration::new(format!("the password cannot be hashed: {error}"))
            })
    }
}

/// Memory in KiB and passes of argon2id (OWASP Password Storage Cheat Sheet).
const STRONG: [(u32, u32); 5] = [
    (46 * 1024, 1),
    (19 * 1024, 2),
    (12 * 1024, 3),
    (9 * 1024, 4),
    (7 * 1024, 5),
];

/// Its figure for bcrypt.
const STRONG_BCRYPT: u32 = 10;

impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Argon2id(Argon2Cost {
                memory,
                passes,
                lanes,
            }) => write!(f, "argon2id, m={memory}, t={passes}, p={lanes}"),
            Self::Bcrypt(cost) => write!(f, "bcrypt, cost {cost}"),
        }
    }
}

impl Cost {
    /// What new hashes cost.
    pub(super) const DEFAULT: Self = Self::Argon2id(Argon2Cost::DEFAULT);

    /// Whether less is to be paid for a guess than OWASP's figures say, each of which is worth as much
    /// as the others.
    pub(super) fn is_weak(self) -> bool {
        match self {
            Self::Argon2id(cost) => !STRONG
                .iter()
                .any(|(memory, passes)| cost.memory >= *memory && cost.passes >= *passes),
            Self::Bcrypt(cost) => cost < STRONG_BCRYPT,
        }
    }

    /// A hash of this cost that no password is known for, to be computed in place of another.
    pub(super) fn decoy(self) -> Hash {
        match self {
            Self::Argon2id(cost) => Hash::Argon2id {
                cost,
                salt: Box::new([0; 16]),
                output: Box::new([0; 32]),
            },
            Self::Bcrypt(cost) => Hash::Bcrypt {
                cost,
                salt: [0; 16],
                output: [0; 23],
            },
        }
    }
}

impl Hash {
    /// Reads a hash; errors call it `label` and never quote it.
    pub(super) fn parse(text: &str, label: &str) -> Result<Self, Misconfiguration> {
        let hash = if text.starts_with("$argon2id$") {
            argon2id(text)
        } else if ["$2a$", "$2b$", "$2y$"]
            .iter()
            .any(|prefix| text.starts_with(prefix))
        {
            bcrypt(text)
        } else if text.starts_with('$') {
            Err("is neither argon2id nor bcrypt ($2a$, $2b$, $2y$)")
        } else {
            Err(MALFORMED)
        };
        hash.map_err(|why| Misconfiguration::new(format!("{label} {why}")))
    }

    pub(super) fn cost(&self) -> Cost {
        match self {
            Self::Argon2id { cost, .. } => Cost::Argon2id(*cost),
            Self::Bcrypt { cost, .. } => Cost::Bcrypt(*cost),
        }
    }

    /// Whether it is the hash of `password`. All the work is done whatever the answer.
    pub(super) fn is_of(&self, password: &[u8]) -> argon2::Result<bool> {
        match self {
            Self::Argon2id { cost, salt, output } => {
                let mut computed = Zeroizing::new(vec![0; output.len()]);
                Argon2::new(
                    Algorithm::Argon2id,
                    Version::V0x13,
                    cost.parameters(output.len())?,
                )
                .hash_password_into(password, salt, &mut computed)?;
                Ok(computed.ct_eq(output).into())
            }
            Self::Bcrypt { cost, salt, output } => {
                // bcrypt itself takes a NUL for the end and overlooks what comes after 72 bytes;
                // such a password would share its hash with others.
                let is_whole = password.len() <= MAX_BCRYPT && !password.contains(&0);
                let mut key = Zeroizing::new([0; MAX_BCRYPT]);
                let used = password.len().min(MAX_BCRYPT);
                key[..used].copy_from_slice(&password[..used]);
                let terminated = (used + 1).min(MAX_BCRYPT);
                let computed = Zeroizing::new(bcrypt::bcrypt(*cost, *salt, &key[..terminated]));
                Ok(is_whole & bool::from(computed[..output.len()].ct_eq(output)))
            }
        }
    }
}

const MALFORMED: &str = "is malformed";

fn argon2id(text: &str) -> Result<Hash, &'static str> {
    let hash = PasswordHash::new(text).map_err(|_| MALFORMED)?;
    if hash.version != Some(Version::V0x13.into()) {
        return Err("is of an argon2 version other than 19");
    }
    let parameters = Params::try_from(&hash).map_err(|_| MALFORMED)?;
    if !parameters.keyid().is_empty() || !parameters.data().is_empty() {
        return Err("has argon2 parameters other than m, t and p");
    }
    let cost = Argon2Cost {
        memory: parameters.m_cost(),
        passes: parameters.t_cost(),
        lanes: parameters.p_cost(),
    };
    if let Some(excess) = cost.excess() {
        return Err(excess);
    }
    let (Some(salt), Some(output)) = (hash.salt, hash.hash) else {
        return Err(MALFORMED);
    };
    if output.len() < MIN_OUTPUT {
        return Err("is shorter than 128 bits");
    }
    if salt.len() < argon2::MIN_SALT_LEN {
        return Err("has a salt of less than 8 bytes");
    }
    Ok(Hash::Argon2id {
        cost,
        salt: salt.as_ref().into(),
        output: output.as_bytes().into(),
    })
}

/// `$2b$`, two digits of cost, `$`, 22 characters of salt, 31 of output.
fn bcrypt(text: &str) -> Result<Hash, &'static str> {
    let rest = text.as_bytes().get(4..).unwrap_or_default();
    let [tens @ b'0'..=b'9', ones @ b'0'..=b'9', b'$', encoded @ ..] = rest else {
        return Err(MALFORMED);
    };
    let cost = u32::from(tens - b'0') * 10 + u32::from(ones - b'0');
    if !(4..=15).contains(&cost) {
        return Err("has a bcrypt cost outside 4 to 15");
    }
    let Some((encoded_salt, encoded_output)) = encoded.split_at_checked(22) else {
        return Err(MALFORMED);
    };
    let (mut salt, mut output) = ([0; 16], [0; 23]);
    let decoded = bcrypt::BASE_64.decode_slice(encoded_salt, &mut salt) == Ok(salt.len())
        && bcrypt::BASE_64.decode_slice(encoded_output, &mut output) == Ok(output.len());
    if !decoded {
        return Err(MALFORMED);
    }
    Ok(Hash::Bcrypt { cost, salt, output })
}

/// Hashes `password` for storage: argon2id, 19 MiB, two passes, one lane, a random salt of 16 bytes
/// (OWASP Password Storage Cheat Sheet; RFC 9106), as a PHC string.
///
/// It takes some twenty milliseconds of one core, so a handler rather awaits
/// [`PasswordHasher::hash`](crate::PasswordHasher::hash). The bytes are hashed as they are: no
/// Unicode normalisation, here or when a password is verified.
///
/// ```
/// let stored = axum_secured::passwords::hash_password("correct horse battery staple")?;
/// assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
/// # Ok::<(), axum_secured::Misconfiguration>(())
/// ```
///
/// # Errors
/// If `password` is empty or longer than [`MAX_PASSWORD`], or the system has no randomness or memory
/// left.
pub fn hash_password(password: &str) -> Result<String, Misconfiguration> {
    Argon2Cost::DEFAULT.hash(password)
}

/// Whether `hash` is weaker than what [`hash_password`] would make today, bcrypt for one, or nothing
/// that is accepted: hash the password anew when its owner has just proved to know it. For a hasher
/// of another cost, see [`PasswordHasher::is_outdated`](crate::PasswordHasher::is_outdated).
pub fn is_outdated(hash: &str) -> bool {
    is_weaker(hash, Argon2Cost::DEFAULT)
}

/// Whether `hash` takes less work than one that costs `own`. Never the other way round: a new hash
/// is not to be a cheaper one.
pub(super) fn is_weaker(hash: &str, own: Argon2Cost) -> bool {
    match Hash::parse(hash, "") {
        Ok(Hash::Argon2id { cost, .. }) => cost.work() < own.work(),
        Ok(Hash::Bcrypt { .. }) | Err(_) => true,
    }
}

#[cfg(test)]
mod tests;
