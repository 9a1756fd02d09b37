//! Inspection: tokens that are revoked, and what tokens are worth.

use std::time::{Duration, SystemTime};

use http::{HeaderMap, HeaderValue, Request, header};
use zeroize::Zeroizing;

use super::{
    GrantType, Inner, IntrospectionAnswer, RevocationAnswer, TokenError, answer::BEARER,
    form::Text, owners::client_of, request::Claimed,
};
use crate::{
    credential::{self, Slot},
    role::{NoRoles, Roles as _},
    scheme::{Kind, Scheme},
    scope::{NoScopes, Scopes as _},
    tokens::Ended,
    verifier::{Context, Source, Verdict, Verifier as _},
};

/// As much as the most lenient verifier gives: what it would take can be revoked.
pub(super) const LEEWAY: Duration = Duration::from_secs(300);

/// What a token of ours says.
#[derive(serde::Deserialize)]
pub(super) struct Claims {
    sub: String,
    client_id: Option<String>,
    auth_time: Option<u64>,
    #[serde(default)]
    scope: String,
    exp: u64,
    iat: u64,
    jti: String,
}

impl Claims {
    /// The last moment of the second that `auth_time` names: it tells no more.
    fn authenticated_at(&self) -> Option<SystemTime> {
        let last = Duration::new(self.auth_time?, 999_999_999);
        SystemTime::UNIX_EPOCH.checked_add(last)
    }
}

/// Tokens are read here as guards read them.
static TOKENS: Scheme = Scheme {
    name: "token",
    description: "",
    realm: "",
    kind: Kind::Bearer { format: None },
    scopes: NoScopes::TABLE,
    roles: NoRoles::TABLE,
    throttles: false,
};

impl Inner {
    pub(super) async fn revoke(
        &self,
        client: Claimed,
        token: Text,
    ) -> Result<RevocationAnswer, TokenError> {
        let client = self.clients.authenticate(&client)?;
        let client = client.id.as_deref();
        // Refresh tokens are one word.
        if token.contains('.') {
            self.revoke_access(client, &token).await?;
        } else if let Some(refresh) = &self.refresh
            && refresh.revoke(&token, client).await? == Ended::OfAnotherClient
        {
            return Err(TokenError::InvalidGrant);
        }
        Ok(RevocationAnswer)
    }

    async fn revoke_access(&self, client: Option<&str>, token: &str) -> Result<(), TokenError> {
        let Some(revocations) = &self.revocations else {
            return Err(TokenError::UnsupportedTokenType);
        };
        let Some(claims) = self.read(token).await? else {
            return Ok(());
        };
        if claims.client_id.as_deref() != client {
            return Err(TokenError::InvalidGrant);
        }
        let end = Duration::from_secs(claims.exp).saturating_add(LEEWAY);
        let until = SystemTime::UNIX_EPOCH.checked_add(end);
        let until = until.ok_or(TokenError::Fault)?;
        let issuer = self.signer.issuer();
        revocations
            .revoke_token(issuer, &claims.jti, until)
            .await
            .map_err(TokenError::Unavailable)
    }

    pub(super) async fn introspect(
        &self,
        client: Claimed,
        token: Text,
    ) -> Result<IntrospectionAnswer, TokenError> {
        let client = self.clients.authenticate(&client)?;
        if !client.introspects {
            return Err(if client.is_confidential() {
                TokenError::UnauthorizedClient
            } else {
                TokenError::InvalidClient
            });
        }
        let active = self.active(&token).await?;
        Ok(active.unwrap_or_default())
    }

    async fn active(&self, token: &str) -> Result<Option<IntrospectionAnswer>, TokenError> {
        let Some(claims) = self.read(token).await? else {
            return Ok(None);
        };
        let now = self.clock.now().duration_since(SystemTime::UNIX_EPOCH);
        let now = now.map_err(Source::new)?;
        if now >= Duration::from_secs(claims.exp) {
            return Ok(None);
        }
        // Whom it is about, and the client that has it, may have less today, or nothing.
        let client = match &claims.client_id {
            None => self.clients.unnamed(),
            Some(id) => self.clients.named(id),
        };
        let Some(client) = client else {
            return Ok(None);
        };
        let (allowed, username) = match client_of(&claims.sub) {
            None => match self.owners.find(&claims.sub).await? {
                Some(owner) if !owner.has_ended(claims.authenticated_at()) => {
                    (owner.scopes, owner.username)
                }
                _ => return Ok(None),
            },
            Some(id)
                if client.id.as_deref() == Some(id) && client.may(GrantType::ClientCredentials) =>
            {
                (client.scopes.clone(), None)
            }
            Some(_) => return Ok(None),
        };
        let Some(granted) = (self.granted)(&claims.scope, &allowed) else {
            return Ok(None);
        };
        let granted = granted.narrowed(&client.scopes);
        Ok(Some(IntrospectionAnswer {
            active: true,
            scope: Some(granted.to_string()),
            client_id: claims.client_id,
            username,
            token_type: Some(BEARER),
            exp: Some(claims.exp),
            iat: Some(claims.iat),
            sub: Some(claims.sub),
            aud: Some(self.signer.audience().to_owned()),
            iss: Some(self.signer.issuer().to_owned()),
            jti: Some(claims.jti),
        }))
    }

    /// What a token says, if it is an access token of ours that a guard might take.
    async fn read(&self, token: &str) -> Result<Option<Claims>, TokenError> {
        let field = Zeroizing::new(format!("Bearer {token}"));
        let Ok(field) = HeaderValue::try_from(field.as_str()) else {
            return Ok(None);
        };
        let headers = HeaderMap::from_iter([(header::AUTHORIZATION, field)]);
        let Slot::Present(credential) = credential::bearer(&headers) else {
            return Ok(None);
        };
        let (parts, ()) = Request::new(()).into_parts();
        let context = Context::new(&TOKENS, &parts);
        match self.verifier.verify(credential, &context).await {
            Verdict::Valid(verified) => Ok(Some(verified.principal)),
            Verdict::Invalid | Verdict::Denied(_) => Ok(None),
            Verdict::Throttled(wait) => Err(TokenError::Throttled(wait)),
            Verdict::Unavailable(source) => Err(TokenError::Unavailable(source)),
        }
    }
}
