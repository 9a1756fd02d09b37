//! Public keys: what is accepted as one, and what only looks like one.

use jsonwebtoken::DecodingKey;

use super::{
    curve,
    der::{self, PublicKey},
};
use crate::jwt::algorithm::{Algorithm, Family};

/// Why something is no usable key, to follow "key 1".
pub(super) type Unfit = &'static str;

/// The largest RSA keys the backends verify with.
const MAX_RSA_BITS: usize = if cfg!(feature = "aws-lc-rs") {
    8192
} else {
    4096
};

const NOT_FOR_ALGORITHM: Unfit = "is not a key of the kind its algorithm needs";

/// The key of a `SubjectPublicKeyInfo` in DER, if it is one for `algorithm`.
pub(super) fn from_spki(der: &[u8], algorithm: Algorithm) -> Result<DecodingKey, Unfit> {
    let key = der::public_key(der)
        .ok_or("is not an RSA, P-256, P-384 or Ed25519 public key in SPKI form")?;
    match (algorithm.family(), key) {
        (Family::Rsa, PublicKey::Rsa { n, e }) => rsa(n, e),
        (Family::P256, PublicKey::P256(point)) => match point.strip_prefix(&[4]) {
            Some(point) if point.len() == 64 => p256(&point[..32], &point[32..]),
            _ => Err("is not an uncompressed point"),
        },
        (Family::P384, PublicKey::P384(point)) => match point.strip_prefix(&[4]) {
            Some(point) if point.len() == 96 => p384(&point[..48], &point[48..]),
            _ => Err("is not an uncompressed point"),
        },
        (Family::Ed25519, PublicKey::Ed25519(key)) => ed25519(key),
        _ => Err(NOT_FOR_ALGORITHM),
    }
}

/// An RSA key (RFC 7518, section 3.3; RFC 8017, section 3.1).
pub(super) fn rsa(n: &[u8], e: &[u8]) -> Result<DecodingKey, Unfit> {
    let (n, e) = (without_leading_zeros(n), without_leading_zeros(e));
    let bits = n.first().map_or(0, |first| {
        8 * n.len() - usize::try_from(first.leading_zeros()).unwrap_or_default()
    });
    if bits < 2048 {
        return Err("is an RSA key of less than 2048 bits");
    }
    if bits > MAX_RSA_BITS {
        return Err(if cfg!(feature = "aws-lc-rs") {
            "is an RSA key of more than 8192 bits"
        } else {
            "is an RSA key of more than 4096 bits; feature `aws-lc-rs` takes up to 8192"
        });
    }
    // Both backends refuse exponents beyond 33 bits; with exponent 1 everything is signed.
    let exponent = (e.len() <= 5).then(|| e.iter().fold(0, |e, byte| (e << 8) | u64::from(*byte)));
    let odd = n.last().is_some_and(|last| last % 2 == 1);
    match exponent {
        Some(e) if odd && e % 2 == 1 && (3..1 << 33).contains(&e) => {}
        _ => return Err("is an RSA key whose modulus or exponent is not possible"),
    }
    Ok(DecodingKey::from_rsa_raw_components(n, e))
}

/// A key on P-256 (RFC 7518, section 6.2.1).
pub(super) fn p256(x: &[u8], y: &[u8]) -> Result<DecodingKey, Unfit> {
    if !curve::is_on_p256(x, y) {
        return Err("is not a point of P-256");
    }
    Ok(uncompressed(x, y))
}

/// A key on P-384 (RFC 7518, section 6.2.1).
pub(super) fn p384(x: &[u8], y: &[u8]) -> Result<DecodingKey, Unfit> {
    if !curve::is_on_p384(x, y) {
        return Err("is not a point of P-384");
    }
    Ok(uncompressed(x, y))
}

/// An Ed25519 key (RFC 8037, section 2).
pub(super) fn ed25519(x: &[u8]) -> Result<DecodingKey, Unfit> {
    let key = <[u8; 32]>::try_from(x).map_err(|_| "is an Ed25519 key of not 32 bytes")?;
    if !curve::is_ed25519_key(key) {
        return Err("is not a point of Ed25519, or one of small order");
    }
    Ok(DecodingKey::from_ed_der(&key))
}

fn uncompressed(x: &[u8], y: &[u8]) -> DecodingKey {
    DecodingKey::from_ec_der(&[&[4], x, y].concat())
}

fn without_leading_zeros(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    &number[zeros..]
}
