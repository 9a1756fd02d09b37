//! Digests of credentials and what is found by them.

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
};

use subtle::ConstantTimeEq as _;

/// The SHA-256 digest of a whole credential.
pub(crate) type Digest = [u8; 32];

/// Values by the digest of their credential. The first word of a digest says where to look, and the whole
/// digest is compared in constant time.
pub(crate) struct Digests<T>(HashMap<u64, Vec<(Words, T)>, BuildHasherDefault<Uniform>>);

type Words = [u64; 4];

impl<T> Digests<T> {
    #[inline]
    pub(crate) fn get(&self, digest: &Digest) -> Option<&T> {
        let presented = words(digest);
        self.0
            .get(&presented[0])?
            .iter()
            .find(|(stored, _)| is_equal(stored, &presented))
            .map(|(_, value)| value)
    }

    pub(crate) fn len(&self) -> usize {
        self.0.values().map(Vec::len).sum()
    }
}

impl<T> FromIterator<(Digest, T)> for Digests<T> {
    fn from_iter<I: IntoIterator<Item = (Digest, T)>>(entries: I) -> Self {
        let mut digests = Self(HashMap::default());
        for (digest, value) in entries {
            let words = words(&digest);
            digests.0.entry(words[0]).or_default().push((words, value));
        }
        digests
    }
}

/// A digest in hexadecimal.
pub(crate) fn hexadecimal(text: &str) -> Option<Digest> {
    if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let mut digest = Digest::default();
    for (byte, digits) in digest.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    }
    Some(digest)
}

fn words(digest: &Digest) -> Words {
    let (words, _) = digest.as_chunks();
    [0, 1, 2, 3].map(|at| u64::from_ne_bytes(words[at]))
}

fn is_equal(one: &Words, other: &Words) -> bool {
    let difference = one
        .iter()
        .zip(other)
        .fold(0, |difference, (one, other)| difference | (one ^ other));
    difference.ct_eq(&0).into()
}

/// Leaves words as they are: those of a digest are uniform already, and the keys in a table are the
/// operator's, so that nobody can crowd it.
#[derive(Default)]
struct Uniform(u64);

impl Hasher for Uniform {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, word: u64) {
        self.0 = word;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_digest_counts() {
        let digests: Digests<_> = [([7; 32], "sevens"), ([8; 32], "eights")]
            .into_iter()
            .collect();
        assert_eq!(digests.get(&[7; 32]), Some(&"sevens"));
        assert_eq!(digests.get(&[8; 32]), Some(&"eights"));
        for place in 0..32 {
            let mut other = [7; 32];
            other[place] ^= 1;
            assert_eq!(digests.get(&other), None, "byte {place}");
        }
    }

    #[test]
    fn digests_that_begin_alike_are_told_apart() {
        let digest = |end: u8| std::array::from_fn(|place| if place < 31 { 7 } else { end });
        let digests: Digests<_> = (0..5).map(|end| (digest(end), end)).collect();
        assert_eq!(digests.len(), 5);
        for end in 0..5 {
            assert_eq!(digests.get(&digest(end)), Some(&end));
        }
        assert_eq!(digests.get(&digest(5)), None);
    }
}
