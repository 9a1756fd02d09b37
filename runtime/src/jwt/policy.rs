//! Policies: what a verifier demands of the claims in a token whose signature is right.

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use super::{
    flaw::Flaw,
    json::{self, Member, Members},
    roles::{ClaimPath, RolesClaim},
};
#[cfg(feature = "tokens")]
use crate::tokens::Identifiers;
use crate::{
    verifier::{Context, Details, Facts},
    vocabulary::{Noun, Set},
};

/// How the scope claim or the claim with the roles of a token is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum ScopeFormat {
    /// One string, scope tokens or roles separated by spaces (RFC 9068, section 2.2.3; RFC 8693,
    /// section 4.2).
    #[default]
    String,
    /// An array of strings, one scope token or role each.
    Array,
}

/// The claims a policy looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Claim {
    Iss,
    Aud,
    Sub,
    Exp,
    Nbf,
    Iat,
    Jti,
    Sid,
    Acr,
    AuthTime,
    ClientId,
    Cnf,
    AtHash,
    CHash,
    Events,
    /// The scope claim, if its name is none of those.
    Scope,
    /// The claim with the roles, or the object it stands in, if its name is none of all those.
    Roles,
    /// The claim with the tenant, or the object it stands in, if its name is none of all those.
    Tenant,
}

/// Claims that mark a token as something else than an access token (RFC 8725, section 3.12): ID
/// tokens (`OpenID` Connect Core, section 3.3.2.11), security events and logout tokens (RFC 8417,
/// section 2.2).
const OTHER_PURPOSE: [Claim; 3] = [Claim::AtHash, Claim::CHash, Claim::Events];

impl Claim {
    pub(crate) fn registered(name: &str) -> Option<Self> {
        Some(match name {
            "iss" => Self::Iss,
            "aud" => Self::Aud,
            "sub" => Self::Sub,
            "exp" => Self::Exp,
            "nbf" => Self::Nbf,
            "iat" => Self::Iat,
            "jti" => Self::Jti,
            "sid" => Self::Sid,
            "acr" => Self::Acr,
            "auth_time" => Self::AuthTime,
            "client_id" => Self::ClientId,
            "cnf" => Self::Cnf,
            "at_hash" => Self::AtHash,
            "c_hash" => Self::CHash,
            "events" => Self::Events,
            _ => return None,
        })
    }
}

/// The claims of a token that a policy looks at.
pub(crate) struct Claims<'t>(Members<'t, { Claim::Tenant as usize + 1 }>);

impl<'t> Claims<'t> {
    fn get(&self, claim: Claim) -> Option<&Member<'t>> {
        self.0.get(claim as usize)
    }

    fn has(&self, claim: Claim) -> bool {
        self.get(claim).is_some()
    }

    fn text(&self, claim: Claim) -> Result<Option<&str>, Flaw> {
        match self.get(claim) {
            None => Ok(None),
            Some(Member::Text(text)) => Ok(Some(text)),
            Some(_) => Err(Flaw::ClaimType),
        }
    }

    /// By what the token may have been revoked.
    #[cfg(feature = "tokens")]
    pub(crate) fn identifiers(&self) -> Result<Identifiers, Flaw> {
        let issuer = self.text(Claim::Iss)?.unwrap_or_default();
        let id = self.text(Claim::Jti)?.ok_or(Flaw::NoId)?;
        Ok(Identifiers::new(issuer, id, self.text(Claim::Sid)?))
    }

    /// A `NumericDate` (RFC 7519, section 2): seconds since 1970, perhaps with a fraction.
    pub(crate) fn date(&self, claim: Claim) -> Result<Option<Duration>, Flaw> {
        let number = match self.get(claim) {
            None => return Ok(None),
            Some(Member::Number(number)) => number,
            Some(_) => return Err(Flaw::Date),
        };
        let seconds = match number.as_u64() {
            Some(seconds) => Some(Duration::from_secs(seconds)),
            // Refuses what is negative, too large or not finite.
            None => number
                .as_f64()
                .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok()),
        };
        seconds.map(Some).ok_or(Flaw::Date)
    }
}

