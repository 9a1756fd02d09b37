//! PEM (RFC 7468): one block of the expected label, and nothing else.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use zeroize::Zeroizing;

pub(crate) const PUBLIC_KEY: &str = "PUBLIC KEY";

/// The DER inside the one block of `text`, whose label must be `label`.
pub(crate) fn block(text: &[u8], label: &str) -> Result<Zeroizing<Vec<u8>>, &'static str> {
    const UNREADABLE: &str = "is not a PEM block";
    let text = std::str::from_utf8(text).map_err(|_| UNREADABLE)?.trim();
    let (found, rest) = text
        .strip_prefix("-----BEGIN ")
        .and_then(|rest| rest.split_once("-----"))
        .ok_or(UNREADABLE)?;
    if found != label {
        return Err(other_label(found));
    }
    let body = rest
        .strip_suffix("-----")
        .and_then(|rest| rest.strip_suffix(label))
        .and_then(|rest| rest.strip_suffix("-----END "))
        .ok_or("is not one whole PEM block: give each key its own")?;
    let body: Zeroizing<String> = Zeroizing::new(body.split_ascii_whitespace().collect());
    STANDARD
        .decode(body.as_bytes())
        .map(Zeroizing::new)
        .map_err(|_| UNREADABLE)
}

fn other_label(found: &str) -> &'static str {
    match found {
        _ if found.ends_with("PRIVATE KEY") => {
            "is a private key, which a verifier must not hold: give its public half \
             (`openssl pkey -pubout`)"
        }
        "CERTIFICATE" => {
            "is a certificate, which nothing here would validate: give its public key \
             (`openssl x509 -noout -pubkey`)"
        }
        "RSA PUBLIC KEY" => {
            "is a PKCS#1 key: convert it to `BEGIN PUBLIC KEY` \
             (`openssl rsa -RSAPublicKey_in -pubout`)"
        }
        _ => "is not a PEM block labelled as expected (`BEGIN PUBLIC KEY`)",
    }
}
