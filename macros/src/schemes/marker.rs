//! Markers: the types by which a struct's fields are named as schemes.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::{Ident, Visibility};

use crate::secured::{expand::at, model::plain};

/// The name other modules import: in the type namespace alone, so that `let bearer = …` stays free.
pub(crate) fn marker(
    name: &Ident,
    visibility: &Visibility,
    owner: &Visibility,
    description: Option<&TokenStream>,
) -> TokenStream {
    // What it implements speaks of the struct, which rustc lets no wider type do.
    let visibility = narrower(visibility, owner);
    let about = description
        .cloned()
        .unwrap_or_else(|| format!("The security scheme `{}`.", plain(name)).into_token_stream());
    // Where the field stands, for a name that is taken; ours, for lints.
    let item = quote_spanned!(name.span()=> #visibility enum #name {})
        .into_iter()
        .map(|mut token| {
            token.set_span(at(token.span()));
            token
        })
        .collect::<TokenStream>();
    quote! {
        #[doc = #about]
        #[allow(non_camel_case_types, dead_code, missing_debug_implementations)]
        #item
    }
}

fn narrower<'v>(field: &'v Visibility, owner: &'v Visibility) -> &'v Visibility {
    if reach(owner) < reach(field) {
        owner
    } else {
        field
    }
}

/// How far a visibility reaches. `pub(in path)` counts as more than `pub(super)`.
fn reach(visibility: &Visibility) -> u8 {
    match visibility {
        Visibility::Inherited => 0,
        Visibility::Public(_) => 4,
        Visibility::Restricted(to) if to.path.is_ident("self") => 0,
        Visibility::Restricted(to) if to.path.is_ident("super") => 1,
        Visibility::Restricted(to) if to.path.is_ident("crate") => 3,
        Visibility::Restricted(_) => 2,
    }
}