#[derive(Debug)]
pub(crate) struct Policy {
    pub(crate) leeway: Duration,
    pub(crate) max_lifetime: Duration,
    pub(crate) scope_claim: String,
    pub(crate) scope_format: ScopeFormat,
    /// `None`: tokens say nothing of roles.
    pub(crate) roles_claim: Option<RolesClaim>,
    /// `None`: tokens say nothing of tenants.
    pub(crate) tenant_claim: Option<ClaimPath>,
    /// Whether the claims RFC 9068 requires must all be there.
    pub(crate) rfc9068: bool,
    /// Whether `exp` must be there.
    pub(crate) expires: bool,
}

/// From whom a token comes and for whom it is.
#[derive(Debug)]
pub(crate) struct Intended {
    /// `None`: any.
    pub(crate) issuer: Option<String>,
    /// Whether others are trusted beside it.
    pub(crate) is_one_of_several: bool,
    /// Empty: any.
    pub(crate) audiences: Vec<String>,
}

impl Policy {
    /// The claims in the text of a token.
    pub(crate) fn read<'t>(&self, text: &'t [u8]) -> Option<Claims<'t>> {
        let paths = [
            (
                Claim::Roles,
                self.roles_claim.as_ref().map(|roles| &roles.path),
            ),
            (Claim::Tenant, self.tenant_claim.as_ref()),
        ];
        let place = |name: &str| {
            let is_named =
                |path: Option<&ClaimPath>| path.is_some_and(|path| name == path.outermost());
            let pathed = || paths.into_iter().find(|(_, path)| is_named(*path));
            self.named(name)
                .or_else(|| pathed().map(|(claim, _)| claim))
                .map(|claim| claim as usize)
        };
        let within = paths.map(|(claim, path)| {
            let names = path.map_or(&[] as &[_], ClaimPath::within);
            (claim as usize, names)
        });
        json::members_within(text, place, &within).map(Claims)
    }

    /// What is known by this name, roles and tenant aside.
    fn named(&self, name: &str) -> Option<Claim> {
        let is_scope = || (name == self.scope_claim).then_some(Claim::Scope);
        Claim::registered(name).or_else(is_scope)
    }

    fn scope(&self) -> Claim {
        Claim::registered(&self.scope_claim).unwrap_or(Claim::Scope)
    }

    /// Judges the claims; `now` is the time since 1970.
    pub(crate) fn check(
        &self,
        claims: &Claims<'_>,
        intended: &Intended,
        now: Duration,
        context: &Context<'_>,
    ) -> Result<Facts, Flaw> {
        self.check_dates(claims, now)?;
        check_issuer(claims, intended)?;
        check_audience(claims, intended)?;
        if claims.has(Claim::Cnf) {
            // RFC 9449, section 7.2: such a token is no bearer token.
            return Err(Flaw::Bound);
        }
        if OTHER_PURPOSE.iter().any(|claim| claims.has(*claim)) {
            return Err(Flaw::Purpose);
        }
        let subject = claims.text(Claim::Sub)?;
        let token_id = claims.text(Claim::Jti)?;
        let level = claims.text(Claim::Acr)?;
        if self.rfc9068 {
            let client = claims.text(Claim::ClientId)?;
            let is_dated = claims.has(Claim::Iat);
            if subject.is_none() || token_id.is_none() || client.is_none() || !is_dated {
                return Err(Flaw::Profile);
            }
        }
        let authenticated_at = match claims.date(Claim::AuthTime)? {
            Some(at) if at > now.saturating_add(self.leeway) => return Err(Flaw::NotYetValid),
            at => at.and_then(|at| SystemTime::UNIX_EPOCH.checked_add(at)),
        };
        let issuer = claims.text(Claim::Iss)?;
        let details = Details {
            subject: subject.map(Into::into),
            tenant: self.tenant(claims),
            issuer: issuer
                .filter(|_| intended.is_one_of_several)
                .map(Into::into),
            token_id: token_id.map(Into::into),
            level: level.map(Into::into),
            authenticated_at,
        };
        Ok(Facts {
            scopes: claims
                .get(self.scope())
                .map(|scopes| names(self.scope_format, scopes, |token| context.scopes(token))),
            roles: self.roles_claim.as_ref().and_then(|claim| {
                let place = self.named(claim.path.outermost()).unwrap_or(Claim::Roles);
                let roles = claims.get(place)?;
                Some(names(claim.format, roles, |name| context.roles(name)))
            }),
            details: Some(Arc::new(details)),
        })
    }

    /// One name, written as a string; what is written otherwise says of no tenant.
    fn tenant(&self, claims: &Claims<'_>) -> Option<Arc<str>> {
        let claim = self.tenant_claim.as_ref()?;
        let place = self.named(claim.outermost()).unwrap_or(Claim::Tenant);
        match claims.get(place) {
            Some(Member::Text(tenant)) if !tenant.is_empty() => Some((&**tenant).into()),
            _ => None,
        }
    }

    fn check_dates(&self, claims: &Claims<'_>, now: Duration) -> Result<(), Flaw> {
        let latest_start = now.saturating_add(self.leeway);
        let issued = claims.date(Claim::Iat)?;
        match claims.date(Claim::Exp)? {
            Some(expires) => self.check_end(expires, issued.unwrap_or(latest_start), now)?,
            None if self.expires => return Err(Flaw::Date),
            None => {}
        }
        for start in [claims.date(Claim::Nbf)?, issued] {
            if start.is_some_and(|start| start > latest_start) {
                return Err(Flaw::NotYetValid);
            }
        }
        Ok(())
    }

    fn check_end(&self, expires: Duration, issued: Duration, now: Duration) -> Result<(), Flaw> {
        if now >= expires.saturating_add(self.leeway) {
            return Err(Flaw::Expired);
        }
        // The issuer's clock may be ahead of ours by the leeway.
        if expires.saturating_sub(issued) > self.max_lifetime {
            return Err(Flaw::Lifetime);
        }
        Ok(())
    }
}

