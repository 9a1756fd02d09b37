//! Refresh tokens as text.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use crate::{
    secret::fill_random,
    tokens::store::{FamilyId, TokenDigest},
    verifier::Source,
};

/// The random part of a token. In bytes.
const SECRET: usize = 32;
const FAMILY: usize = size_of::<FamilyId>();

/// A refresh token as presented: the identifier of its family and a secret.
pub(super) struct Token {
    pub(super) id: FamilyId,
    pub(super) secret: [u8; SECRET],
}

impl Token {
    pub(super) fn read(text: &str) -> Option<Self> {
        // Exactly so long in base64url: nothing longer is decoded.
        if text.len() != (FAMILY + SECRET) * 4 / 3 {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (id, secret) = bytes.split_first_chunk::<FAMILY>()?;
        Some(Self {
            id: *id,
            secret: secret.try_into().ok()?,
        })
    }

    pub(super) fn text(&self) -> String {
        URL_SAFE_NO_PAD.encode([&self.id[..], &self.secret[..]].concat())
    }

    pub(super) fn digest(&self) -> TokenDigest {
        Sha256::new()
            .chain_update(self.id)
            .chain_update(self.secret)
            .finalize()
            .into()
    }
}

/// The public name of a family: who knows it can neither renew nor end it.
pub(super) fn session(id: FamilyId) -> String {
    let digest = Sha256::new().chain_update("session").chain_update(id);
    let digest: [u8; 32] = digest.finalize().into();
    URL_SAFE_NO_PAD.encode(&digest[..16])
}

pub(super) fn random<const N: usize>() -> Result<[u8; N], Source> {
    let mut bytes = [0; N];
    fill_random(&mut bytes).map_err(Source::new)?;
    Ok(bytes)
}

pub(super) fn is_equal(one: &TokenDigest, other: &TokenDigest) -> bool {
    one.ct_eq(other).into()
}
