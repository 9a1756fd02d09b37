//! Refresh tokens: opaque, spent when they are used, and traced to the log-in they come from.

mod builder;
mod token;

use std::{
    fmt,
    time::{Duration, SystemTime},
};

pub use self::builder::RefreshTokensBuilder;
use self::token::{Token, is_equal, random, session};
use super::{
    Granted, Revocations,
    store::{Family, FamilyId, TokenStore},
};
use crate::{jwt::Clock, scope::Scopes, verifier::Source};

/// No access token lives longer, leeway included.
const LONGEST_ACCESS: Duration = Duration::from_secs(25 * 60 * 60);

/// Issues, renews and revokes refresh tokens (RFC 6749, section 6; RFC 9700, section 4.14.2).
///
/// A token is 256 random bits behind the random identifier of its family, the log-in it comes from; the
/// store keeps its digest. Renewing spends it: there is one token to a family at a time. A spent token
/// that is presented again has been copied, and ends the family, whoever holds its newest token. Within
/// [`reuse_grace`](RefreshTokensBuilder::reuse_grace) the token spent last is refused and no more, as two
/// clicks at once are no theft. A family ends when its time is over, however often it was renewed.
///
/// While the store cannot be asked nothing is issued and nothing spent.
pub struct RefreshTokens<S> {
    store: S,
    revocations: Option<Revocations>,
    lifetime: Duration,
    reuse_grace: Duration,
    clock: Box<dyn Clock>,
}

/// The first refresh token of a log-in.
#[derive(Clone)]
#[non_exhaustive]
pub struct Issued {
    /// The token itself.
    pub token: String,
    /// What access tokens of this log-in carry as `sid`: [`TokenDraft::session`](super::TokenDraft::session).
    pub session: String,
    /// When it was: [`TokenDraft::authenticated_at`](super::TokenDraft::authenticated_at).
    pub authenticated_at: SystemTime,
}

/// A refresh token that can be exchanged and was not spent yet.
#[must_use = "nothing is exchanged before it is spent"]
pub struct Renewal {
    token: Token,
    family: Family,
    granted: Granted,
}

impl Renewal {
    /// The account that signed in.
    pub fn subject(&self) -> &str {
        &self.family.subject
    }

    /// When it signed in.
    pub fn authenticated_at(&self) -> SystemTime {
        self.family.authenticated_at
    }
}

/// What a refresh token was exchanged for.
#[derive(Clone)]
#[non_exhaustive]
pub struct Renewed {
    /// The account that signed in. Whether it still may is for the caller to ask.
    pub subject: String,
    /// The client that it signed in with.
    pub client: Option<String>,
    /// The scopes for the new access token: asked for, or else all of them, and granted at log-in. What
    /// the account may do today is for the caller to apply: [`Granted::narrowed`].
    pub granted: Granted,
    /// When it signed in.
    pub authenticated_at: SystemTime,
    /// The next refresh token.
    pub token: String,
    /// What access tokens of this log-in carry as `sid`: [`TokenDraft::session`](super::TokenDraft::session).
    pub session: String,
}

/// What became of a token that was to be revoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ended {
    /// Its family has ended, and so did the access tokens of that log-in, if they can be revoked.
    Family,
    /// It belongs to another client, and nothing happened.
    OfAnotherClient,
    /// There is no such family: it ended, or the token is not one of ours.
    Unknown,
}

/// Why a refresh token was not exchanged.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum RefreshError {
    /// `invalid_grant`: it is unknown, spent, expired, revoked, or another client's.
    InvalidGrant,
    /// `invalid_scope`: malformed, or more than was granted at log-in. The token is not spent.
    InvalidScope,
    /// The store could not be asked: 503. The token may still be good.
    Unavailable(Source),
}

impl From<Source> for RefreshError {
    fn from(source: Source) -> Self {
        Self::Unavailable(source)
    }
}

impl<S: TokenStore> RefreshTokens<S> {
    /// Keeps families in `store`.
    #[allow(clippy::new_ret_no_self)]
    pub fn new(store: S) -> RefreshTokensBuilder<S> {
        RefreshTokensBuilder::new(store)
    }

    /// Whether access tokens end with their family.
    pub(super) fn revokes(&self) -> bool {
        self.revocations.is_some()
    }

    /// The first token of a new family: `subject` signed in with `client` and was `granted` these scopes.
    ///
    /// # Errors
    /// If the store cannot be asked, or the system has no randomness.
    pub async fn issue(
        &self,
        subject: &str,
        client: Option<&str>,
        granted: &Granted,
    ) -> Result<Issued, Source> {
        self.begin(subject, client, granted, self.clock.now()).await
    }

    /// The same for who signed in at the time `authenticated_at`.
    pub(super) async fn begin(
        &self,
        subject: &str,
        client: Option<&str>,
        granted: &Granted,
        authenticated_at: SystemTime,
    ) -> Result<Issued, Source> {
        let (id, secret) = (random()?, random()?);
        let token = Token { id, secret };
        let expires_at = self.clock.now().checked_add(self.lifetime);
        let family = Family {
            subject: subject.to_owned(),
            client: client.map(str::to_owned),
            scope: granted.to_string(),
            authenticated_at,
            expires_at: expires_at.ok_or_else(|| Source::new("the clock is beyond reason"))?,
            current: token.digest(),
            spent: None,
        };
        self.store.begin(id, family).await?;
        Ok(Issued {
            token: token.text(),
            session: session(id),
            authenticated_at,
        })
    }

