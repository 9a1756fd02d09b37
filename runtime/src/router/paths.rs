//! Paths: what of one is a parameter.

/// The names of a path's parameters. Braces that stand for themselves are doubled.
pub(crate) fn parameters(path: &str) -> impl Iterator<Item = &str> {
    let mut rest = path;
    std::iter::from_fn(move || {
        loop {
            let after = &rest[rest.find('{')? + 1..];
            if let Some(escaped) = after.strip_prefix('{') {
                rest = escaped;
                continue;
            }
            let end = after.find('}')?;
            rest = &after[end + 1..];
            return Some(&after[..end]);
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_told_from_braces() {
        for (path, expected) in [
            ("/", &[] as &[&str]),
            ("/a/{b}/{*c}", &["b", "*c"]),
            ("/{{b}}/{c}", &["c"]),
            ("/{{{b}}}", &["b"]),
            ("/{", &[]),
            ("/{{", &[]),
            ("/{é}x", &["é"]),
        ] {
            assert_eq!(parameters(path).collect::<Vec<_>>(), expected, "{path}");
        }
    }
}
