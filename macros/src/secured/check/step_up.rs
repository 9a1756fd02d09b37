//! `acr` and `max_age` as written: how and since when the caller must have authenticated.

use syn::LitStr;

use super::{expression::Build, words::is_scope_character};

const UNITS: [(char, u64); 4] = [('s', 1), ('m', 60), ('h', 60 * 60), ('d', 24 * 60 * 60)];

/// More than a year, after which an authentication is no better than none.
const TOO_LONG: u64 = 365 * 24 * 60 * 60 + 1;

impl Build<'_> {
    /// A level as it can stand in a challenge among others (RFC 9470, section 3).
    pub(super) fn level(&mut self, text: &LitStr) -> Option<LitStr> {
        let value = text.value();
        let (problem, help) = if value.trim().is_empty() {
            ("`acr` is empty".to_owned(), "remove it to accept any level")
        } else if value.contains(char::is_whitespace) {
            (
                "`acr` takes one level".to_owned(),
                "for one of several: `any(bearer(acr = \"a\"), bearer(acr = \"b\"))`",
            )
        } else if !value.bytes().all(is_scope_character) {
            (
                format!(
                    "level `{}` has a character no level may have",
                    value.escape_default()
                ),
                "visible ASCII without `\"` and `\\`",
            )
        } else {
            return Some(text.clone());
        };
        self.refuse(text.span(), &problem, help);
        None
    }

    /// A span of time in seconds.
    pub(super) fn seconds(&mut self, text: &LitStr) -> Option<u32> {
        let value = text.value();
        let (problem, help) = match seconds(&value) {
            None if value.trim().is_empty() => (
                "`max_age` is empty".to_owned(),
                "remove it to accept any age".to_owned(),
            ),
            None => {
                let units = UNITS.map(|(unit, _)| format!("`{unit}`"));
                (
                    format!("`{}` is no span of time", value.escape_default()),
                    format!(
                        "a number and one of {}: `max_age = \"15m\"`",
                        units.join(", ")
                    ),
                )
            }
            Some(0) => (
                "`max_age` of zero admits nobody".to_owned(),
                "give the caller time to return: `max_age = \"30s\"`".to_owned(),
            ),
            Some(TOO_LONG..) => (
                "`max_age` is more than 365 days".to_owned(),
                "remove it to accept any age".to_owned(),
            ),
            Some(seconds) => return u32::try_from(seconds).ok(),
        };
        self.refuse(text.span(), &problem, &help);
        None
    }
}

/// `None` where it is none at all; what is too long is as long as can be.
fn seconds(text: &str) -> Option<u64> {
    let unit = text.chars().next_back()?;
    let (_, length) = UNITS.iter().find(|(known, _)| *known == unit)?;
    let digits = &text[..text.len() - unit.len_utf8()];
    if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let number: u64 = digits.parse().unwrap_or(u64::MAX);
    Some(number.saturating_mul(*length))
}
