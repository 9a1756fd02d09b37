//! Client certificates, as the TLS layer hands them over.

use std::{
    fmt,
    sync::{Arc, OnceLock},
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use http::Extensions;
use sha2::{Digest as _, Sha256};

use super::{MAX_CREDENTIAL, Slot};
use crate::digests::Digest;

/// The certificate a client proved in the TLS handshake that it owns, with the rest of its chain.
///
/// It is found in the extensions of the request and never in a header, which any client could write.
/// What ends TLS has to put it there, before the request meets the guard: the acceptor of the
/// connection, or a layer around the router that knows what the acceptor learnt. Where the client
/// showed none, nothing is put there, and the credential is absent.
///
/// Whoever puts it there vouches that the handshake verified the chain up to a trusted authority, dates
/// and purpose included, as `WebPkiClientVerifier` of rustls does: nothing of that is repeated
/// here. Neither a resumed TLS session nor a further request of one connection is verified anew: a
/// certificate that expires or is revoked meanwhile counts for as long as the server keeps them.
///
/// Clones share the certificates.
///
/// ```
/// use axum_secured::ClientCertificate;
///
/// /// `chain` is what `peer_certificates` of rustls tells, or `TlsInfo` of axum-server.
/// fn admit<B>(request: &mut http::Request<B>, chain: &[Vec<u8>]) {
///     if let Some(certificate) = ClientCertificate::from_chain(chain) {
///         request.extensions_mut().insert(certificate);
///     }
/// }
/// ```
#[derive(Clone)]
pub struct ClientCertificate(Arc<Chain>);

struct Chain {
    own: Box<[u8]>,
    rest: Box<[Box<[u8]>]>,
    digest: OnceLock<Digest>,
}

impl ClientCertificate {
    /// The certificate at the head of a verified chain, each in DER and the client's own first;
    /// `None` if the client presented none.
    pub fn from_chain(chain: impl IntoIterator<Item: AsRef<[u8]>>) -> Option<Self> {
        let mut chain = chain.into_iter().map(|one| Box::from(one.as_ref()));
        Some(Self(Arc::new(Chain {
            own: chain.next()?,
            rest: chain.collect(),
            digest: OnceLock::new(),
        })))
    }

    /// The client's own certificate, in DER.
    pub fn der(&self) -> &[u8] {
        &self.0.own
    }

    /// The certificates behind it, in DER, as the client sent them.
    pub fn intermediates(&self) -> impl Iterator<Item = &[u8]> {
        self.0.rest.iter().map(AsRef::as_ref)
    }

    /// The SHA-256 digest of the client's own certificate in base64url, as `x5t#S256` writes it
    /// (RFC 8705, section 3.1).
    pub fn thumbprint(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.digest())
    }

    pub(crate) fn digest(&self) -> &Digest {
        let chain = &self.0;
        chain
            .digest
            .get_or_init(|| Sha256::digest(&chain.own).into())
    }
}

impl fmt::Debug for ClientCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientCertificate(..)")
    }
}

/// The certificate that the TLS layer left in the extensions.
pub(crate) fn client_certificate(extensions: &Extensions) -> Slot<ClientCertificate> {
    match extensions.get::<ClientCertificate>() {
        None => Slot::Absent,
        Some(certificate) => match certificate.der().len() {
            1..=MAX_CREDENTIAL => Slot::Present(certificate.clone()),
            _ => Slot::Malformed,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credential::reading::name;

    fn read(chain: &[&[u8]]) -> Slot<ClientCertificate> {
        let mut extensions = Extensions::new();
        if let Some(certificate) = ClientCertificate::from_chain(chain) {
            extensions.insert(certificate);
        }
        client_certificate(&extensions)
    }

    #[test]
    fn a_certificate_is_what_the_chain_begins_with() {
        assert_eq!(name(&read(&[])), "absent");
        let Slot::Present(certificate) = read(&[b"own", b"authority", b"root"]) else {
            panic!("a certificate")
        };
        assert_eq!(certificate.der(), b"own");
        let rest: Vec<_> = certificate.intermediates().collect();
        assert_eq!(rest, [b"authority".as_slice(), b"root"]);
    }

    #[test]
    fn an_empty_or_oversized_certificate_is_malformed() {
        assert_eq!(name(&read(&[b""])), "malformed");
        assert_eq!(name(&read(&[b"", b"authority"])), "malformed");
        assert_eq!(name(&read(&[&[0x30; MAX_CREDENTIAL]])), "present");
        assert_eq!(name(&read(&[&[0x30; MAX_CREDENTIAL + 1]])), "malformed");
    }

    #[test]
    fn a_thumbprint_is_that_of_the_own_certificate() {
        // The digest of `abc` in FIPS 180-4, as `basenc --base64url` writes it, without padding.
        let thumbprint = "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0";
        for chain in [&["abc"][..], &["abc", "authority"]] {
            let certificate = ClientCertificate::from_chain(chain).expect("a certificate");
            assert_eq!(certificate.thumbprint(), thumbprint);
        }
        let other = ClientCertificate::from_chain(["abd", "abc"]).expect("a certificate");
        assert_ne!(other.thumbprint(), thumbprint);
    }

    #[test]
    fn debug_shows_nothing_of_it() {
        let certificate = ClientCertificate::from_chain(["secret"]);
        assert_eq!(format!("{certificate:?}"), "Some(ClientCertificate(..))");
    }
}
