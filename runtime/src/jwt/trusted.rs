//! Trust: an issuer with its audience and its keys, as verification uses them.

use std::{ops::Deref, sync::Arc};

#[cfg(feature = "tokens")]
use super::ring::Ring;
use super::{
    Issuer, algorithm::Algorithm, flaw::Flaw, issuer::Origin, key::Keys, policy::Intended,
};
#[cfg(feature = "jwks")]
use super::{
    algorithm::Family,
    remote::{Place, RemoteKeys},
};
#[cfg(feature = "jwks")]
use crate::fetch::{Failure, Network, shown};
use crate::misconfiguration::Misconfiguration;

/// Whom a builder was told to trust.
#[derive(Debug)]
pub(super) enum Trust {
    /// In one issuer, which the builder describes.
    One(Origin),
    Several(Vec<Issuer>),
}

#[derive(Debug)]
pub(super) struct Trusted {
    pub(super) intended: Intended,
    pub(super) keys: Source,
}

impl Trust {
    /// The issuers, each with its keys, which are checked as far as they are known.
    pub(super) fn open(
        self,
        rsa: Option<Algorithm>,
        (names, any_issuer): (Vec<String>, bool),
        (audiences, any_audience): (Vec<String>, bool),
    ) -> Result<Vec<Trusted>, Misconfiguration> {
        let issuers = match self {
            Self::One(origin) => {
                let keys = origin.open(rsa)?;
                let issuer = one_issuer(names, any_issuer)?;
                check_audiences(&audiences, any_audience, None)?;
                let intended = Intended {
                    is_one_of_several: issuer.is_none(),
                    issuer,
                    audiences,
                };
                return Ok(vec![Trusted { intended, keys }]);
            }
            Self::Several(issuers) => issuers,
        };
        if any_issuer || !names.is_empty() || !audiences.is_empty() {
            return Err(Misconfiguration::new(
                "`Jwt::issuers` takes issuers and audiences from each `Issuer` alone",
            ));
        }
        if issuers.is_empty() {
            return Err(Misconfiguration::new(
                "`Jwt::issuers` has no issuer: no token could pass",
            ));
        }
        let mut trusted: Vec<Trusted> = Vec::with_capacity(issuers.len());
        for Issuer {
            name,
            audiences,
            origin,
        } in issuers
        {
            if trusted
                .iter()
                .any(|known| known.intended.issuer.as_ref() == Some(&name))
            {
                return Err(Misconfiguration::new(format!(
                    "the issuer `{name}` is given twice to `Jwt::issuers`"
                )));
            }
            let keys = origin.open(rsa)?;
            check_audiences(&audiences, any_audience, Some(&name))?;
            let issuer = one_issuer(vec![name], false)?;
            let intended = Intended {
                issuer,
                is_one_of_several: true,
                audiences,
            };
            trusted.push(Trusted { intended, keys });
        }
        Ok(trusted)
    }
}

fn one_issuer(issuers: Vec<String>, any: bool) -> Result<Option<String>, Misconfiguration> {
    let mut issuers = issuers.into_iter();
    match (issuers.next(), issuers.next(), any) {
        (Some(issuer), None, false) if !issuer.is_empty() => Ok(Some(issuer)),
        (None, None, true) => Ok(None),
        (None, None, false) => Err(Misconfiguration::new(
            "`Jwt` has no issuer: say whose tokens count with `.issuer(..)`",
        )),
        (_, Some(_), _) => Err(Misconfiguration::new(
            "`Jwt` has two issuers: give each its keys with `Jwt::issuers`",
        )),
        _ => Err(Misconfiguration::new(
            "`issuer` of `Jwt` is empty, or waived by `dangerous_any_issuer` and given too",
        )),
    }
}

/// `of` is the issuer whose audiences they are, where there are several.
fn check_audiences(
    audiences: &[String],
    any: bool,
    of: Option<&str>,
) -> Result<(), Misconfiguration> {
    let what = match (audiences, any) {
        ([], true) => return Ok(()),
        ([], false) => match of {
            None => "`Jwt` has no audience: say who we are with `.audience(..)`",
            Some(issuer) => {
                return Err(Misconfiguration::new(format!(
                    "the issuer `{issuer}` of `Jwt` has no audience: say who we are with \
                     `.audience(..)` on its `Issuer`"
                )));
            }
        },
        (_, true) => "`audience` of `Jwt` is waived by `dangerous_any_audience` and given too",
        (given, false) if given.iter().any(String::is_empty) => "`audience` of `Jwt` is empty",
        (_, false) => return Ok(()),
    };
    Err(Misconfiguration::new(what))
}

