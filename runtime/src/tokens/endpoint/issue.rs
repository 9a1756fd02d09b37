//! Issuing: a token for what a client presents.

use super::{
    Grant, GrantType, Inner, PasswordGrant, RefreshGrant, TokenAnswer, TokenError, answer::BEARER,
    attempts::Origin, clients::Known, owners::subject_of, request::Claimed,
};
use crate::{
    tokens::{Granted, TokenDraft},
    verifier::Source,
};

impl Inner {
    pub(super) async fn grant(
        &self,
        client: Claimed,
        grant: Grant,
        origin: Origin,
    ) -> Result<TokenAnswer, TokenError> {
        let client = self.clients.authenticate(&client)?;
        let kind = grant.kind();
        if !client.may(kind) {
            return Err(if self.clients.any_may(kind) {
                TokenError::UnauthorizedClient
            } else {
                TokenError::UnsupportedGrantType
            });
        }
        match &grant {
            Grant::Password(form) => self.sign_in(client, form, grant.scope(), origin).await,
            Grant::RefreshToken(form) => self.renew(client, form, grant.scope()).await,
            Grant::ClientCredentials(_) => self.for_itself(client, grant.scope()),
        }
    }

    async fn sign_in(
        &self,
        client: &Known,
        form: &PasswordGrant,
        scope: Option<&str>,
        origin: Origin,
    ) -> Result<TokenAnswer, TokenError> {
        let granted = self.granted(client, scope)?;
        // Before the password is looked at: one that is replaced meanwhile ends this log-in too.
        let at = self.clock.now();
        let owner = self
            .owners
            .sign_in(form, &self.counter, origin, self.deadline)
            .await?
            .ok_or(TokenError::InvalidGrant)?;
        let granted = granted.narrowed(&owner.scopes);
        let draft = self.signer.token(&owner.subject).granted(&granted);
        let Some(refresh) = self.refresh_of(client) else {
            let draft = draft.authenticated_at(at);
            return answer(draft, client, &granted, None);
        };
        let id = client.id.as_deref();
        let issued = refresh.issue(&owner.subject, id, &granted, at).await?;
        let draft = draft
            .authenticated_at(issued.authenticated_at)
            .session(&issued.session);
        answer(draft, client, &granted, Some(issued.token))
    }

    async fn renew(
        &self,
        client: &Known,
        form: &RefreshGrant,
        scope: Option<&str>,
    ) -> Result<TokenAnswer, TokenError> {
        let refresh = self.refresh_of(client);
        let refresh = refresh.ok_or(TokenError::UnsupportedGrantType)?;
        let id = client.id.as_deref();
        let renewal = refresh.examine(form.expose_token(), id, scope).await?;
        // Before it is spent: while accounts cannot be asked, the client keeps what it has.
        let owner = self.owners.find(renewal.subject()).await?;
        let at = Some(renewal.authenticated_at());
        let Some(owner) = owner.filter(|owner| !owner.has_ended(at)) else {
            refresh.revoke(form.expose_token(), id).await?;
            return Err(TokenError::InvalidGrant);
        };
        let renewed = refresh.spend(renewal).await?;
        let granted = renewed
            .granted
            .narrowed(&client.scopes)
            .narrowed(&owner.scopes);
        let draft = self
            .signer
            .token(&owner.subject)
            .granted(&granted)
            .authenticated_at(renewed.authenticated_at)
            .session(&renewed.session);
        answer(draft, client, &granted, Some(renewed.token))
    }

    /// The client is the account.
    fn for_itself(&self, client: &Known, scope: Option<&str>) -> Result<TokenAnswer, TokenError> {
        let id = client.id.as_deref().ok_or(TokenError::InvalidClient)?;
        let granted = self.granted(client, scope)?;
        let draft = self.signer.token(&subject_of(id)).granted(&granted);
        // No refresh token (RFC 6749, section 4.4.3): the client has what buys the next one.
        answer(draft, client, &granted, None)
    }

    /// What is asked for, as far as the client may have it.
    fn granted(&self, client: &Known, scope: Option<&str>) -> Result<Granted, TokenError> {
        (self.granted)(scope.unwrap_or_default(), &client.scopes).ok_or(TokenError::InvalidScope)
    }

    fn refresh_of(&self, client: &Known) -> Option<&dyn super::Refreshing> {
        self.refresh
            .as_deref()
            .filter(|_| client.may(GrantType::RefreshToken))
    }
}

fn answer(
    draft: TokenDraft<'_>,
    client: &Known,
    granted: &Granted,
    refresh_token: Option<String>,
) -> Result<TokenAnswer, TokenError> {
    let draft = match &client.id {
        Some(id) => draft.client(id),
        None => draft,
    };
    let token = draft.sign().map_err(Source::new)?;
    Ok(TokenAnswer {
        access_token: token.token,
        token_type: BEARER,
        expires_in: token.expires_in.as_secs(),
        refresh_token,
        scope: granted.to_string(),
    })
}
