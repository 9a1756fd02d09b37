//! Policies: what a verifier demands of the claims in a token whose signature is right.

use std::time::{Duration, SystemTime};

use serde_json::Value;

use super::{flaw::Flaw, json::Members};
use crate::{
    scope::ScopeSet,
    verifier::{Context, Facts},
};

/// How the scope claim of a token is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum ScopeFormat {
    /// One string, scope tokens separated by spaces (RFC 9068, section 2.2.3; RFC 8693,
    /// section 4.2).
    #[default]
    String,
    /// An array of strings, one scope token each.
    Array,
}

/// Claims that mark a token as something else than an access token (RFC 8725, section 3.12): ID
/// tokens (`OpenID` Connect Core, section 3.3.2.11), security events and logout tokens (RFC 8417,
/// section 2.2).
const OTHER_PURPOSE: [&str; 3] = ["at_hash", "c_hash", "events"];

#[derive(Debug)]
pub(super) struct Policy {
    /// `None`: any.
    pub(super) issuer: Option<String>,
    /// Empty: any.
    pub(super) audiences: Vec<String>,
    pub(super) leeway: Duration,
    pub(super) max_lifetime: Duration,
    pub(super) scope_claim: String,
    pub(super) scope_format: ScopeFormat,
    /// What [`Policy::wanted`] says, made once.
    pub(super) claims: Vec<String>,
    /// Whether the claims RFC 9068 requires must all be there.
    pub(super) rfc9068: bool,
}

type Claims<'c> = Members<'c>;

/// The registered claims a policy looks at.
const REGISTERED: [&str; 11] = [
    "iss",
    "aud",
    "sub",
    "exp",
    "nbf",
    "iat",
    "jti",
    "acr",
    "auth_time",
    "client_id",
    "cnf",
];

impl Policy {
    /// The names of the claims that are looked at.
    pub(super) fn wanted(scope_claim: &str) -> Vec<String> {
        let mut wanted: Vec<String> = REGISTERED
            .iter()
            .chain(&OTHER_PURPOSE)
            .map(|claim| (*claim).to_owned())
            .collect();
        if !wanted.iter().any(|claim| claim == scope_claim) {
            wanted.push(scope_claim.to_owned());
        }
        wanted
    }

    /// Judges the claims; `now` is the time since 1970.
    pub(super) fn check(
        &self,
        claims: &Claims<'_>,
        now: Duration,
        context: &Context<'_>,
    ) -> Result<Facts, Flaw> {
        self.check_dates(claims, now)?;
        self.check_issuer(claims)?;
        self.check_audience(claims)?;
        if claims.contains_key("cnf") {
            // RFC 9449, section 7.2: such a token is no bearer token.
            return Err(Flaw::Bound);
        }
        if OTHER_PURPOSE.iter().any(|claim| claims.contains_key(claim)) {
            return Err(Flaw::Purpose);
        }
        let subject = text(claims, "sub")?;
        let token_id = text(claims, "jti")?;
        let level = text(claims, "acr")?;
        if self.rfc9068 {
            let client = text(claims, "client_id")?;
            let issued = claims.get("iat");
            if subject.is_none() || token_id.is_none() || client.is_none() || issued.is_none() {
                return Err(Flaw::Profile);
            }
        }
        let authenticated_at = match date(claims, "auth_time")? {
            Some(at) if at > now.saturating_add(self.leeway) => return Err(Flaw::NotYetValid),
            at => at.and_then(|at| SystemTime::UNIX_EPOCH.checked_add(at)),
        };
        Ok(Facts {
            scopes: claims
                .contains_key(&self.scope_claim)
                .then(|| self.scopes(claims, context)),
            subject: subject.map(Into::into),
            token_id: token_id.map(Into::into),
            level: level.map(Into::into),
            authenticated_at,
            ..Facts::default()
        })
    }

    fn check_dates(&self, claims: &Claims<'_>, now: Duration) -> Result<(), Flaw> {
        let latest_start = now.saturating_add(self.leeway);
        let expires = date(claims, "exp")?.ok_or(Flaw::Date)?;
        let issued = date(claims, "iat")?;
        if now >= expires.saturating_add(self.leeway) {
            return Err(Flaw::Expired);
        }
        for start in [date(claims, "nbf")?, issued] {
            if start.is_some_and(|start| start > latest_start) {
                return Err(Flaw::NotYetValid);
            }
        }
        // The issuer's clock may be ahead of ours by the leeway.
        let lifetime = expires.saturating_sub(issued.unwrap_or(latest_start));
        if lifetime > self.max_lifetime {
            return Err(Flaw::Lifetime);
        }
        Ok(())
    }

    /// One exact string (RFC 7519, section 4.1.1): no normalisation, no array.
    fn check_issuer(&self, claims: &Claims<'_>) -> Result<(), Flaw> {
        match (&self.issuer, claims.get("iss")) {
            (Some(ours), Some(Value::String(theirs))) if ours == theirs => Ok(()),
            (None, None | Some(Value::String(_))) => Ok(()),
            _ => Err(Flaw::Issuer),
        }
    }

    /// A string or an array of strings with one of ours in it (RFC 7519, section 4.1.3).
    fn check_audience(&self, claims: &Claims<'_>) -> Result<(), Flaw> {
        let is_ours = |theirs: &str| self.audiences.iter().any(|ours| ours == theirs);
        let any = self.audiences.is_empty();
        let meant = match claims.get("aud") {
            None => any,
            Some(Value::String(theirs)) => any || is_ours(theirs),
            Some(Value::Array(theirs)) => {
                theirs.iter().all(Value::is_string)
                    && (any || theirs.iter().filter_map(Value::as_str).any(is_ours))
            }
            Some(_) => false,
        };
        if meant { Ok(()) } else { Err(Flaw::Audience) }
    }

    fn scopes(&self, claims: &Claims<'_>, context: &Context<'_>) -> ScopeSet {
        match (self.scope_format, claims.get(&self.scope_claim)) {
            (ScopeFormat::String, Some(Value::String(tokens))) => context.scopes(tokens),
            (ScopeFormat::Array, Some(Value::Array(tokens)))
                if tokens.iter().all(Value::is_string) =>
            {
                let granted = tokens
                    .iter()
                    .filter_map(Value::as_str)
                    // Not one scope token: an element is never split.
                    .filter(|token| !token.contains(' '))
                    .fold(0, |bits, token| bits | context.scopes(token).bits());
                ScopeSet::from_bits(granted)
            }
            _ => ScopeSet::EMPTY,
        }
    }
}

fn text<'c>(claims: &'c Claims<'_>, name: &str) -> Result<Option<&'c str>, Flaw> {
    match claims.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(Flaw::ClaimType),
    }
}

/// A `NumericDate` (RFC 7519, section 2): seconds since 1970, perhaps with a fraction.
fn date(claims: &Claims<'_>, name: &str) -> Result<Option<Duration>, Flaw> {
    let Some(value) = claims.get(name) else {
        return Ok(None);
    };
    let seconds = match value.as_u64() {
        Some(seconds) => Some(Duration::from_secs(seconds)),
        // Refuses what is negative, too large or not finite.
        None => value
            .as_f64()
            .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok()),
    };
    seconds.map(Some).ok_or(Flaw::Date)
}
