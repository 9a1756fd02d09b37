//! Hierarchies: which names are worth others, and that no two are worth each other.

use super::{Declared, vocabulary::Vocabulary};
use crate::errors::Errors;

/// Reports each entry that closes a circle with those written before it.
pub(super) fn refuse_cycles(declared: &[Declared], vocabulary: &Vocabulary, errors: &mut Errors) {
    let mut below = vec![0_u128; declared.len()];
    for (index, greater) in declared.iter().enumerate() {
        for implied in &greater.implies {
            if reaches(&below, implied.index, index) {
                let Vocabulary { one, implies, .. } = vocabulary;
                let name = &declared[implied.index].variant;
                errors.push(
                    implied.span,
                    &format!("{one} `{name}` {implies} `{}` already", greater.variant),
                    &format!("remove one of them: the greater {one} {implies} the lesser"),
                );
            } else {
                below[index] |= implied.bit();
            }
        }
    }
}

/// Whether `to` is found below `from`.
fn reaches(below: &[u128], from: usize, to: usize) -> bool {
    let mut found = below[from];
    loop {
        let before = found;
        for (index, greater) in below.iter().enumerate() {
            if found & (1 << index) != 0 {
                found |= greater;
            }
        }
        if found == before {
            return found & (1 << to) != 0;
        }
    }
}
