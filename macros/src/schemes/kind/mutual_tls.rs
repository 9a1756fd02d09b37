//! `mutual_tls`: the client's certificate, which the TLS layer has verified.

use proc_macro2::Group;
use syn::{Ident, Token, ext::IdentExt, parse::ParseStream};

use crate::{
    errors::Errors,
    schemes::{
        args::OF_SCHEME,
        kind::Kind,
        named::{Known, drain, parentheses},
    },
};

pub(super) const MUTUAL_TLS: Known = ("mutual_tls", "mutual_tls");

/// Everything about it is settled in the handshake, so nothing stands in parentheses.
pub(super) fn mutual_tls(input: ParseStream<'_>, errors: &mut Errors) -> Option<Kind> {
    if !input.peek(syn::token::Paren) {
        return Some(Kind::MutualTls);
    }
    let span = input
        .fork()
        .parse::<Group>()
        .map_or(input.span(), |group| group.span());
    let content = parentheses(input, errors)?;
    let of_scheme = content.peek2(Token![=])
        && content
            .call(Ident::parse_any)
            .is_ok_and(|name| OF_SCHEME.iter().any(|(option, _)| name == option));
    drain(&content);
    let help = if of_scheme {
        "options stand behind it: `#[scheme(mutual_tls, scopes = Scope)]`"
    } else {
        "`mutual_tls`, without parentheses"
    };
    errors.push(span, "`mutual_tls` takes no arguments", help);
    None
}
