//! Reasons: why a route is public, or below a floor.

use crate::{
    errors::Errors,
    secured::{args::Value, model::Reason},
};

/// The reason behind `below_floor`.
pub(crate) fn reason(value: &Value, errors: &mut Errors) -> Option<Reason> {
    let (text, problem, help) = match value {
        Value::Text(text) if text.value().trim().is_empty() => (
            text,
            "`below_floor` needs a reason",
            "say why: `below_floor = \"the load balancer has no token\"`",
        ),
        Value::Text(text) if text.value().contains(forges) => (
            text,
            "a reason is one line of text",
            "remove line breaks and control characters",
        ),
        Value::Text(text) => return Some(Reason(text.clone())),
        Value::Unquoted(text) => (
            text,
            "a reason is written in quotes",
            "write `below_floor = \"why\"`",
        ),
        _ => return None,
    };
    errors.push(text.span(), problem, help);
    None
}

/// What would make a reason look like another line of the manifest: breaks, and what turns the
/// direction of writing.
pub(crate) fn forges(character: char) -> bool {
    character.is_control() || matches!(character, '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}
