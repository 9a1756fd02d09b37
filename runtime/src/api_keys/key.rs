//! One key and what it stands for.

use std::{fmt, sync::Arc};

use sha2::{Digest as _, Sha256};

use crate::{
    credential::MAX_CREDENTIAL,
    digests::{Digest, hexadecimal},
    holder::Holder,
    misconfiguration::Misconfiguration,
    secret::Secret,
    verifier::Details,
};

/// 128 bits (OWASP ASVS 5.0, 11.5.1). In bytes.
const MIN_KEY: usize = 16;

/// An API key with the principal it stands for and, where wanted, an id, scopes and more.
///
/// ```
/// use axum_secured::{ApiKeys, Secret, api_keys::Key};
///
/// let secret = Secret::random_text()?;
/// let key = Key::new(secret, "billing").id("billing-2025").scopes("items:read items:write");
/// let keys = ApiKeys::builder().with(key).build()?;
/// # Ok::<(), axum_secured::Misconfiguration>(())
/// ```
pub struct Key<P> {
    material: Material,
    principal: P,
    id: Option<Arc<str>>,
    scopes: Box<str>,
    roles: Box<str>,
    subject: Option<Arc<str>>,
    tenant: Option<Arc<str>>,
}

enum Material {
    Whole(Secret),
    Hex(String),
}

impl<P> Key<P> {
    /// A key that stands for `principal`. To travel in every slot a key keeps to letters, digits
    /// and `-._~`; any visible ASCII is taken.
    pub fn new(secret: Secret, principal: P) -> Self {
        Self::of(Material::Whole(secret), principal)
    }

    /// A key known only by its SHA-256 digest, in hexadecimal, so that configuration need not hold
    /// the key itself. How strong the key is cannot be told from its digest.
    pub fn from_sha256_hex(digest: impl Into<String>, principal: P) -> Self {
        Self::of(Material::Hex(digest.into()), principal)
    }

    fn of(material: Material, principal: P) -> Self {
        Self {
            material,
            principal,
            id: None,
            scopes: Box::default(),
            roles: Box::default(),
            subject: None,
            tenant: None,
        }
    }

    /// With a public name for the key, unique in its set: for logs and for errors at construction.
    /// It is the token id of who was admitted, and the subject unless another is given.
    #[must_use]
    pub fn id(mut self, id: impl Into<Arc<str>>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// With these scopes, separated by spaces. Those that the scheme does not declare grant nothing.
    #[must_use]
    pub fn scopes(mut self, scopes: impl Into<Box<str>>) -> Self {
        self.scopes = scopes.into();
        self
    }

    /// With these roles, separated by spaces. Those that the scheme does not declare count for nothing.
    #[must_use]
    pub fn roles(mut self, roles: impl Into<Box<str>>) -> Self {
        self.roles = roles.into();
        self
    }

    /// With the stable identifier of whom the key stands for: the same for each of their keys.
    #[must_use]
    pub fn subject(mut self, subject: impl Into<Arc<str>>) -> Self {
        self.subject = Some(subject.into());
        self
    }

    /// With the tenant the principal belongs to.
    #[must_use]
    pub fn tenant(mut self, tenant: impl Into<Arc<str>>) -> Self {
        self.tenant = Some(tenant.into());
        self
    }

    /// Its digest and holder, if it is fit for use. Errors call it by `origin`, else by its id,
    /// else by its `place`, counted from one.
    pub(super) fn check(
        self,
        origin: Option<String>,
        place: usize,
    ) -> Result<(Digest, Holder<P>), Misconfiguration> {
        let is_named = self
            .id
            .as_ref()
            .is_none_or(|id| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_graphic()));
        // In a file with its columns mixed up the id is the key, so `origin` goes first.
        let label = match (origin, &self.id) {
            (Some(origin), _) => format!("API key in {origin}"),
            (None, Some(id)) if is_named => format!("API key `{id}`"),
            (None, _) => format!("API key {place}"),
        };
        if !is_named {
            return Err(Misconfiguration::new(format!(
                "{label} has an id that is not visible ASCII without spaces"
            )));
        }
        let digest = self.material.digest(&label)?;
        let details = Details {
            subject: self.subject.or_else(|| self.id.clone()),
            tenant: self.tenant,
            token_id: self.id,
            ..Details::NONE
        };
        let holder = Holder::new(label, self.principal, self.scopes, self.roles, details)?;
        Ok((digest, holder))
    }
}

impl<P> fmt::Debug for Key<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key")
            .field("id", &self.id)
            .field("scopes", &self.scopes)
            .field("roles", &self.roles)
            .finish_non_exhaustive()
    }
}

impl Material {
    fn digest(self, label: &str) -> Result<Digest, Misconfiguration> {
        match self {
            Self::Hex(text) => hexadecimal(&text).ok_or_else(|| {
                Misconfiguration::new(format!(
                    "{label} has a digest that is not 64 hexadecimal digits (SHA-256)"
                ))
            }),
            Self::Whole(secret) => {
                let key = secret.expose();
                if key.len() > MAX_CREDENTIAL {
                    return Err(Misconfiguration::new(format!(
                        "{label} has {} bytes and may have at most {MAX_CREDENTIAL}",
                        key.len()
                    )));
                }
                if !key.iter().all(u8::is_ascii_graphic) {
                    return Err(Misconfiguration::new(format!(
                        "{label} holds characters other than visible ASCII"
                    )));
                }
                if key.len() < MIN_KEY {
                    return Err(Misconfiguration::new(format!(
                        "{label} has {} bytes and needs at least {MIN_KEY}: 128 bits (OWASP ASVS 11.5.1)",
                        key.len()
                    )));
                }
                secret.at_least(MIN_KEY, label)?;
                Ok(Sha256::digest(key).into())
            }
        }
    }
}
