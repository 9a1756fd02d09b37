//! How far a scope is from another, in a constant.

/// Edit distance in a constant, without regard to case, `-` and `_`. Beyond 64 bytes it gives up.
pub(super) const fn distance(left: &str, right: &str) -> usize {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    if left.len() >= 64 || right.len() >= 64 {
        return usize::MAX / 4;
    }
    let mut row = [0_usize; 65];
    let mut column = 0;
    while column <= right.len() {
        row[column] = column;
        column += 1;
    }
    let mut line = 1;
    while line <= left.len() {
        let mut diagonal = row[0];
        row[0] = line;
        column = 1;
        while column <= right.len() {
            let same = fold(left[line - 1]) == fold(right[column - 1]);
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
    row[right.len()]
}

const fn fold(byte: u8) -> u8 {
    if byte == b'_' {
        b'-'
    } else {
        byte.to_ascii_lowercase()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_ignores_case_and_dashes() {
        assert_eq!(distance("items:write", "items:wirte"), 2);
        assert_eq!(distance("Items_Write", "items-write"), 0);
        assert_eq!(distance("", "abc"), 3);
    }
}
