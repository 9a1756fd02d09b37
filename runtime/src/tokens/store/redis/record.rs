//! Families and revocations as Redis keeps them.

use std::{
    collections::HashMap,
    time::{Duration, SystemTime},
};

use crate::redis_link::Failure;
use crate::tokens::{Family, TokenDigest};

/// By how much the clock of Redis may be ahead of the application's without a revocation being
/// forgotten early.
const CLOCKS_APART: Duration = Duration::from_secs(5 * 60);
/// The end of the year 9999.
const LAST: Duration = Duration::from_secs(253_402_300_799);

/// When a family is forgotten. In milliseconds since 1970, as Redis counts.
pub(super) fn family_expiry(family: &Family) -> Result<u64, Failure> {
    milliseconds(since_1970(family.expires_at)?)
}

/// Until when a revocation is kept.
pub(super) fn revocation_expiry(until: SystemTime) -> Result<u64, Failure> {
    milliseconds(since_1970(until)? + CLOCKS_APART)
}

/// Whether what is kept is a revocation.
pub(super) fn is_revocation(kept: &[u8]) -> bool {
    !kept.is_empty() && kept.iter().all(u8::is_ascii_digit)
}

/// A family, field by field.
pub(super) fn fields(family: Family) -> Result<Vec<(&'static str, Vec<u8>)>, Failure> {
    let mut fields = vec![
        ("subject", family.subject.into_bytes()),
        ("scope", family.scope.into_bytes()),
        ("authenticated_at", text(family.authenticated_at)?),
        ("expires_at", text(family.expires_at)?),
        ("current", family.current.to_vec()),
    ];
    if let Some(client) = family.client {
        fields.push(("client", client.into_bytes()));
    }
    if let Some((spent, at)) = family.spent {
        fields.push(("spent", spent.to_vec()));
        fields.push(("spent_at", text(at)?));
    }
    Ok(fields)
}

/// The family that has these fields, all of them and no other.
pub(super) fn family(fields: HashMap<String, Vec<u8>>) -> Result<Family, Failure> {
    read(fields).ok_or(Failure::Unexpected("a family"))
}

fn read(mut fields: HashMap<String, Vec<u8>>) -> Option<Family> {
    let spent = match (fields.remove("spent"), fields.remove("spent_at")) {
        (Some(spent), Some(at)) => Some((digest(&spent)?, time(&at)?)),
        (None, None) => None,
        _ => return None,
    };
    let client = match fields.remove("client") {
        Some(client) => Some(String::from_utf8(client).ok()?),
        None => None,
    };
    let family = Family {
        subject: String::from_utf8(fields.remove("subject")?).ok()?,
        client,
        scope: String::from_utf8(fields.remove("scope")?).ok()?,
        authenticated_at: time(&fields.remove("authenticated_at")?)?,
        expires_at: time(&fields.remove("expires_at")?)?,
        current: digest(&fields.remove("current")?)?,
        spent,
    };
    fields.is_empty().then_some(family)
}

fn digest(bytes: &[u8]) -> Option<TokenDigest> {
    bytes.try_into().ok()
}

/// A time as text: nanoseconds since 1970.
pub(super) fn text(time: SystemTime) -> Result<Vec<u8>, Failure> {
    Ok(since_1970(time)?.as_nanos().to_string().into_bytes())
}

fn time(text: &[u8]) -> Option<SystemTime> {
    if !text.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let nanoseconds: u128 = str::from_utf8(text).ok()?.parse().ok()?;
    let seconds = u64::try_from(nanoseconds / 1_000_000_000).ok()?;
    let rest = u32::try_from(nanoseconds % 1_000_000_000).ok()?;
    SystemTime::UNIX_EPOCH.checked_add(Duration::new(seconds, rest))
}

fn since_1970(time: SystemTime) -> Result<Duration, Failure> {
    let since = time.duration_since(SystemTime::UNIX_EPOCH);
    since
        .ok()
        .filter(|since| *since <= LAST)
        .ok_or(Failure::Time)
}

fn milliseconds(since: Duration) -> Result<u64, Failure> {
    let milliseconds = since.as_nanos().div_ceil(1_000_000);
    u64::try_from(milliseconds).map_err(|_| Failure::Time)
}
