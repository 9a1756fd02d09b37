//! Headers: what a token says about its own signature, before anything in it can be trusted.

use super::{
    algorithm::Algorithm,
    flaw::Flaw,
    json::{self, Member},
};

/// Members that change what the token means. All are refused when present, whatever they hold:
/// `crit` because nothing that could stand in it is understood (RFC 7515, section 4.1.11), `b64`
/// (RFC 7797), `enc` and `zip` (RFC 7516), `cty` because it announces a nested token (RFC 7519,
/// section 5.2).
const REFUSED: [&str; 5] = ["crit", "b64", "enc", "zip", "cty"];

const ALG: usize = REFUSED.len();
const TYP: usize = ALG + 1;
const KID: usize = ALG + 2;

/// Where a member that is looked at stands.
fn place(name: &str) -> Option<usize> {
    match name {
        "alg" => Some(ALG),
        "typ" => Some(TYP),
        "kid" => Some(KID),
        _ => REFUSED.iter().position(|refused| *refused == name),
    }
}

/// What the header of a token says that matters. `jwk`, `jku`, `x5u` and `x5c` are never looked at.
pub(super) struct Header {
    pub(super) algorithm: Algorithm,
    pub(super) kid: Option<String>,
}

/// The values of `typ` a verifier accepts (RFC 8725, section 3.11).
#[derive(Debug)]
pub(super) struct Types {
    accepted: Vec<String>,
    untyped: bool,
}

impl Header {
    pub(super) fn read(encoded: &str, types: &Types) -> Result<Self, Flaw> {
        let text = json::base64url(encoded).ok_or(Flaw::Encoding)?;
        let members = json::members::<{ KID + 1 }>(&text, place).ok_or(Flaw::Header)?;
        if (0..REFUSED.len()).any(|refused| members.get(refused).is_some()) {
            return Err(Flaw::Extension);
        }
        let algorithm = match members.get(ALG) {
            Some(Member::Text(name)) => Algorithm::named(name).ok_or(Flaw::Algorithm)?,
            _ => return Err(Flaw::Algorithm),
        };
        if !types.accept(members.get(TYP)) {
            return Err(Flaw::Type);
        }
        let kid = match members.get(KID) {
            None => None,
            Some(Member::Text(kid)) => Some(kid.clone().into_owned()),
            Some(_) => return Err(Flaw::KeyId),
        };
        Ok(Self { algorithm, kid })
    }
}

impl Types {
    pub(super) fn new<T: AsRef<str>>(accepted: impl IntoIterator<Item = T>) -> Self {
        Self {
            accepted: accepted
                .into_iter()
                .map(|name| short(name.as_ref()).to_owned())
                .collect(),
            untyped: false,
        }
    }

    pub(super) fn with_untyped(mut self) -> Self {
        self.untyped = true;
        self
    }

    pub(super) fn replaced_by(self, other: Self) -> Self {
        Self {
            untyped: self.untyped,
            ..other
        }
    }

    /// Whether some token could pass, and no entry is blank.
    pub(super) fn is_sound(&self) -> bool {
        (self.untyped || !self.accepted.is_empty())
            && self.accepted.iter().all(|name| !name.is_empty())
    }

    /// Whether tokens of this type pass and no others.
    pub(super) fn are_only(&self, name: &str) -> bool {
        !self.untyped
            && !self.accepted.is_empty()
            && self
                .accepted
                .iter()
                .all(|accepted| accepted.eq_ignore_ascii_case(name))
    }

    fn accept(&self, typ: Option<&Member<'_>>) -> bool {
        match typ {
            None => self.untyped,
            Some(Member::Text(name)) => self
                .accepted
                .iter()
                .any(|accepted| accepted.eq_ignore_ascii_case(short(name))),
            Some(_) => false,
        }
    }
}

/// A media type without the `application/` that may be left out (RFC 7515, section 4.1.9).
fn short(typ: &str) -> &str {
    const PREFIX: &str = "application/";
    match typ.split_at_checked(PREFIX.len()) {
        Some((prefix, rest)) if prefix.eq_ignore_ascii_case(PREFIX) && !rest.contains('/') => rest,
        _ => typ,
    }
}
