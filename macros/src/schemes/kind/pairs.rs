//! Pairs: `name = "value", …`, as every kind takes them.

use syn::{Ident, LitStr, Token, ext::IdentExt, parse::ParseStream};

use crate::{errors::with_help, suggest::suggest};

/// `name = "value", …` with names out of `known`.
pub(super) fn pairs(
    input: ParseStream<'_>,
    known: &[&str],
    mut take: impl FnMut(&str, LitStr, &Ident) -> syn::Result<()>,
) -> syn::Result<()> {
    while !input.is_empty() {
        let name = input.call(Ident::parse_any)?;
        let text = name.to_string();
        if !known.contains(&text.as_str()) {
            return Err(with_help(
                name.span(),
                &format!("unknown argument `{text}`"),
                &suggest(&text, known),
            ));
        }
        input.parse::<Token![=]>()?;
        take(&text, input.parse()?, &name)?;
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
    }
    Ok(())
}

pub(super) fn filled(text: LitStr) -> syn::Result<LitStr> {
    if text.value().trim().is_empty() {
        return Err(syn::Error::new(text.span(), "this is empty"));
    }
    Ok(text)
}

/// RFC 9110, section 5.6.2.
pub(super) fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}
