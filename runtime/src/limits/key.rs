//! Keys: what is counted, without a name or an address in it.

use std::fmt;

use sha2::{Digest as _, Sha256};

use crate::requirement::Site;

/// Something that is counted: where, and for whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Key {
    pub(super) place: Place,
    who: u128,
}

/// In hexadecimal.
impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}{:032x}", self.place.0, self.who)
    }
}

/// Where something is counted: a handler, or a part of the attempts. There are as many as the program
/// has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Place(u64);

impl Place {
    /// By its name, which is the program's own.
    pub(super) const fn named(name: &str) -> Self {
        Self(mixed(BASIS, name))
    }

    /// A handler's. The same in every process of one program.
    pub(super) const fn of(site: Site, module: &str) -> Self {
        let named = mixed(mixed(mixed(BASIS, site.file), module), site.name);
        Self((named ^ site.line as u64).wrapping_mul(PRIME))
    }
}

const BASIS: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0100_0000_01b3;

/// FNV-1a, with an end mark.
const fn mixed(mut hash: u64, text: &str) -> u64 {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        hash = (hash ^ bytes[at] as u64).wrapping_mul(PRIME);
        at += 1;
    }
    (hash ^ 0xff).wrapping_mul(PRIME)
}

/// A key that is put together of parts, none of which can run into the next.
pub(super) struct KeyDraft(Sha256);

impl KeyDraft {
    pub(super) fn new() -> Self {
        Self(Sha256::new())
    }

    /// With one more part; `kind` says what it is.
    pub(super) fn part(mut self, kind: &str, part: &[u8]) -> Self {
        for text in [kind.as_bytes(), part] {
            self.0.update((text.len() as u64).to_be_bytes());
            self.0.update(text);
        }
        self
    }

    pub(super) fn at(self, place: Place) -> Key {
        let digest: [u8; 32] = self.0.finalize().into();
        let mut who = [0; 16];
        who.copy_from_slice(&digest[..16]);
        Key {
            place,
            who: u128::from_be_bytes(who),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_do_not_run_into_each_other() {
        let place = Place::named("here");
        let key = |parts: &[(&str, &str)]| {
            let draft = parts.iter().fold(KeyDraft::new(), |draft, (kind, part)| {
                draft.part(kind, part.as_bytes())
            });
            draft.at(place)
        };
        let one = key(&[("a", "bc")]);
        assert_eq!(one, key(&[("a", "bc")]));
        for other in [
            &[("ab", "c")][..],
            &[("", "abc")],
            &[("a", "b"), ("c", "")],
            &[("a", "bc"), ("", "")],
        ] {
            assert_ne!(one, key(other), "{other:?}");
        }
        assert_ne!(one.place, Place::named("there"));
    }

    #[test]
    fn handlers_are_told_apart() {
        let site = Site {
            name: "list",
            file: "src/items.rs",
            line: 7,
        };
        let places = [
            site,
            Site {
                name: "create",
                ..site
            },
            Site {
                file: "src/users.rs",
                ..site
            },
            Site { line: 8, ..site },
            Site {
                name: "items.rslist",
                file: "src/",
                ..site
            },
        ]
        .map(|site| Place::of(site, "items"));
        assert!(!places.contains(&Place::of(site, "users")));
        for (at, place) in places.iter().enumerate() {
            assert!(!places[at + 1..].contains(place), "{at}");
        }
    }
}
