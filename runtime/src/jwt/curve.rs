//! Points of the curves: whether a public key is one. Runs when keys are loaded; nothing here is
//! secret, so nothing is constant-time.

/// Integers modulo an odd prime, as little-endian limbs.
struct Field<const L: usize>([u64; L]);

const P256: Field<4> = Field([
    0xffff_ffff_ffff_ffff,
    0x0000_0000_ffff_ffff,
    0x0000_0000_0000_0000,
    0xffff_ffff_0000_0001,
]);
const P256_B: [u64; 4] = [
    0x3bce_3c3e_27d2_604b,
    0x651d_06b0_cc53_b0f6,
    0xb3eb_bd55_7698_86bc,
    0x5ac6_35d8_aa3a_93e7,
];
const P384: Field<6> = Field([
    0x0000_0000_ffff_ffff,
    0xffff_ffff_0000_0000,
    0xffff_ffff_ffff_fffe,
    0xffff_ffff_ffff_ffff,
    0xffff_ffff_ffff_ffff,
    0xffff_ffff_ffff_ffff,
]);
const P384_B: [u64; 6] = [
    0x2a85_c8ed_d3ec_2aef,
    0xc656_398d_8a2e_d19d,
    0x0314_088f_5013_875a,
    0x181d_9c6e_fe81_4112,
    0x988e_056b_e3f8_2d19,
    0xb331_2fa7_e23e_e7e4,
];
const ED25519: Field<4> = Field([
    0xffff_ffff_ffff_ffed,
    0xffff_ffff_ffff_ffff,
    0xffff_ffff_ffff_ffff,
    0x7fff_ffff_ffff_ffff,
]);
const ED25519_D: [u64; 4] = [
    0x75eb_4dca_1359_78a3,
    0x0070_0a4d_4141_d8ab,
    0x8cc7_4079_7779_e898,
    0x5203_6cee_2b6f_fe73,
];
/// The `y` of two of the four points of order eight; the other two have its negation.
const ED25519_ORDER_8: [u64; 4] = [
    0xb027_b2c2_8f95_e826,
    0xf098_eff2_89f4_c345,
    0x3933_c6d3_05ac_dfd5,
    0x05fc_536d_8802_38b1,
];

/// Whether big-endian `x` and `y` are a point of P-256.
pub(super) fn is_on_p256(x: &[u8], y: &[u8]) -> bool {
    P256.is_on_curve(&P256_B, x, y)
}

/// Whether big-endian `x` and `y` are a point of P-384.
pub(super) fn is_on_p384(x: &[u8], y: &[u8]) -> bool {
    P384.is_on_curve(&P384_B, x, y)
}

/// Whether `key` encodes a point of edwards25519 canonically (RFC 8032, section 5.1.3) whose order
/// is not small: under a small-order key one signature fits every message.
pub(super) fn is_ed25519_key(key: [u8; 32]) -> bool {
    let mut encoded = key;
    encoded.reverse();
    encoded[0] &= 0x7f;
    let field = &ED25519;
    let y = limbs(&encoded);
    let (zero, one) = (limbs(&[0]), limbs(&[1]));
    let small = [
        zero,
        one,
        field.minus(&zero, &one),
        ED25519_ORDER_8,
        field.minus(&zero, &ED25519_ORDER_8),
    ];
    if !field.holds(&y) || small.contains(&y) {
        return false;
    }
    // x² = (y² - 1) / (d y² + 1): a quotient is a square exactly if the product is.
    let square = field.times(&y, &y);
    let numerator = field.minus(&square, &one);
    let denominator = field.plus(&field.times(&ED25519_D, &square), &one);
    field.is_square(&field.times(&numerator, &denominator))
}

fn limbs<const L: usize>(big_endian: &[u8]) -> [u64; L] {
    let mut limbs = [0; L];
    for (limb, bytes) in limbs.iter_mut().zip(big_endian.rchunks(8)) {
        *limb = bytes
            .iter()
            .fold(0, |value, byte| (value << 8) | u64::from(*byte));
    }
    limbs
}

impl<const L: usize> Field<L> {
    fn holds(&self, value: &[u64; L]) -> bool {
        value.iter().rev().lt(self.0.iter().rev())
    }

    fn plus(&self, left: &[u64; L], right: &[u64; L]) -> [u64; L] {
        let mut sum = [0; L];
        let mut carry = false;
        for (sum, (left, right)) in sum.iter_mut().zip(left.iter().zip(right)) {
            let (partial, first) = left.overflowing_add(*right);
            let (total, second) = partial.overflowing_add(u64::from(carry));
            *sum = total;
            carry = first | second;
        }
        if carry || !self.holds(&sum) {
            subtract(&sum, &self.0).0
        } else {
            sum
        }
    }

    fn minus(&self, left: &[u64; L], right: &[u64; L]) -> [u64; L] {
        match subtract(left, right) {
            (difference, false) => difference,
            // Wrapped below zero by 2^(64 L): adding the prime wraps back.
            (_, true) => self.plus(left, &subtract(&self.0, right).0),
        }
    }