/// What a claim in this form grants; in the other form it grants nothing.
fn names<N: Noun>(
    format: ScopeFormat,
    claim: &Member<'_>,
    granted: impl Fn(&str) -> Set<N>,
) -> Set<N> {
    match (format, claim) {
        (ScopeFormat::String, Member::Text(names)) => granted(names),
        (ScopeFormat::Array, Member::Texts(names)) => {
            let bits = names
                .iter()
                // Not one name: an element is never split.
                .filter(|name| !name.contains(' '))
                .fold(0, |bits, name| bits | granted(name).bits());
            Set::from_bits(bits)
        }
        _ => Set::EMPTY,
    }
}

/// One exact string (RFC 7519, section 4.1.1): no normalisation, no array.
fn check_issuer(claims: &Claims<'_>, intended: &Intended) -> Result<(), Flaw> {
    match (&intended.issuer, claims.get(Claim::Iss)) {
        (Some(ours), Some(Member::Text(theirs))) if ours == theirs => Ok(()),
        (None, None | Some(Member::Text(_))) => Ok(()),
        _ => Err(Flaw::Issuer),
    }
}

/// A string or an array of strings with one of ours in it (RFC 7519, section 4.1.3).
fn check_audience(claims: &Claims<'_>, intended: &Intended) -> Result<(), Flaw> {
    let is_ours = |theirs: &str| intended.audiences.iter().any(|ours| ours == theirs);
    let any = intended.audiences.is_empty();
    let meant = match claims.get(Claim::Aud) {
        None => any,
        Some(Member::Text(theirs)) => any || is_ours(theirs),
        Some(Member::Texts(theirs)) => any || theirs.iter().any(|theirs| is_ours(theirs)),
        Some(_) => false,
    };
    if meant { Ok(()) } else { Err(Flaw::Audience) }
}
