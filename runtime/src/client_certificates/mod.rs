//! Client certificates known by their thumbprints, each of which stands for one principal.

use std::{
    collections::{HashMap, hash_map::Entry},
    fmt,
    future::ready,
};

use crate::{
    credential::ClientCertificate,
    digests::{Digest, Digests},
    holder::Holder,
    misconfiguration::Misconfiguration,
    settings::Settings,
    verifier::{Context, Verdict, Verifier},
};

pub use certificate::Certificate;

mod certificate;

/// Verifies client certificates by their SHA-256 thumbprints: only those it lists are valid.
///
/// That the client owns the certificate, and that an authority signed it for today, was verified in
/// the TLS handshake: see [`ClientCertificate`]. With many clients, or certificates that are renewed
/// often, write a [`Verifier`] that reads the subject from [`ClientCertificate::der`] instead.
///
/// ```
/// use axum_secured::ClientCertificates;
///
/// #[derive(Clone)]
/// struct Integration(&'static str);
///
/// // openssl x509 -in client.pem -noout -fingerprint -sha256
/// # let fingerprint = "BA:78:16:BF:8F:01:CF:EA:41:41:40:DE:5D:AE:22:23:B0:03:61:A3:96:17:7A:9C:B4:10:FF:61:F2:00:15:AD";
/// let certificates = ClientCertificates::builder()
///     .thumbprint(fingerprint, Integration("billing"))
///     .build()?;
/// # let _: ClientCertificates<Integration> = certificates;
/// # Ok::<(), axum_secured::Misconfiguration>(())
/// ```
pub struct ClientCertificates<P> {
    holders: Digests<Holder<P>>,
    settings: Settings,
}

impl<P> ClientCertificates<P> {
    /// No certificates yet.
    pub fn builder() -> Builder<P> {
        Builder {
            holders: HashMap::new(),
            settings: Settings::DEFAULT,
            count: 0,
            fault: None,
        }
    }
}

impl<P: Clone> ClientCertificates<P> {
    fn look_up(&self, presented: &ClientCertificate, context: &Context<'_>) -> Verdict<P> {
        match self.holders.get(presented.digest()) {
            Some(holder) => Verdict::Valid(holder.verified(context)),
            None => Verdict::Invalid,
        }
    }
}

impl<P: Clone + Send + Sync + 'static> Verifier<ClientCertificate> for ClientCertificates<P> {
    type Principal = P;

    fn verify_now(
        &self,
        credential: &ClientCertificate,
        context: &Context<'_>,
    ) -> Option<Verdict<P>> {
        Some(self.look_up(credential, context))
    }

    fn verify(
        &self,
        credential: ClientCertificate,
        context: &Context<'_>,
    ) -> impl Future<Output = Verdict<P>> + Send {
        ready(self.look_up(&credential, context))
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }
}

impl<P> fmt::Debug for ClientCertificates<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientCertificates")
            .field("certificates", &self.holders.len())
            .finish_non_exhaustive()
    }
}

/// Collects certificates.
pub struct Builder<P> {
    holders: HashMap<Digest, Holder<P>>,
    settings: Settings,
    count: usize,
    fault: Option<Misconfiguration>,
}

impl<P> Builder<P> {
    /// Adds the certificate with this SHA-256 thumbprint, which stands for `principal`, without
    /// scopes: base64url as in `x5t#S256`, or hexadecimal, with or without colons.
    #[must_use]
    pub fn thumbprint(self, thumbprint: impl AsRef<str>, principal: P) -> Self {
        self.with(Certificate::new(thumbprint, principal))
    }

    /// Adds a certificate with all that is said about it.
    #[must_use]
    pub fn with(mut self, certificate: Certificate<P>) -> Self {
        self.count += 1;
        if self.fault.is_none()
            && let Err(fault) = self.insert(certificate)
        {
            self.fault = Some(fault);
        }
        self
    }

    /// Replaces deadline and origin policy.
    #[must_use]
    pub fn settings(mut self, settings: Settings) -> Self {
        self.settings = settings;
        self
    }

    fn insert(&mut self, certificate: Certificate<P>) -> Result<(), Misconfiguration> {
        let (digest, holder) = certificate.check(self.count)?;
        match self.holders.entry(digest) {
            Entry::Occupied(taken) => Err(Misconfiguration::new(format!(
                "{} is the same as {}",
                holder.label,
                taken.get().label
            ))),
            Entry::Vacant(free) => {
                free.insert(holder);
                Ok(())
            }
        }
    }

    /// The verifier.
    ///
    /// # Errors
    /// If there is no certificate, or one has a thumbprint that is none, is not DER, has scopes that
    /// are none, or stands there twice; the first fault is told.
    pub fn build(self) -> Result<ClientCertificates<P>, Misconfiguration> {
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        if self.holders.is_empty() {
            return Err(Misconfiguration::new(
                "`ClientCertificates` holds no certificate, so every request would be refused",
            ));
        }
        Ok(ClientCertificates {
            holders: self.holders.into_iter().collect(),
            settings: self.settings,
        })
    }
}

impl<P> fmt::Debug for Builder<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("certificates", &self.count)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
