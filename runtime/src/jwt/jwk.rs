//! JSON Web Keys (RFC 7517): public keys of one algorithm each.

use serde_json::{Map, Value};

use super::{
    algorithm::{Algorithm, Family},
    json,
    key::Key,
    public_key::{self, Unfit},
};

/// Members that only private or symmetric keys have (RFC 7518, sections 6.2.2, 6.3.2 and 6.4).
const PRIVATE: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// The key that `members` describe. `rsa` is what an RSA key without `alg` is used with.
pub(crate) fn key(members: &Map<String, Value>, rsa: Option<Algorithm>) -> Result<Key, Unfit> {
    let kind = required(members, "kty")?;
    if kind == "oct" {
        return Err("is a symmetric key: give it with `KeySet::secret`");
    }
    if PRIVATE.iter().any(|member| members.contains_key(*member)) {
        return Err("has private parts, which a verifier must not hold: give its public half");
    }
    if optional(members, "use")?.is_some_and(|purpose| purpose != "sig") {
        return Err("is not meant for signatures (`use`)");
    }
    if !may_verify(members) {
        return Err("is not meant for verifying (`key_ops`)");
    }
    let algorithm = algorithm(members, kind, rsa)?;
    let name = optional(members, "kid")?.map(str::to_owned);
    let decoding = match algorithm.family() {
        Family::Rsa => public_key::rsa(&bytes(members, "n")?, &bytes(members, "e")?),
        Family::P256 => public_key::p256(&bytes(members, "x")?, &bytes(members, "y")?),
        Family::P384 => public_key::p384(&bytes(members, "x")?, &bytes(members, "y")?),
        Family::Ed25519 => public_key::ed25519(&bytes(members, "x")?),
        Family::Hmac(_) => Err(NOT_FOR_ALGORITHM),
    }?;
    Ok(Key::new(algorithm, decoding, name))
}

const NOT_FOR_ALGORITHM: Unfit = "does not fit its `alg`";

/// The one algorithm the key is used with: `alg` if it is there, else what `kty` and `crv` leave.
fn algorithm(
    members: &Map<String, Value>,
    kind: &str,
    rsa: Option<Algorithm>,
) -> Result<Algorithm, Unfit> {
    let named = optional(members, "alg")?
        .map(|name| Algorithm::named(name).ok_or("is for an algorithm that is not supported"))
        .transpose()?;
    let of_curve = match (kind, optional(members, "crv")?) {
        ("RSA", _) => {
            let algorithm = named.or(rsa).ok_or(
                "is an RSA key without `alg`: say which with `KeySet::rsa_without_algorithm`",
            )?;
            return match algorithm.family() {
                Family::Rsa => Ok(algorithm),
                _ => Err(NOT_FOR_ALGORITHM),
            };
        }
        ("EC", Some("P-256")) => Algorithm::Es256,
        ("EC", Some("P-384")) => Algorithm::Es384,
        ("OKP", Some("Ed25519")) => Algorithm::EdDsa,
        _ => return Err("is of a kind or on a curve that is not supported"),
    };
    match named {
        Some(named) if named != of_curve => Err(NOT_FOR_ALGORITHM),
        _ => Ok(of_curve),
    }
}

fn may_verify(members: &Map<String, Value>) -> bool {
    match members.get("key_ops") {
        None => true,
        Some(Value::Array(operations)) => {
            operations.iter().all(Value::is_string)
                && operations.iter().any(|operation| operation == "verify")
        }
        Some(_) => false,
    }
}

fn optional<'m>(members: &'m Map<String, Value>, name: &str) -> Result<Option<&'m str>, Unfit> {
    match members.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err("has a member of the wrong type"),
    }
}

fn required<'m>(members: &'m Map<String, Value>, name: &str) -> Result<&'m str, Unfit> {
    optional(members, name)?.ok_or("lacks a member it needs")
}

fn bytes(members: &Map<String, Value>, name: &str) -> Result<Vec<u8>, Unfit> {
    json::base64url(required(members, name)?).ok_or("has a member that is not base64url")
}

/// The entries of a JWK set (RFC 7517, section 5), whatever they are.
pub(super) fn set(text: &[u8]) -> Option<Vec<Value>> {
    match json::object(text)?.remove("keys")? {
        Value::Array(keys) => Some(keys),
        _ => None,
    }
}
