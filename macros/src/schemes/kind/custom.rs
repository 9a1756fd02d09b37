//! `custom(...)`: a credential of the application's own.

use proc_macro2::Span;
use syn::{Ident, LitStr, Token, Type, ext::IdentExt, parse::ParseStream};

use crate::{
    errors::with_help,
    schemes::{
        args::once,
        kind::{Kind, pairs::is_token},
    },
    suggest::suggest,
};

pub(super) fn custom(input: ParseStream<'_>, span: Span) -> syn::Result<Kind> {
    let credential: Box<Type> = Box::new(input.parse()?);
    let mut challenge = None;
    let mut published = None;
    while !input.is_empty() {
        input.parse::<Token![,]>()?;
        if input.is_empty() {
            break;
        }
        let name = input.call(Ident::parse_any)?;
        let text = name.to_string();
        if text != "challenge" && text != "document" {
            return Err(with_help(
                name.span(),
                &format!("unknown argument `{text}`"),
                &suggest(&text, &["challenge", "document"]),
            ));
        }
        input.parse::<Token![=]>()?;
        if text == "challenge" {
            let value: LitStr = input.parse()?;
            if value.value().is_empty() || !value.value().bytes().all(is_token) {
                return Err(with_help(
                    value.span(),
                    "a challenge is the name of an authentication scheme",
                    "`challenge = \"Signature\"`",
                ));
            }
            once(&mut challenge, value, &name)?;
        } else {
            once(&mut published, input.parse::<Kind>()?, &name)?;
        }
    }
    let help = "`custom(Signature, challenge = \"Signature\", document = api_key(header = \"Signature\"))`";
    let challenge =
        challenge.ok_or_else(|| with_help(span, "`custom` needs its `challenge`", help))?;
    let published =
        published.ok_or_else(|| with_help(span, "`custom` needs its `document`", help))?;
    if matches!(published, Kind::Custom { .. }) {
        return Err(with_help(
            span,
            "a custom scheme is published as one of the other kinds",
            help,
        ));
    }
    Ok(Kind::Custom {
        credential,
        challenge,
        published: Box::new(published),
    })
}
