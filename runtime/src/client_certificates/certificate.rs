//! One certificate and what it stands for.

use std::{fmt, sync::Arc};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};

use crate::{
    credential::MAX_CREDENTIAL,
    digests::{Digest, hexadecimal},
    holder::Holder,
    misconfiguration::Misconfiguration,
    verifier::Details,
};

/// A client certificate by its thumbprint, with the principal it stands for and, where wanted, scopes
/// and more.
///
/// ```
/// use axum_secured::{ClientCertificates, client_certificates::Certificate};
///
/// let thumbprint = "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0";
/// let billing = Certificate::new(thumbprint, "billing").scopes("items:read items:write");
/// let certificates = ClientCertificates::builder().with(billing).build()?;
/// # Ok::<(), axum_secured::Misconfiguration>(())
/// ```
pub struct Certificate<P> {
    /// Or why no handshake shows such a certificate.
    digest: Result<Digest, &'static str>,
    principal: P,
    scopes: Box<str>,
    roles: Box<str>,
    subject: Option<Arc<str>>,
    tenant: Option<Arc<str>>,
}

impl<P> Certificate<P> {
    /// The certificate with this SHA-256 thumbprint, which stands for `principal`: base64url as in
    /// `x5t#S256`, or hexadecimal, with or without colons.
    pub fn new(thumbprint: impl AsRef<str>, principal: P) -> Self {
        let digest = digest(thumbprint.as_ref()).ok_or(
            "has a thumbprint that is no SHA-256 digest: 43 characters of base64url, or 64 \
             hexadecimal digits",
        );
        Self::of(digest, principal)
    }

    /// The certificate itself, in DER, which stands for `principal`.
    pub fn from_der(der: impl AsRef<[u8]>, principal: P) -> Self {
        let der = der.as_ref();
        let digest = match unfit(der) {
            None => Ok(Sha256::digest(der).into()),
            Some(why) => Err(why),
        };
        Self::of(digest, principal)
    }

    fn of(digest: Result<Digest, &'static str>, principal: P) -> Self {
        Self {
            digest,
            principal,
            scopes: Box::default(),
            roles: Box::default(),
            subject: None,
            tenant: None,
        }
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

    /// With the stable identifier of whom the certificate stands for: the same for each of theirs.
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

    /// Its digest and holder, if it is fit for use. Errors call it by its `place`, counted from one.
    pub(super) fn check(self, place: usize) -> Result<(Digest, Holder<P>), Misconfiguration> {
        let label = format!("client certificate {place}");
        let digest = self
            .digest
            .map_err(|why| Misconfiguration::new(format!("{label} {why}")))?;
        let details = Details {
            subject: self.subject,
            tenant: self.tenant,
            ..Details::NONE
        };
        let holder = Holder::new(label, self.principal, self.scopes, self.roles, details)?;
        Ok((digest, holder))
    }
}

impl<P> fmt::Debug for Certificate<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificate")
            .field("subject", &self.subject)
            .field("scopes", &self.scopes)
            .field("roles", &self.roles)
            .finish_non_exhaustive()
    }
}

/// Why no handshake shows it.
fn unfit(der: &[u8]) -> Option<&'static str> {
    let armor = b"-----BEGIN ";
    if der.is_empty() {
        Some("is empty: give it in DER")
    } else if der.windows(armor.len()).any(|window| window == armor) {
        Some("is PEM: give it in DER")
    } else if der.len() > MAX_CREDENTIAL {
        Some("is over 8 kB, more than is taken")
    } else {
        None
    }
}

/// `openssl x509 -fingerprint -sha256` puts a colon behind each byte but the last.
fn digest(thumbprint: &str) -> Option<Digest> {
    if thumbprint.contains(':') {
        let bytes: Vec<_> = thumbprint.split(':').collect();
        let is_even = bytes.iter().all(|byte| byte.len() == 2);
        return hexadecimal(&bytes.concat()).filter(|_| is_even);
    }
    hexadecimal(thumbprint).or_else(|| {
        let bytes = URL_SAFE_NO_PAD.decode(thumbprint).ok()?;
        bytes.try_into().ok()
    })
}
