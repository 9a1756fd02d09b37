//! Judgement: everything about a token before the account behind it is looked up.

use std::time::SystemTime;

use super::{
    Accounts, Jwt,
    flaw::Flaw,
    header::Header,
    json::{self, Member},
    key::Keys,
    trusted::{NoKey, Trusted},
};
#[cfg(feature = "tokens")]
use crate::tokens::Identifiers;
use crate::{
    credential::MAX_CREDENTIAL,
    verifier::{Context, Facts},
};

/// A token that is valid by itself.
pub(super) struct Checked<A: Accounts> {
    /// The claims as the application reads them.
    pub(super) claims: A::Claims,
    pub(super) said: Said,
}

/// What claims say to us.
pub(super) struct Said {
    pub(super) facts: Facts,
    /// By what the token may have been revoked, if that is asked.
    #[cfg(feature = "tokens")]
    pub(super) identifiers: Option<Identifiers>,
}

/// A token of which the header alone was judged.
pub(super) struct Examined<'j, 't> {
    message: &'t str,
    signature: &'t str,
    header: Header,
    /// What is only true if the signature is right.
    claims: Vec<u8>,
    /// Whose keys it has to be signed with.
    pub(super) trusted: &'j Trusted,
}

impl<A: Accounts> Jwt<A> {
    /// Whatever can be told before there is a key.
    pub(super) fn examine<'t>(&self, token: &'t str) -> Result<Examined<'_, 't>, Flaw> {
        if token.len() > MAX_CREDENTIAL {
            return Err(Flaw::Size);
        }
        let (message, signature) = token.rsplit_once('.').ok_or(Flaw::Parts)?;
        let (header, claims) = message.split_once('.').ok_or(Flaw::Parts)?;
        if claims.contains('.') || header.is_empty() || claims.is_empty() || signature.is_empty() {
            return Err(Flaw::Parts);
        }
        let header = Header::read(header, &self.types)?;
        let claims = json::base64url(claims).ok_or(Flaw::Encoding)?;
        Ok(Examined {
            message,
            signature,
            header,
            trusted: self.trusted(&claims)?,
            claims,
        })
    }

    /// The issuer that claims nobody has vouched for name, if there are several: its keys will tell.
    fn trusted(&self, claims: &[u8]) -> Result<&Trusted, Flaw> {
        if let [only] = self.trusted.as_slice() {
            return Ok(only);
        }
        let members =
            json::members::<1>(claims, |name| (name == "iss").then_some(0)).ok_or(Flaw::Claims)?;
        let Some(Member::Text(named)) = members.get(0) else {
            return Err(Flaw::Issuer);
        };
        let is_named = |trusted: &&Trusted| trusted.intended.issuer.as_deref() == Some(named);
        self.trusted.iter().find(is_named).ok_or(Flaw::Issuer)
    }

    /// Everything about the token itself, before the account is looked up.
    pub(super) fn check(
        &self,
        token: &Examined<'_, '_>,
        keys: &Keys,
        context: &Context<'_>,
    ) -> Result<Option<Checked<A>>, Flaw> {
        let key = keys.select(token.header.algorithm, token.header.kid.as_deref())?;
        if !key.verifies(token.message, token.signature) {
            return Err(Flaw::Signature);
        }
        let Some(said) = self.said(token, context)? else {
            return Ok(None);
        };
        let claims = serde_json::from_slice(&token.claims).map_err(|_| Flaw::Shape)?;
        Ok(Some(Checked { claims, said }))
    }

    /// What the claims say, whoever signed them; `None` if nobody knows the time.
    fn said(&self, token: &Examined<'_, '_>, context: &Context<'_>) -> Result<Option<Said>, Flaw> {
        let claims = self.policy.read(&token.claims).ok_or(Flaw::Claims)?;
        let Ok(now) = self.clock.now().duration_since(SystemTime::UNIX_EPOCH) else {
            return Ok(None);
        };
        let facts = self
            .policy
            .check(&claims, &token.trusted.intended, now, context)?;
        Ok(Some(Said {
            facts,
            #[cfg(feature = "tokens")]
            identifiers: match self.revocations {
                Some(_) => Some(claims.identifiers()?),
                None => None,
            },
        }))
    }

    pub(super) async fn judge(
        &self,
        token: &str,
        context: &Context<'_>,
    ) -> Result<Option<Checked<A>>, NoKey> {
        let token = self.examine(token).map_err(NoKey::Flaw)?;
        let (algorithm, kid) = (token.header.algorithm, token.header.kid.as_deref());
        let keys = &token.trusted.keys;
        #[cfg(feature = "jwks")]
        if keys.lack(algorithm, kid) {
            // A newer key would not save every token: some are refused without a fetch.
            self.said(&token, context).map_err(NoKey::Flaw)?;
        }
        let keys = keys.for_token(algorithm, kid).await?;
        self.check(&token, &keys, context).map_err(NoKey::Flaw)
    }
}
