//! `http(...)`: the schemes of the `Authorization` field.

use proc_macro2::Span;
use syn::{Ident, Token, ext::IdentExt, parse::ParseStream};

use crate::{
    errors::with_help,
    schemes::{
        args::once,
        kind::{
            Kind,
            pairs::{filled, pairs},
        },
    },
    suggest::suggest,
};

pub(super) fn http(input: ParseStream<'_>, span: Span) -> syn::Result<Kind> {
    if input.is_empty() {
        return Err(with_help(
            span,
            "`http` needs its scheme",
            "`http(basic)` or `http(bearer)`",
        ));
    }
    let name = input.call(Ident::parse_any)?;
    match name.to_string().as_str() {
        "basic" => Ok(Kind::Basic),
        "bearer" => {
            let mut format = None;
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
                pairs(input, &["format"], |_, value, name| {
                    once(&mut format, value, name)
                })?;
            }
            Ok(Kind::Bearer(format.map(filled).transpose()?))
        }
        other => Err(with_help(
            name.span(),
            &format!("unknown HTTP scheme `{other}`"),
            &suggest(other, &["basic", "bearer"]),
        )),
    }
}
