//! Verifiers: what turns a credential into a principal.

use std::{
    error::Error,
    fmt,
    sync::Arc,
    time::{Duration, SystemTime},
};

use http::request::Parts;

use crate::{
    practices::Practices, role::RoleSet, scheme::Scheme, scope::ScopeSet, settings::Settings,
};

/// Turns a credential of type `C` into the principal it belongs to.
///
/// `C` is [`ApiKey`](crate::ApiKey), [`Basic`](crate::Basic), [`BearerToken`](crate::BearerToken),
/// [`ClientCertificate`](crate::ClientCertificate) or an application's own type, as the scheme says.
/// The credential is present and well-formed when it is verified; that happens at most once per request, under a deadline and behind a panic guard.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not verify the credential of this scheme",
    label = "needs `Verifier<{C}>`"
)]
pub trait Verifier<C>: Send + Sync + 'static {
    /// The caller, once authenticated.
    type Principal: Send + 'static;

    /// Whether it may say [`Verdict::Throttled`]: the document then says so of its operations.
    const THROTTLES: bool = false;

    /// What `credential` is worth, where that can be told at once: from memory, without waiting and
    /// without long computation, for no deadline holds here. `None`, as by default, leaves it to
    /// [`verify`](Verifier::verify).
    fn verify_now(
        &self,
        credential: &C,
        context: &Context<'_>,
    ) -> Option<Verdict<Self::Principal>> {
        let _ = (credential, context);
        None
    }

    /// Decides what `credential` is worth.
    fn verify(
        &self,
        credential: C,
        context: &Context<'_>,
    ) -> impl Future<Output = Verdict<Self::Principal>> + Send;

    /// Deadline and origin policy; the defaults unless overridden.
    fn settings(&self) -> &Settings {
        &Settings::DEFAULT
    }

    /// What it is set up to do, as the verifier of `scheme`, that a guide of [practices](crate::practices)
    /// advises against; nothing unless overridden. What it accepts is accepted of this scheme alone.
    fn practices(&self, scheme: &Scheme) -> Practices {
        let _ = scheme;
        Practices::new()
    }
}

/// What a verifier may know beside the credential.
#[derive(Debug)]
pub struct Context<'r> {
    scheme: &'static Scheme,
    parts: &'r Parts,
}

impl<'r> Context<'r> {
    pub(crate) fn new(scheme: &'static Scheme, parts: &'r Parts) -> Self {
        Self { scheme, parts }
    }

    /// The scheme whose credential is verified.
    pub fn scheme(&self) -> &'static Scheme {
        self.scheme
    }

    /// The scheme's scopes among these space-separated scope tokens, with all they imply.
    /// Tokens the scheme does not declare grant nothing.
    pub fn scopes(&self, tokens: &str) -> ScopeSet {
        self.scheme.scopes.granted(tokens)
    }

    /// The scheme's roles among these space-separated names, with all they include. Names the scheme
    /// does not declare count for nothing.
    pub fn roles(&self, names: &str) -> RoleSet {
        self.scheme.roles.granted(names)
    }

    /// The head of the request: method, URI, headers, extensions.
    pub fn parts(&self) -> &'r Parts {
        self.parts
    }
}

/// What a credential turned out to be.
#[derive(Debug)]
#[non_exhaustive]
pub enum Verdict<P> {
    /// It proves who the caller is.
    Valid(Verified<P>),
    /// It proves nothing: wrong, expired, revoked, unknown. 401.
    Invalid,
    /// It proves who the caller is, and that caller may not enter: disabled, for example. 403.
    /// The reason is logged and never sent.
    Denied(&'static str),
    /// It was not looked at: there were too many attempts. 429, and again after this long. A verifier
    /// that says so has [`Verifier::THROTTLES`].
    Throttled(Duration),
    /// It could not be decided: the store behind the verifier is down. 503.
    Unavailable(Source),
}

impl<P> Verdict<P> {
    /// A valid credential of `principal`, without scopes.
    pub fn valid(principal: P) -> Self {
        Self::Valid(Verified::new(principal))
    }

    /// A valid account's verdict, with what its token says wherever the application said nothing, and no
    /// more scopes than both of them grant. Roles are the account's own, if it says any; a token of another
    /// tenant than the account's is not the account's.
    #[cfg(feature = "jwt")]
    pub(crate) fn completed(mut self, token: Facts) -> Self {
        let Self::Valid(verified) = &mut self else {
            return self;
        };
        let said = &mut verified.facts;
        if let (Some(account), Some(claimed)) = (&said.details().tenant, &token.details().tenant)
            && account != claimed
        {
            tracing::debug!(reason = "tenant", "token refused");
            return Self::Invalid;
        }
        // A token never does more than it was granted, nor than the account may do.
        said.scopes = match (said.scopes, token.scopes) {
            (Some(account), Some(token)) => Some(account.intersection(token)),
            (account, token) => account.or(token),
        };
        said.roles = said.roles.or(token.roles);
        if said.details.is_none() {
            said.details = token.details;
            return self;
        }
        let (said, token) = (said.details_mut(), token.details());
        if said.subject.is_none() {
            said.subject.clone_from(&token.subject);
            said.issuer.clone_from(&token.issuer);
        }
        said.tenant = said.tenant.take().or_else(|| token.tenant.clone());
        said.token_id = said.token_id.take().or_else(|| token.token_id.clone());
        said.authenticated_at = said.authenticated_at.or(token.authenticated_at);
        said.level = said.level.take().or_else(|| token.level.clone());
        self
    }

