//! The list of common passwords.

/// Sorted lines in lower case. Where they come from and under which licence: `SOURCE.md` beside them.
pub(super) static LIST: &str = include_str!("common.txt");

/// Whether `sought`, in lower case, is a line of `list`: binary search over the bytes of sorted lines,
/// so that no index of them is kept in memory.
pub(super) fn holds(list: &str, sought: &str) -> bool {
    let (list, sought) = (list.as_bytes(), sought.as_bytes());
    // Both are always the beginning of a line, or the end of the list.
    let (mut low, mut high) = (0, list.len());
    while low < high {
        let middle = low.midpoint(high);
        let is_newline = |byte: &u8| *byte == b'\n';
        let start = list[low..middle]
            .iter()
            .rposition(is_newline)
            .map_or(low, |newline| low + newline + 1);
        let end = list[start..high]
            .iter()
            .position(is_newline)
            .map_or(high, |newline| start + newline);
        match list[start..end].cmp(sought) {
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Less => low = (end + 1).min(high),
            std::cmp::Ordering::Greater => high = start,
        }
    }
    false
}
