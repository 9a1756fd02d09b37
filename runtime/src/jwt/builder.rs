//! Builders: how a `Jwt` is configured, and what is refused to be one.

use std::{fmt, time::Duration};

use super::{
    Accounts, ClaimPath, ClaimsOnly, Clock, Issuer, Jwt, ScopeFormat, SystemClock,
    algorithm::Algorithm, header::Types, issuer::Origin, key::Keys, policy::Policy, provider,
    roles::RolesClaim, trusted::Trust,
};
#[cfg(feature = "tokens")]
use crate::tokens::Revocations;
use crate::{misconfiguration::Misconfiguration, settings::Settings};

const MAX_LEEWAY: Duration = Duration::from_secs(300);
const LONGEST_LIFETIME: Duration = Duration::from_secs(10 * 366 * 24 * 60 * 60);

/// Configures a [`Jwt`]: keys first, then issuer, audience and accounts, then
/// [`build`](JwtBuilder::build).
pub struct JwtBuilder<A> {
    accounts: A,
    draft: Draft,
}

struct Draft {
    trust: Trust,
    /// For keys that are fetched.
    rsa: Option<Algorithm>,
    issuers: Vec<String>,
    any_issuer: bool,
    audiences: Vec<String>,
    any_audience: bool,
    types: Types,
    rfc9068: bool,
    leeway: Duration,
    max_lifetime: Duration,
    scope_claim: String,
    scope_format: ScopeFormat,
    roles_claim: Option<RolesClaim>,
    tenant_claim: Option<ClaimPath>,
    #[cfg(feature = "tokens")]
    revocations: Option<Revocations>,
    clock: Box<dyn Clock>,
    settings: Settings,
}

impl JwtBuilder<()> {
    pub(super) fn new(origin: Origin) -> Self {
        Self::of(Trust::One(origin))
    }

    pub(super) fn of_several(issuers: Vec<Issuer>) -> Self {
        Self::of(Trust::Several(issuers))
    }

    fn of(trust: Trust) -> Self {
        Self {
            accounts: (),
            draft: Draft {
                trust,
                rsa: None,
                issuers: Vec::new(),
                any_issuer: false,
                audiences: Vec::new(),
                any_audience: false,
                types: Types::new(["JWT", "at+jwt"]),
                rfc9068: false,
                leeway: Duration::from_secs(30),
                max_lifetime: Duration::from_secs(24 * 60 * 60),
                scope_claim: "scope".to_owned(),
                scope_format: ScopeFormat::String,
                roles_claim: None,
                tenant_claim: None,
                #[cfg(feature = "tokens")]
                revocations: None,
                clock: Box::new(SystemClock),
                settings: Settings::DEFAULT,
            },
        }
    }

    /// Looks up the account behind each verified token in `accounts`.
    #[must_use]
    pub fn accounts<A: Accounts>(self, accounts: A) -> JwtBuilder<A> {
        JwtBuilder {
            accounts,
            draft: self.draft,
        }
    }

    /// Takes the claims themselves, read as `C`, for the principal. Nothing is looked up: an
    /// account disabled meanwhile keeps its access as long as its tokens live.
    #[must_use]
    pub fn claims_only<C>(self) -> JwtBuilder<ClaimsOnly<C>>
    where
        ClaimsOnly<C>: Accounts,
    {
        self.accounts(ClaimsOnly::new())
    }
}

impl<A> JwtBuilder<A> {
    /// Accepts tokens whose `iss` is exactly this string (RFC 8725, section 3.8). The keys belong to
    /// this issuer; for several see [`Jwt::issuers`].
    #[must_use]
    pub fn issuer(mut self, issuer: impl Into<String>) -> Self {
        self.draft.issuers.push(issuer.into());
        self
    }

    /// Accepts tokens of every issuer that can sign with these keys, even without `iss`.
    #[must_use]
    pub fn dangerous_any_issuer(mut self) -> Self {
        self.draft.any_issuer = true;
        self
    }

