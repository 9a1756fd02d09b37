//! How far a name is from another, in a constant.

use crate::vocabulary::Entry;

/// The longest that is compared, in bytes.
const LONGEST: usize = 63;

/// Where the name nearest to `token` stands, if one is near: within a third of its length.
pub(super) const fn nearest(declared: &[Entry], token: &str) -> Option<usize> {
    let mut nearest = None;
    let mut best = token.len() / 3 + 1;
    let mut at = 0;
    while at < declared.len() {
        let other = declared[at].token;
        // The distance is at least the difference in length.
        if other.len().abs_diff(token.len()) < best {
            let distance = distance(other, token);
            if distance < best {
                best = distance;
                nearest = Some(at);
            }
        }
        at += 1;
    }
    nearest
}

/// Edit distance in a constant, without regard to case, `-` and `_`. Beyond 63 bytes it gives up.
const fn distance(left: &str, right: &str) -> usize {
    if left.len() > LONGEST || right.len() > LONGEST {
        return usize::MAX;
    }
    // rustc counts calls, and complains of constants that take too many.
    let (left, right, lines, columns) = (fold(left), fold(right), left.len(), right.len());
    let mut row = [0_usize; LONGEST + 1];
    let mut column = 0;
    while column <= columns {
        row[column] = column;
        column += 1;
    }
    let mut line = 1;
    while line <= lines {
        let mut diagonal = row[0];
        row[0] = line;
        column = 1;
        while column <= columns {
            let same = left[line - 1] == right[column - 1];
            let mut best = if same { diagonal } else { diagonal + 1 };
            if row[column] + 1 < best {
                best = row[column] + 1;
            }
            if row[column - 1] + 1 < best {
                best = row[column - 1] + 1;
            }
            diagonal = row[column];
            row[column] = best;
            column += 1;
        }
        line += 1;
    }
    row[columns]
}

const fn fold(text: &str) -> [u8; LONGEST] {
    let text = text.as_bytes();
    let mut folded = [0; LONGEST];
    let mut at = 0;
    while at < text.len() {
        folded[at] = match text[at] {
            b'_' => b'-',
            byte => byte.to_ascii_lowercase(),
        };
        at += 1;
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_is_within_a_third() {
        const fn entry(token: &'static str) -> Entry {
            Entry {
                token,
                description: "",
                implies: 0,
            }
        }
        let declared = ["items:read", "items:write", "a"].map(entry);
        assert_eq!(nearest(&declared, "items:wirte"), Some(1));
        assert_eq!(nearest(&declared, "zebra"), None);
        assert_eq!(nearest(&declared, "b"), None);
    }

    #[test]
    fn distance_ignores_case_and_dashes() {
        assert_eq!(distance("items:write", "items:wirte"), 2);
        assert_eq!(distance("Items_Write", "items-write"), 0);
        assert_eq!(distance("", "abc"), 3);
    }
}
