//! Builders: how an `Introspection` is configured, and what is refused to be one.

use std::{fmt, sync::atomic::AtomicBool, time::Duration};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use form_urlencoded::byte_serialize;
use http::HeaderValue;
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use super::{Introspection, MAX_QUESTIONS, memory::Memory};
use crate::{
    fetch::{Ask, Endpoint, Network, shown},
    jwt::{
        Accounts, ClaimPath, ClaimsOnly, Clock, ScopeFormat, SystemClock,
        policy::{Intended, Policy},
        roles::RolesClaim,
    },
    misconfiguration::Misconfiguration,
    secret::Secret,
    settings::Settings,
};

/// A revoked token counts no longer than this.
const LONGEST_MEMORY: Duration = Duration::from_secs(5 * 60);

/// Configures an [`Introspection`]: client, audience and accounts, then
/// [`build`](IntrospectionBuilder::build).
pub struct IntrospectionBuilder<A> {
    accounts: A,
    draft: Draft,
}

struct Draft {
    url: String,
    client: Option<(String, Secret)>,
    issuer: Option<String>,
    audiences: Vec<String>,
    any_audience: bool,
    untyped: bool,
    memory: Duration,
    scope_claim: String,
    scope_format: ScopeFormat,
    roles_claim: Option<RolesClaim>,
    tenant_claim: Option<ClaimPath>,
    clock: Box<dyn Clock>,
    settings: Settings,
}

impl IntrospectionBuilder<()> {
    pub(super) fn new(url: String) -> Self {
        Self {
            accounts: (),
            draft: Draft {
                url,
                client: None,
                issuer: None,
                audiences: Vec::new(),
                any_audience: false,
                untyped: false,
                memory: Duration::from_secs(30),
                scope_claim: "scope".to_owned(),
                scope_format: ScopeFormat::String,
                roles_claim: None,
                tenant_claim: None,
                clock: Box::new(SystemClock),
                settings: Settings::DEFAULT,
            },
        }
    }

    /// Looks up the account behind each active token in `accounts`.
    #[must_use]
    pub fn accounts<A: Accounts>(self, accounts: A) -> IntrospectionBuilder<A> {
        IntrospectionBuilder {
            accounts,
            draft: self.draft,
        }
    }

    /// Takes what the issuer says, read as `C`, for the principal.
    #[must_use]
    pub fn claims_only<C>(self) -> IntrospectionBuilder<ClaimsOnly<C>>
    where
        ClaimsOnly<C>: Accounts,
    {
        self.accounts(ClaimsOnly::new())
    }
}

impl<A> IntrospectionBuilder<A> {
    /// As whom this service asks (RFC 7662, section 2.1): its client identifier and secret, sent as
    /// RFC 6749, section 2.3.1, says.
    #[must_use]
    pub fn client(mut self, id: impl Into<String>, secret: Secret) -> Self {
        self.draft.client = Some((id.into(), secret));
        self
    }

    /// Accepts only tokens of which the issuer says exactly this `iss`. Unless given, `iss` may be
    /// missing: the endpoint speaks for one issuer anyway.
    #[must_use]
    pub fn issuer(mut self, issuer: impl Into<String>) -> Self {
        self.draft.issuer = Some(issuer.into());
        self
    }