    /// Accepts tokens meant for `audience`: `aud` is, or holds, exactly this string (RFC 8725,
    /// section 3.9). May be given several times; any of them will do.
    #[must_use]
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        self.draft.audiences.push(audience.into());
        self
    }

    /// Accepts tokens meant for any service of the issuer, ID tokens among them, even without
    /// `aud`: another service can then use its callers' tokens here.
    #[must_use]
    pub fn dangerous_any_audience(mut self) -> Self {
        self.draft.any_audience = true;
        self
    }

    /// Says which algorithm RSA keys from a URL are used with if they name none in `alg`.
    #[cfg(feature = "jwks")]
    #[must_use]
    pub fn rsa_without_algorithm(mut self, algorithm: Algorithm) -> Self {
        self.draft.rsa = Some(algorithm);
        self
    }

    /// Accepts these values of the header's `typ` and no others (RFC 8725, section 3.11), without
    /// regard to case and to a leading `application/`. The default is `JWT` and `at+jwt`, which
    /// keeps out refresh, logout and proof tokens that have a type of their own. An issuer that
    /// types everything `JWT` must tell its tokens apart by audience.
    #[must_use]
    pub fn types<T: AsRef<str>>(mut self, types: impl IntoIterator<Item = T>) -> Self {
        self.draft.types = self.draft.types.replaced_by(Types::new(types));
        self
    }

    /// Accepts tokens without `typ` too; some issuers send none.
    #[must_use]
    pub fn untyped(mut self) -> Self {
        self.draft.types = self.draft.types.with_untyped();
        self
    }

    /// Accepts only access tokens of RFC 9068: typed `at+jwt`, with `iss`, `exp`, `aud`, `sub`,
    /// `client_id`, `iat` and `jti`.
    #[must_use]
    pub fn rfc9068(mut self) -> Self {
        self.draft.rfc9068 = true;
        self.draft.types = Types::new(["at+jwt"]);
        self
    }

    /// How far the issuer's clock may be off: 30 seconds unless given, 300 at most.
    #[must_use]
    pub fn leeway(mut self, leeway: Duration) -> Self {
        self.draft.leeway = leeway;
        self
    }

    /// How long a token may live, 24 hours unless given: from `iat`, or from now where that is
    /// missing, to `exp`. Longer ones are refused, and with them dates in milliseconds.
    #[must_use]
    pub fn max_lifetime(mut self, lifetime: Duration) -> Self {
        self.draft.max_lifetime = lifetime;
        self
    }

    /// Where the scopes stand and how they are written; `scope`, a string, unless given. A claim
    /// written otherwise grants nothing.
    #[must_use]
    pub fn scope_claim(mut self, name: impl Into<String>, format: ScopeFormat) -> Self {
        self.draft.scope_claim = name.into();
        self.draft.scope_format = format;
        self
    }

    /// Where the roles stand and how they are written. Unless given, tokens say nothing of roles: then
    /// only those count that [`Accounts::load`] sets, which are final in any case.
    ///
    /// `"roles"` is a claim of that name, `"realm_access.roles"` one within another, and
    /// `["https://example.com/roles"]` one whose name has dots.
    #[must_use]
    pub fn roles_claim(mut self, path: impl Into<ClaimPath>, format: ScopeFormat) -> Self {
        self.draft.roles_claim = Some(RolesClaim::new(path.into(), format));
        self
    }

    /// Where the tenant that the principal belongs to stands: one name, written as a string. Unless given,
    /// tokens say nothing of tenants. Where [`Accounts::load`] says of one, that is it, and a token that
    /// says of another is invalid.
    ///
    /// `"tenant"` is a claim of that name, `"organization.id"` one within another, which may not be the one
    /// that roles stand in. Every issuer that is trusted may name every tenant. See [`SecuredRouter::tenant`](crate::SecuredRouter::tenant).
    #[must_use]
    pub fn tenant_claim(mut self, path: impl Into<ClaimPath>) -> Self {
        self.draft.tenant_claim = Some(path.into());
        self
    }

    /// Refuses tokens that were revoked, and those without an identifier (`jti`), which could not be.
    /// While nobody can tell, the answer is 503.
    #[cfg(feature = "tokens")]
    #[must_use]
    pub fn revocations(mut self, revocations: &Revocations) -> Self {
        self.draft.revocations = Some(revocations.clone());
        self
    }

    /// With another clock, for tests.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.draft.clock = Box::new(clock);
        self
    }

    /// With another deadline or origin policy.
    #[must_use]
    pub fn settings(mut self, settings: Settings) -> Self {
        self.draft.settings = settings;
        self
    }
}