    /// Spends `presented`, which `client` presents, for the next token of its family. `scope` is what is
    /// asked for, if anything is: as much as was granted at log-in, or less. Where there is more to ask
    /// before it is spent, [`examine`](RefreshTokens::examine) it first.
    ///
    /// # Errors
    /// If nothing is exchanged; where it is [`RefreshError::InvalidGrant`], the family may have ended.
    pub async fn renew<C: Scopes>(
        &self,
        presented: &str,
        client: Option<&str>,
        scope: Option<&str>,
    ) -> Result<Renewed, RefreshError> {
        let renewal = self.examine::<C>(presented, client, scope).await?;
        self.spend(renewal).await
    }

    /// What `presented` would be exchanged for. It is not spent yet.
    ///
    /// # Errors
    /// As [`renew`](RefreshTokens::renew).
    pub async fn examine<C: Scopes>(
        &self,
        presented: &str,
        client: Option<&str>,
        scope: Option<&str>,
    ) -> Result<Renewal, RefreshError> {
        let token = Token::read(presented).ok_or(RefreshError::InvalidGrant)?;
        let family = self.live(&token).await?.ok_or(RefreshError::InvalidGrant)?;
        if family.client.as_deref() != client {
            return Err(RefreshError::InvalidGrant);
        }
        if !is_equal(&family.current, &token.digest()) {
            return Err(self.reused(&token, &family).await?);
        }
        let all = Granted::of::<C>(&family.scope, &family.scope);
        let all = all.ok_or(RefreshError::InvalidScope)?;
        let granted = match scope {
            None => all,
            Some(asked) => Granted::of::<C>(asked, &family.scope)
                .filter(|granted| granted.covers(asked))
                .ok_or(RefreshError::InvalidScope)?,
        };
        Ok(Renewal {
            token,
            family,
            granted,
        })
    }

    /// Spends an examined token for the next one of its family.
    ///
    /// # Errors
    /// If somebody else spent it or ended its family meanwhile, or the store cannot be asked.
    pub async fn spend(&self, renewal: Renewal) -> Result<Renewed, RefreshError> {
        let Renewal {
            token,
            family,
            granted,
        } = renewal;
        let next = Token {
            id: token.id,
            secret: random()?,
        };
        let now = self.clock.now();
        let renewed = self
            .store
            .renew(token.id, token.digest(), next.digest(), now)
            .await?;
        if !renewed {
            // Somebody was faster: with the same token, or by ending the family.
            return match self.live(&token).await? {
                Some(family) => Err(self.reused(&token, &family).await?),
                None => Err(RefreshError::InvalidGrant),
            };
        }
        Ok(Renewed {
            subject: family.subject,
            client: family.client,
            granted,
            authenticated_at: family.authenticated_at,
            token: next.text(),
            session: session(token.id),
        })
    }

    /// Ends the family of `presented`, which `client` presents (RFC 7009).
    ///
    /// # Errors
    /// If the store cannot be asked: it may have ended or not.
    pub async fn revoke(&self, presented: &str, client: Option<&str>) -> Result<Ended, Source> {
        let Some(token) = Token::read(presented) else {
            return Ok(Ended::Unknown);
        };
        // Its identifier is known to those alone who had a token of it, be it a spent one.
        match self.live(&token).await? {
            Some(family) if family.client.as_deref() == client => {
                self.end(token.id).await?;
                Ok(Ended::Family)
            }
            Some(_) => Ok(Ended::OfAnotherClient),
            None => Ok(Ended::Unknown),
        }
    }

    /// Ends a family; its access tokens first, so that whoever fails in between can try again.
    async fn end(&self, id: FamilyId) -> Result<(), Source> {
        if let Some(revocations) = &self.revocations {
            let until = self.clock.now().checked_add(LONGEST_ACCESS);
            let until = until.ok_or_else(|| Source::new("the clock is beyond reason"))?;
            revocations.revoke_session(&session(id), until).await?;
        }
        self.store.end(id).await
    }

    /// The family of a token, if its time is not over.
    async fn live(&self, token: &Token) -> Result<Option<Family>, Source> {
        let family = self.store.find(token.id).await?;
        Ok(family.filter(|family| self.clock.now() < family.expires_at))
    }

    /// What a token is that is not the newest of its family: spent a moment ago, or copied.
    async fn reused(&self, token: &Token, family: &Family) -> Result<RefreshError, Source> {
        let is_recent = family.spent.is_some_and(|(spent, at)| {
            is_equal(&spent, &token.digest())
                // Another process may have spent it, whose clock is ahead.
                && self.clock.now().duration_since(at).unwrap_or_default() < self.reuse_grace
        });
        if !is_recent {
            tracing::warn!("a refresh token was used again: its family ends");
            self.end(token.id).await?;
        }
        Ok(RefreshError::InvalidGrant)
    }
}

impl<S> fmt::Debug for RefreshTokens<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RefreshTokens")
            .field("lifetime", &self.lifetime)
            .field("reuse_grace", &self.reuse_grace)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Issued {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Issued")
            .field("session", &self.session)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Renewal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Renewal")
            .field("subject", &self.family.subject)
            .field("granted", &self.granted)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Renewed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Renewed")
            .field("subject", &self.subject)
            .field("client", &self.client)
            .field("granted", &self.granted)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
