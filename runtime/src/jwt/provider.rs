//! The signature backend: chosen and tried out before the first request needs it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use jsonwebtoken::{DecodingKey, crypto};

use super::key::Key;
use crate::misconfiguration::Misconfiguration;

/// Installs the backend unless the application installed its own, and tries it and every key.
pub(crate) fn prepare<'k>(mut keys: impl Iterator<Item = &'k Key>) -> Result<(), Misconfiguration> {
    install()?;
    // If both backends are compiled in and jsonwebtoken was used before any was installed, it holds
    // a dummy for the rest of the process that panics on use.
    let usable = catch_unwind(AssertUnwindSafe(|| {
        is_working() && keys.all(Key::is_usable)
    }));
    match usable {
        Ok(true) => Ok(()),
        Ok(false) => Err(Misconfiguration::new(
            "the jsonwebtoken crypto provider of this process cannot verify with the keys of `Jwt`",
        )),
        Err(_) => Err(Misconfiguration::new(
            "jsonwebtoken was used before a crypto provider was installed: build `Jwt` first, or \
             call `CryptoProvider::install_default` at the start of `main`",
        )),
    }
}

#[cfg(any(feature = "aws-lc-rs", feature = "rust-crypto"))]
#[allow(clippy::unnecessary_wraps)] // fails without either feature
pub(crate) fn install() -> Result<(), Misconfiguration> {
    #[cfg(feature = "aws-lc-rs")]
    let ours = &crypto::aws_lc::DEFAULT_PROVIDER;
    #[cfg(not(feature = "aws-lc-rs"))]
    let ours = &crypto::rust_crypto::DEFAULT_PROVIDER;
    // Fails only if another is installed already, which is then the application's choice.
    let _ = ours.install_default();
    Ok(())
}

#[cfg(not(any(feature = "aws-lc-rs", feature = "rust-crypto")))]
pub(crate) fn install() -> Result<(), Misconfiguration> {
    Err(Misconfiguration::new(
        "`Jwt` has no signature backend: enable feature `aws-lc-rs` or `rust-crypto` of axum-secured",
    ))
}

/// Whether the example of RFC 7515, appendix A.1, verifies, and only that.
fn is_working() -> bool {
    const KEY: [u8; 64] = [
        3, 35, 53, 75, 43, 15, 165, 188, 131, 126, 6, 101, 119, 123, 166, 143, 90, 179, 40, 230,
        240, 84, 201, 40, 169, 15, 132, 178, 210, 80, 46, 191, 211, 251, 90, 146, 210, 6, 71, 239,
        150, 138, 180, 195, 119, 98, 61, 34, 61, 46, 33, 114, 5, 46, 79, 8, 192, 205, 154, 245,
        103, 208, 128, 163,
    ];
    const MESSAGE: &[u8] = b"eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.\
        eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    const SIGNATURE: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    let key = DecodingKey::from_secret(&KEY);
    let verify = |message| crypto::verify(SIGNATURE, message, &key, jsonwebtoken::Algorithm::HS256);
    matches!(verify(MESSAGE), Ok(true)) && matches!(verify(&MESSAGE[1..]), Ok(false))
}