impl<A> JwtBuilder<A> {
    /// The verifier, after every key and setting was checked and the signature backend tried.
    ///
    /// If the process has no jsonwebtoken crypto provider yet, the one of the enabled feature is
    /// installed: `aws-lc-rs`, else `rust-crypto`.
    ///
    /// # Errors
    /// If no token could pass, or too many could: no key or an unfit one (short secret, private
    /// key, two keys of one name), no issuer or audience and not waived, a leeway beyond 300
    /// seconds, no signature backend.
    pub fn build(self) -> Result<Jwt<A>, Misconfiguration>
    where
        // Here and not on the `impl`: there rustc would not say what `Accounts` says.
        A: Accounts,
    {
        let draft = self.draft;
        let trusted = draft.trust.open(
            draft.rsa,
            (draft.issuers, draft.any_issuer),
            (draft.audiences, draft.any_audience),
        )?;
        let given = trusted.iter().filter_map(|trusted| trusted.keys.given());
        provider::prepare(given.flat_map(Keys::iter))?;
        let refused = [
            (
                draft.leeway > MAX_LEEWAY,
                "`leeway` of `Jwt` is more than 300 seconds",
            ),
            (
                draft.max_lifetime.is_zero() || draft.max_lifetime > LONGEST_LIFETIME,
                "`max_lifetime` of `Jwt` is zero or more than ten years",
            ),
            (
                !draft.types.is_sound(),
                "`types` of `Jwt` is empty or has an empty entry",
            ),
            (
                draft.scope_claim.is_empty(),
                "`scope_claim` of `Jwt` has no name",
            ),
            (
                draft
                    .roles_claim
                    .as_ref()
                    .is_some_and(|claim| claim.path.is_unfit(&draft.scope_claim)),
                "`roles_claim` of `Jwt` has an empty name, or stands within a claim that is no object",
            ),
            (
                draft.tenant_claim.as_ref().is_some_and(|path| {
                    path.is_unfit_beside(&draft.scope_claim, draft.roles_claim.as_ref())
                }),
                "`tenant_claim` of `Jwt` has an empty name, stands within a claim that is no object, or \
                 where the roles are",
            ),
            (
                draft.rfc9068 && !draft.types.are_only("at+jwt"),
                "`rfc9068` of `Jwt` accepts the type `at+jwt` and no other",
            ),
            (
                draft.rfc9068 && (draft.any_issuer || draft.any_audience),
                "`rfc9068` of `Jwt` requires an issuer and an audience",
            ),
        ];
        if let Some((_, what)) = refused.into_iter().find(|(wrong, _)| *wrong) {
            return Err(Misconfiguration::new(what));
        }
        Ok(Jwt {
            accounts: self.accounts,
            trusted,
            types: draft.types,
            policy: Policy {
                leeway: draft.leeway,
                max_lifetime: draft.max_lifetime,
                scope_claim: draft.scope_claim,
                scope_format: draft.scope_format,
                roles_claim: draft.roles_claim,
                tenant_claim: draft.tenant_claim,
                rfc9068: draft.rfc9068,
                expires: true,
            },
            #[cfg(feature = "tokens")]
            revocations: draft.revocations,
            clock: draft.clock,
            settings: draft.settings,
        })
    }
}

impl<A> fmt::Debug for JwtBuilder<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JwtBuilder")
            .field("keys", &self.draft.trust)
            .field("issuers", &self.draft.issuers)
            .field("audiences", &self.draft.audiences)
            .finish_non_exhaustive()
    }
}
