//! The grammar of credentials (RFC 9110, sections 5.6 and 11).

/// RFC 9110, section 5.6.2.
pub(super) const fn is_tchar(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'!' | b'#'
                | b'$'
                | b'%'
                | b'&'
                | b'\''
                | b'*'
                | b'+'
                | b'-'
                | b'.'
                | b'^'
                | b'_'
                | b'`'
                | b'|'
                | b'~'
        )
}

/// RFC 9110, section 11.2.
pub(super) fn is_token68(text: &[u8]) -> bool {
    let end = text
        .iter()
        .rposition(|byte| *byte != b'=')
        .map_or(0, |last| last + 1);
    let symbols = &text[..end];
    // Tokens are long: without an early end the compiler looks at many bytes at a time.
    let fit = symbols.iter().fold(true, |fit, byte| {
        let letter = (byte | 0x20).wrapping_sub(b'a') < 26;
        let digit = byte.wrapping_sub(b'0') < 10;
        let mark = matches!(byte, b'-' | b'.' | b'_' | b'~' | b'+' | b'/');
        (letter || digit || mark) && fit
    });
    fit && !symbols.is_empty()
}

/// `#auth-param` (RFC 9110, section 11.2): `name = (token / quoted-string)`, separated by commas.
pub(super) fn are_auth_params(text: &[u8]) -> bool {
    let mut rest = text;
    loop {
        rest = trim_ows(rest);
        if rest.is_empty() {
            return true;
        }
        if rest[0] != b',' {
            let Some(after) = auth_param(rest) else {
                return false;
            };
            rest = trim_ows(after);
            if rest.is_empty() {
                return true;
            }
        }
        if rest[0] != b',' {
            return false;
        }
        rest = &rest[1..];
    }
}

/// What follows the parameter `text` begins with.
fn auth_param(text: &[u8]) -> Option<&[u8]> {
    let after_name = trim_ows(token(text)?);
    let value = trim_ows(after_name.strip_prefix(b"=")?);
    let Some(mut quoted) = value.strip_prefix(b"\"") else {
        return token(value);
    };
    loop {
        quoted = match quoted {
            [b'"', rest @ ..] => return Some(rest),
            [b'\\', escaped, rest @ ..] if is_text(*escaped) => rest,
            [byte, rest @ ..] if *byte != b'\\' && is_text(*byte) => rest,
            _ => return None,
        };
    }
}

/// What follows the token `text` begins with.
fn token(text: &[u8]) -> Option<&[u8]> {
    let end = text
        .iter()
        .position(|byte| !is_tchar(*byte))
        .unwrap_or(text.len());
    (end > 0).then(|| &text[end..])
}

/// Visible ASCII, space and tab; obsolete octets (0x80 and above) are not taken.
const fn is_text(byte: u8) -> bool {
    matches!(byte, b'\t' | b' '..=b'~')
}

fn trim_ows(text: &[u8]) -> &[u8] {
    let start = text
        .iter()
        .position(|byte| !matches!(byte, b' ' | b'\t'))
        .unwrap_or(text.len());
    &text[start..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn token68_is_what_the_grammar_says() {
        for byte in 0..=u8::MAX {
            let expected = byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte);
            assert_eq!(is_token68(&[b'a', byte, b'a']), expected, "{byte:#x}");
        }
        for padded in ["a=", "a=="] {
            assert!(is_token68(padded.as_bytes()), "{padded}");
        }
        for refused in ["", "=", "==", "a=a", "=a"] {
            assert!(!is_token68(refused.as_bytes()), "{refused}");
        }
    }
}