    /// The verdict while a dependency is down.
    pub fn unavailable(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Unavailable(Source::new(source))
    }
}

/// Why a verifier could not decide. Shared with layers through the refusal, never sent to a client.
#[derive(Clone)]
pub struct Source(Arc<dyn Error + Send + Sync>);

impl Source {
    /// Wraps the error of a dependency.
    pub fn new(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self(Arc::from(error.into()))
    }

    /// The wrapped error.
    pub fn error(&self) -> &(dyn Error + Send + Sync) {
        &*self.0
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // An error's text may quote a connection string.
        f.write_str("Source(..)")
    }
}

/// A principal with what its credential says beyond the name.
#[derive(Clone)]
pub struct Verified<P> {
    pub(crate) principal: P,
    pub(crate) facts: Facts,
}

/// What a credential says beside who the caller is.
#[derive(Debug, Clone, Default)]
pub(crate) struct Facts {
    /// `None` where the verifier says nothing of scopes: none are granted then.
    pub(crate) scopes: Option<ScopeSet>,
    /// `None` where the verifier says nothing of roles: the principal has none then.
    pub(crate) roles: Option<RoleSet>,
    /// Shared: a request carries them from place to place and seldom looks at them.
    pub(crate) details: Option<Arc<Details>>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Details {
    pub(crate) subject: Option<Arc<str>>,
    /// Whose subject it is, where several issuers are trusted: each has names of its own.
    pub(crate) issuer: Option<Arc<str>>,
    pub(crate) tenant: Option<Arc<str>>,
    pub(crate) token_id: Option<Arc<str>>,
    pub(crate) authenticated_at: Option<SystemTime>,
    pub(crate) level: Option<Arc<str>>,
}

impl Details {
    pub(crate) const NONE: Self = Self {
        subject: None,
        issuer: None,
        tenant: None,
        token_id: None,
        authenticated_at: None,
        level: None,
    };
}

impl Facts {
    /// The scopes granted.
    pub(crate) fn granted(&self) -> ScopeSet {
        self.scopes.unwrap_or(ScopeSet::EMPTY)
    }

    /// The roles the principal has.
    pub(crate) fn held(&self) -> RoleSet {
        self.roles.unwrap_or(RoleSet::EMPTY)
    }

    pub(crate) fn details(&self) -> &Details {
        const NONE: &Details = &Details::NONE;
        self.details.as_deref().unwrap_or(NONE)
    }

    pub(crate) fn details_mut(&mut self) -> &mut Details {
        Arc::make_mut(self.details.get_or_insert_with(|| Arc::new(Details::NONE)))
    }
}

impl<P> Verified<P> {
    /// A principal without scopes and roles.
    pub fn new(principal: P) -> Self {
        Self {
            principal,
            facts: Facts::default(),
        }
    }

    /// With the scopes granted; make the set with [`Context::scopes`].
    #[must_use]
    pub fn scopes(mut self, scopes: ScopeSet) -> Self {
        self.facts.scopes = Some(scopes);
        self
    }

    /// With the roles the principal has; make the set with [`Context::roles`].
    #[must_use]
    pub fn roles(mut self, roles: RoleSet) -> Self {
        self.facts.roles = Some(roles);
        self
    }

    /// With the subject: the caller's stable identifier (`sub`).
    #[must_use]
    pub fn subject(mut self, subject: impl Into<Arc<str>>) -> Self {
        self.facts.details_mut().subject = Some(subject.into());
        self
    }

    /// With the tenant the principal belongs to: see
    /// [`SecuredRouter::tenant`](crate::SecuredRouter::tenant).
    #[must_use]
    pub fn tenant(mut self, tenant: impl Into<Arc<str>>) -> Self {
        self.facts.details_mut().tenant = Some(tenant.into());
        self
    }

    /// With the token's identifier (`jti`).
    #[must_use]
    pub fn token_id(mut self, id: impl Into<Arc<str>>) -> Self {
        self.facts.details_mut().token_id = Some(id.into());
        self
    }

    /// With the time the caller authenticated (`auth_time`).
    #[must_use]
    pub fn authenticated_at(mut self, at: SystemTime) -> Self {
        self.facts.details_mut().authenticated_at = Some(at);
        self
    }

    /// With the authentication level (`acr`).
    #[must_use]
    pub fn level(mut self, level: impl Into<Arc<str>>) -> Self {
        self.facts.details_mut().level = Some(level.into());
        self
    }

    /// The same facts about another value for the principal.
    pub fn map<Q>(self, into: impl FnOnce(P) -> Q) -> Verified<Q> {
        Verified {
            principal: into(self.principal),
            facts: self.facts,
        }
    }
}

impl<P> fmt::Debug for Verified<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verified")
            .field("subject", &self.facts.details().subject)
            .finish_non_exhaustive()
    }
}