#[derive(Debug)]
pub(super) enum Source {
    Given(Keys),
    #[cfg(feature = "jwks")]
    Published(RemoteKeys),
    #[cfg(feature = "tokens")]
    Own(Arc<Ring>),
}

/// Why there is no key for a token.
#[derive(Debug)]
pub(super) enum NoKey {
    /// The issuer has none.
    #[cfg_attr(not(feature = "jwks"), allow(dead_code))]
    Flaw(Flaw),
    /// Nobody can tell: the issuer's keys cannot be fetched.
    #[cfg(feature = "jwks")]
    Unavailable(Failure),
}

impl Source {
    #[cfg(feature = "jwks")]
    pub(super) fn published(
        place: Result<Place, &'static str>,
        url: &str,
        rsa: Option<Algorithm>,
    ) -> Result<Self, Misconfiguration> {
        let place = place.map_err(|why| {
            let url = shown(url);
            Misconfiguration::new(format!("the URL `{url}` of `Jwt` {why}"))
        })?;
        if rsa.is_some_and(|algorithm| algorithm.family() != Family::Rsa) {
            return Err(Misconfiguration::new(
                "`rsa_without_algorithm` of `Jwt` names no algorithm of RSA",
            ));
        }
        let network = Network::new(place.endpoint())?;
        Ok(Self::Published(RemoteKeys::new(place, rsa, network)))
    }

    /// Those known without asking anybody.
    #[cfg_attr(
        not(any(feature = "jwks", feature = "tokens")),
        allow(clippy::unnecessary_wraps)
    )]
    pub(super) fn given(&self) -> Option<&Keys> {
        match self {
            Self::Given(keys) => Some(keys),
            #[cfg(feature = "jwks")]
            Self::Published(_) => None,
            // Tried when they were made.
            #[cfg(feature = "tokens")]
            Self::Own(_) => None,
        }
    }

    /// Fetches what was not fetched yet; else where it could not be fetched, and why.
    #[cfg(feature = "jwks")]
    pub(super) async fn prefetch(&self) -> Result<(), (String, Failure)> {
        match self {
            Self::Given(_) => Ok(()),
            #[cfg(feature = "tokens")]
            Self::Own(_) => Ok(()),
            Self::Published(keys) => keys
                .prefetch()
                .await
                .map_err(|failure| (keys.place(), failure)),
        }
    }

    /// Whether somebody has to be asked for keys for a token of this header.
    #[cfg(feature = "jwks")]
    pub(super) fn lack(&self, algorithm: Algorithm, kid: Option<&str>) -> bool {
        match self {
            Self::Given(_) => false,
            #[cfg(feature = "tokens")]
            Self::Own(_) => false,
            Self::Published(keys) => keys.lack(algorithm, kid),
        }
    }

    /// Keys among which there may be one for a token of this header.
    #[cfg_attr(not(feature = "jwks"), allow(clippy::unused_async))]
    pub(super) async fn for_token(
        &self,
        algorithm: Algorithm,
        kid: Option<&str>,
    ) -> Result<Held<'_>, NoKey> {
        let _ = (algorithm, kid);
        match self {
            Self::Given(keys) => Ok(Held::Given(keys)),
            #[cfg(feature = "jwks")]
            Self::Published(keys) => keys.for_token(algorithm, kid).await.map(Held::Shared),
            #[cfg(feature = "tokens")]
            Self::Own(ring) => Ok(Held::Shared(ring.keys())),
        }
    }
}

/// Keys for as long as one token is verified.
pub(super) enum Held<'k> {
    Given(&'k Keys),
    #[cfg_attr(not(any(feature = "jwks", feature = "tokens")), allow(dead_code))]
    Shared(Arc<Keys>),
}

impl Deref for Held<'_> {
    type Target = Keys;

    fn deref(&self) -> &Keys {
        match self {
            Self::Given(keys) => keys,
            Self::Shared(keys) => keys,
        }
    }
}