    fn times(&self, left: &[u64; L], right: &[u64; L]) -> [u64; L] {
        bits(right).fold([0; L], |product, bit| {
            let doubled = self.plus(&product, &product);
            if bit {
                self.plus(&doubled, left)
            } else {
                doubled
            }
        })
    }

    /// Euler's criterion.
    fn is_square(&self, value: &[u64; L]) -> bool {
        let one = limbs(&[1]);
        // The bits of (p - 1) / 2 are those of p without the last, which is one.
        let power = bits(&self.0).take(64 * L - 1).fold(one, |power, bit| {
            let squared = self.times(&power, &power);
            if bit {
                self.times(&squared, value)
            } else {
                squared
            }
        });
        power == one
    }

    /// y² = x³ - 3x + b
    fn is_on_curve(&self, b: &[u64; L], x: &[u8], y: &[u8]) -> bool {
        if x.len() != 8 * L || y.len() != 8 * L {
            return false;
        }
        let (x, y) = (limbs(x), limbs(y));
        if !self.holds(&x) || !self.holds(&y) {
            return false;
        }
        let cube = self.times(&self.times(&x, &x), &x);
        let triple = self.plus(&self.plus(&x, &x), &x);
        self.times(&y, &y) == self.plus(&self.minus(&cube, &triple), b)
    }
}

fn subtract<const L: usize>(left: &[u64; L], right: &[u64; L]) -> ([u64; L], bool) {
    let mut difference = [0; L];
    let mut borrow = false;
    for (difference, (left, right)) in difference.iter_mut().zip(left.iter().zip(right)) {
        let (partial, first) = left.overflowing_sub(*right);
        let (total, second) = partial.overflowing_sub(u64::from(borrow));
        *difference = total;
        borrow = first | second;
    }
    (difference, borrow)
}

/// From the most significant bit down.
fn bits<const L: usize>(value: &[u64; L]) -> impl Iterator<Item = bool> {
    value
        .iter()
        .rev()
        .flat_map(|limb| (0..64).rev().map(move |bit| limb >> bit & 1 == 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jwt::json::base64url;

    fn bytes(text: &str) -> Vec<u8> {
        base64url(text).expect("base64url")
    }

    #[test]
    fn p256_knows_its_points() {
        // RFC 7515, appendix A.3.1
        let x = bytes("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU");
        let y = bytes("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0");
        assert!(is_on_p256(&x, &y));
        assert!(!is_on_p256(&y, &x), "swapped");
        assert!(!is_on_p256(&x, &x));
        assert!(!is_on_p256(&x[1..], &y), "too short");
        assert!(!is_on_p256(&[0; 32], &[0; 32]), "the origin");
        assert!(!is_on_p256(&[0xff; 32], &y), "beyond the prime");
        let mut bent = y.clone();
        bent[31] ^= 1;
        assert!(!is_on_p256(&x, &bent));
    }

    #[test]
    fn p384_knows_its_points() {
        // The base point (SEC 2, section 2.5.1).
        let hex = |text: &str| -> Vec<u8> {
            (0..text.len())
                .step_by(2)
                .map(|at| u8::from_str_radix(&text[at..at + 2], 16).expect("hex"))
                .collect()
        };
        let x = hex(
            "aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7",
        );
        let y = hex(
            "3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f",
        );
        assert!(is_on_p384(&x, &y));
        assert!(!is_on_p384(&y, &x));
        assert!(!is_on_p384(&x[..32], &y[..32]));
    }

    #[test]
    fn ed25519_keys_are_points_of_large_order() {
        let key = |text: &str| <[u8; 32]>::try_from(bytes(text)).expect("32 bytes");
        // RFC 8037, appendix A.2
        assert!(is_ed25519_key(key(
            "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
        )));
        let mut zero = [0; 32];
        let mut prime = [0xff; 32];
        prime[0] = 0xed;
        prime[31] = 0x7f;
        for sign in [0, 0x80] {
            zero[31] = sign;
            assert!(!is_ed25519_key(zero), "order four");
            let mut one = zero;
            one[0] = 1;
            assert!(!is_ed25519_key(one), "identity");
            let mut minus_one = prime;
            minus_one[0] = 0xec;
            minus_one[31] |= sign;
            assert!(!is_ed25519_key(minus_one), "order two");
            let mut beyond = prime;
            beyond[31] |= sign;
            assert!(!is_ed25519_key(beyond), "zero, written otherwise");
            for text in [
                "JuiVj8KyJ7BFw_SJ8u-Y8NXfrAXTxjM5sTgCiG1T_AU",
                "xxdqcD1N2E-6PAt2DRBnDyogU_osOczGTsf9d5KsA3o",
            ] {
                let mut eight = key(text);
                eight[31] |= sign;
                assert!(!is_ed25519_key(eight), "order eight");
            }
        }
        let points = (2..34)
            .filter(|y| {
                let mut key = [0; 32];
                key[0] = *y;
                is_ed25519_key(key)
            })
            .count();
        assert!(
            (8..=24).contains(&points),
            "about half are points: {points}"
        );
    }
}