    /// Accepts tokens meant for `audience`: `aud` is, or holds, exactly this string. May be given
    /// several times; any of them will do.
    #[must_use]
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        self.draft.audiences.push(audience.into());
        self
    }

    /// Accepts tokens meant for any service of the issuer, even without `aud`: another service can
    /// then use its callers' tokens here.
    #[must_use]
    pub fn dangerous_any_audience(mut self) -> Self {
        self.draft.any_audience = true;
        self
    }

    /// Accepts tokens of which the issuer says no `token_type` too. Only where it tells refresh tokens
    /// apart in another way, by calling them inactive for example.
    #[must_use]
    pub fn untyped(mut self) -> Self {
        self.draft.untyped = true;
        self
    }

    /// For how long an active token counts without asking again: 30 seconds unless given, 5 minutes at
    /// most; zero asks every time.
    #[must_use]
    pub fn cache(mut self, span: Duration) -> Self {
        self.draft.memory = span;
        self
    }

    /// Where the scopes stand and how they are written; `scope`, a string, unless given.
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
    /// that roles stand in. See [`SecuredRouter::tenant`](crate::SecuredRouter::tenant).
    #[must_use]
    pub fn tenant_claim(mut self, path: impl Into<ClaimPath>) -> Self {
        self.draft.tenant_claim = Some(path.into());
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

impl<A> IntrospectionBuilder<A> {
    /// The verifier.
    ///
    /// # Errors
    /// If the URL is none that may be asked, or client or audience are missing or empty.
    pub fn build(self) -> Result<Introspection<A>, Misconfiguration>
    where
        // As in `JwtBuilder::build`.
        A: Accounts,
    {
        let endpoint = endpoint(&self.draft.url)?;
        let network = Network::new(&endpoint)?;
        self.build_with(network)
    }

    /// The verifier, answered by `tokens` instead of the issuer. For tests.
    ///
    /// # Errors
    /// As [`build`](Self::build).
    #[cfg(feature = "testing")]
    pub fn build_for_tests(
        self,
        tokens: &crate::testing::TestTokens,
    ) -> Result<Introspection<A>, Misconfiguration>
    where
        A: Accounts,
    {
        self.build_with(tokens.clone())
    }

    pub(super) fn build_with(self, issuer: impl Ask) -> Result<Introspection<A>, Misconfiguration> {
        let draft = self.draft;
        let endpoint = endpoint(&draft.url)?;
        let client = draft
            .client
            .filter(|(id, secret)| !id.is_empty() && !secret.is_empty());
        let Some((id, secret)) = client else {
            return Err(Misconfiguration::new(
                "`Introspection` has no client, or an empty one: say who asks with `.client(..)`",
            ));
        };
        let refused = [
            (
                draft.audiences.is_empty() && !draft.any_audience,
                "`Introspection` has no audience: say who we are with `.audience(..)`",
            ),
            (
                !draft.audiences.is_empty() && draft.any_audience,
                "`audience` of `Introspection` is waived by `dangerous_any_audience` and given too",
            ),
            (
                draft
                    .audiences
                    .iter()
                    .chain(&draft.issuer)
                    .any(String::is_empty),
                "`audience` or `issuer` of `Introspection` is empty",
            ),
            (
                draft.scope_claim.is_empty(),
                "`scope_claim` of `Introspection` has no name",
            ),
            (
                draft
                    .roles_claim
                    .as_ref()
                    .is_some_and(|claim| claim.path.is_unfit(&draft.scope_claim)),
                "`roles_claim` of `Introspection` has an empty name, or stands within a claim that is no object",
            ),
            (
                draft.tenant_claim.as_ref().is_some_and(|path| {
                    path.is_unfit_beside(&draft.scope_claim, draft.roles_claim.as_ref())
                }),
                "`tenant_claim` of `Introspection` has an empty name, stands within a claim that is no object, or \
                 where the roles are",
            ),
            (
                draft.memory > LONGEST_MEMORY,
                "`cache` of `Introspection` is more than 5 minutes",
            ),
        ];
        if let Some((_, what)) = refused.into_iter().find(|(wrong, _)| *wrong) {
            return Err(Misconfiguration::new(what));
        }
        Ok(Introspection {
            accounts: self.accounts,
            endpoint,
            authorization: authorization(&id, &secret)?,
            issuer: Box::new(issuer),
            questions: Semaphore::new(MAX_QUESTIONS),
            is_down: AtomicBool::new(false),
            memory: Memory::new(draft.memory),
            untyped: draft.untyped,
            intended: Intended {
                issuer: draft.issuer,
                is_one_of_several: false,
                audiences: draft.audiences,
            },
            policy: Policy {
                leeway: Duration::from_secs(30),
                max_lifetime: Duration::MAX,
                scope_claim: draft.scope_claim,
                scope_format: draft.scope_format,
                roles_claim: draft.roles_claim,
                tenant_claim: draft.tenant_claim,
                rfc9068: false,
                expires: false,
            },
            clock: draft.clock,
            settings: draft.settings,
        })
    }
}

fn endpoint(url: &str) -> Result<Endpoint, Misconfiguration> {
    Endpoint::parse(url).map_err(|why| {
        let url = shown(url);
        Misconfiguration::new(format!("the URL `{url}` of `Introspection` {why}"))
    })
}

/// HTTP Basic over form-encoded identifier and secret (RFC 6749, section 2.3.1).
fn authorization(id: &str, secret: &Secret) -> Result<HeaderValue, Misconfiguration> {
    let encoded = |bytes| byte_serialize(bytes).collect::<String>();
    let secret = Zeroizing::new(encoded(secret.expose()));
    let pair = Zeroizing::new(format!("{}:{}", encoded(id.as_bytes()), *secret));
    let value = Zeroizing::new(format!("Basic {}", STANDARD.encode(pair.as_bytes())));
    let mut value = HeaderValue::from_str(&value)
        .map_err(|_| Misconfiguration::new("the client of `Introspection` cannot be sent"))?;
    value.set_sensitive(true);
    Ok(value)
}

impl<A> fmt::Debug for IntrospectionBuilder<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IntrospectionBuilder")
            .field("url", &shown(&self.draft.url))
            .field("audiences", &self.draft.audiences)
            .finish_non_exhaustive()
    }
}
