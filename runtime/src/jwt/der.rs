//! DER (X.690): as much of it as key files need.

const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const SEQUENCE: u8 = 0x30;

/// `AlgorithmIdentifier` of RSA (RFC 3279, section 2.3.1), contents of its sequence.
const RSA: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00";
/// id-ecPublicKey with prime256v1 (RFC 5480, section 2.1.1).
const P256: &[u8] = b"\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07";
/// id-ecPublicKey with secp384r1 (RFC 5480, section 2.1.1).
const P384: &[u8] = b"\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x05\x2b\x81\x04\x00\x22";
/// id-Ed25519 (RFC 8410, section 3).
const ED25519: &[u8] = b"\x06\x03\x2b\x65\x70";

/// What a `SubjectPublicKeyInfo` (RFC 5280, section 4.1.2.7) holds.
pub(super) enum PublicKey<'d> {
    Rsa { n: &'d [u8], e: &'d [u8] },
    P256(&'d [u8]),
    P384(&'d [u8]),
    Ed25519(&'d [u8]),
}

/// Reads a whole `SubjectPublicKeyInfo`.
pub(super) fn public_key(der: &[u8]) -> Option<PublicKey<'_>> {
    let mut info = whole(SEQUENCE, der)?;
    let algorithm = element(SEQUENCE, &mut info)?;
    let key = whole(BIT_STRING, info)?.strip_prefix(b"\0")?;
    match algorithm {
        RSA => {
            let mut key = whole(SEQUENCE, key)?;
            let n = positive(element(INTEGER, &mut key)?)?;
            let e = positive(whole(INTEGER, key)?)?;
            Some(PublicKey::Rsa { n, e })
        }
        P256 => Some(PublicKey::P256(key)),
        P384 => Some(PublicKey::P384(key)),
        ED25519 => Some(PublicKey::Ed25519(key)),
        _ => None,
    }
}

fn whole(tag: u8, mut input: &[u8]) -> Option<&[u8]> {
    let contents = element(tag, &mut input)?;
    input.is_empty().then_some(contents)
}

/// The contents of the element at the front, which is removed from `input`. Lengths are minimal,
/// as DER wants them, and below 64 kB.
fn element<'d>(tag: u8, input: &mut &'d [u8]) -> Option<&'d [u8]> {
    let (found, rest) = input.split_first()?;
    let (length, rest) = match rest {
        [short @ 0..=0x7F, rest @ ..] => (usize::from(*short), rest),
        [0x81, length @ 0x80..=0xFF, rest @ ..] => (usize::from(*length), rest),
        [0x82, high @ 1..=0xFF, low, rest @ ..] => {
            (usize::from(u16::from_be_bytes([*high, *low])), rest)
        }
        _ => return None,
    };
    let (contents, rest) = rest.split_at_checked(length)?;
    *input = rest;
    (*found == tag).then_some(contents)
}

/// A positive integer without the octet that keeps its sign.
fn positive(integer: &[u8]) -> Option<&[u8]> {
    match integer {
        [0, magnitude @ ..] if magnitude.first().is_some_and(|first| *first >= 0x80) => {
            Some(magnitude)
        }
        magnitude @ [1..=0x7F, ..] => Some(magnitude),
        _ => None,
    }
}
