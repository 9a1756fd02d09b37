//! The handler's other attributes: a second decision, and the document.

use proc_macro2::{Span, TokenTree};
use syn::{Attribute, Meta};

use super::{Deciding, Handler};
use crate::errors::Errors;

/// Looks for what contradicts the decision, and for the document that is to publish it.
pub(super) fn check(handler: &mut Handler, own: Deciding, errors: &mut Errors) -> bool {
    let mut sound = true;
    for (index, attribute) in handler.attributes.iter().enumerate() {
        let Some(last) = attribute.path().segments.last() else {
            continue;
        };
        if let Some(other) = decides(attribute) {
            two_decisions(own, other, last.ident.span(), errors);
            sound = false;
        } else if is_document(attribute) {
            handler.document = Some(index);
            sound &= document(&attribute.meta, errors);
        }
    }
    sound
}

/// Which decision the attribute is, as far as its name tells.
pub(crate) fn decides(attribute: &Attribute) -> Option<Deciding> {
    let last = attribute.path().segments.last()?;
    [Deciding::Secured, Deciding::Public]
        .into_iter()
        .find(|deciding| last.ident == deciding.name())
}

pub(super) fn two_decisions(own: Deciding, other: Deciding, span: Span, errors: &mut Errors) {
    match (own, other) {
        (Deciding::Secured, Deciding::Secured) => errors.push(
            span,
            "duplicate `#[secured]` attribute",
            "join the requirements: `#[secured(all(...))]`",
        ),
        (Deciding::Public, Deciding::Public) => {
            errors.push(span, "duplicate `#[public]` attribute", "");
        }
        _ => errors.push(
            span,
            "`#[secured]` and `#[public]` contradict each other",
            "keep `#[public]` only if the route is open to everyone",
        ),
    }
}

/// Whether the attribute is `#[utoipa::path(...)]`: `#[path = "…"]` is rustc's own.
pub(crate) fn is_document(attribute: &Attribute) -> bool {
    let last = attribute.path().segments.last();
    matches!(attribute.meta, Meta::List(_)) && last.is_some_and(|last| last.ident == "path")
}

/// The attribute without the arguments that are ours to write.
pub(crate) fn without_ours(mut attribute: Attribute) -> Attribute {
    if is_document(&attribute)
        && let Meta::List(list) = &mut attribute.meta
    {
        let (mut begins, mut kept) = (true, true);
        list.tokens = std::mem::take(&mut list.tokens)
            .into_iter()
            .filter(|token| {
                if begins {
                    kept = ours(token).is_none();
                }
                begins = matches!(token, TokenTree::Punct(comma) if comma.as_char() == ',');
                kept
            })
            .collect();
    }
    attribute
}

/// Arguments of `#[utoipa::path]` that are ours to write, and why.
const OURS: [(&str, &str); 2] = [
    ("security", "`security(...)` is generated from `#[secured]`"),
    ("impl_for", "`impl_for` is taken by the security decision"),
];

/// What is wrong with an argument that begins so.
fn ours(token: &TokenTree) -> Option<&'static str> {
    let TokenTree::Ident(ident) = token else {
        return None;
    };
    let known = OURS.iter().find(|(name, _)| ident == name);
    known.map(|(_, problem)| *problem)
}

fn document(meta: &Meta, errors: &mut Errors) -> bool {
    let Meta::List(list) = meta else {
        return true;
    };
    let mut sound = true;
    let mut begins = true;
    for token in list.tokens.clone() {
        if begins && let Some(problem) = ours(&token) {
            errors.push(token.span(), problem, "remove it");
            sound = false;
        }
        begins = matches!(&token, TokenTree::Punct(comma) if comma.as_char() == ',');
    }
    sound
}
