//! Proofs: the type obligations of a scheme, each asserted once, under the author's type.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Ident, Path, spanned::Spanned};

use crate::{schemes::Scheme, secured::expand::placed};

/// What names a type through a constant: where the constant does not compile, rustc takes the type
/// for an error it has reported, and neither the rest of the expansion nor a handler repeats it.
pub(crate) fn carrier() -> TokenStream {
    quote! {
        #[allow(unreachable_pub, missing_debug_implementations)]
        pub struct __Proof<const __PROVEN: ::core::primitive::bool>;
        #[allow(unreachable_pub)]
        pub trait __Of<__T> {
            type Type;
        }
        impl<const __PROVEN: ::core::primitive::bool, __T> __Of<__T> for __Proof<__PROVEN> {
            type Type = __T;
        }
    }
}

/// The constants of one scheme.
pub(crate) fn proofs(scheme: &Scheme, index: usize, krate: &TokenStream) -> TokenStream {
    let credential = scheme.kind.credential(krate);
    let name = proof("VERIFIER", index);
    let principal = under(
        &scheme.verifier,
        &quote!(#krate::Verifier<#credential>>::Principal),
    );
    let declares = |of: &str, path: &Path, table: TokenStream| {
        let (name, table) = (proof(of, index), under(path, &table));
        quote! {
            const #name: ::core::primitive::bool = {
                let _ = #table;
                true
            };
        }
    };
    let scopes = scheme.scopes.as_ref();
    let scopes = scopes.map(|path| declares("SCOPES", path, quote!(#krate::Scopes>::TABLE)));
    let roles = scheme.roles.as_ref();
    let roles = roles.map(|path| declares("ROLES", path, quote!(#krate::Roles>::TABLE)));
    let reads = scheme.kind.is_custom().then(|| {
        let entry = quote!(#krate::__private::Entry);
        let reads = quote! {
            |__entry: &#entry<#credential, ()>| {
                let _ = #entry::read_custom(__entry);
            }
        };
        let reads = placed(&reads, credential.span());
        quote!(let _ = #reads;)
    });
    quote! {
        const #name: ::core::primitive::bool = {
            let _: #principal;
            #reads
            true
        };
        #scopes
        #roles
    }
}

/// `<ty as rest`, with a span from the first token of the type to its last.
fn under(ty: &impl ToTokens, rest: &TokenStream) -> TokenStream {
    let mut tokens = ty.to_token_stream().into_iter();
    let first = tokens
        .next()
        .map_or_else(Span::call_site, |token| token.span());
    let last = tokens.last().map_or(first, |token| token.span());
    let rest = placed(rest, last);
    let open = quote_spanned!(first=> <#ty);
    quote_spanned!(last=> #open as #rest)
}

fn proof(of: &str, index: usize) -> Ident {
    Ident::new(&format!("__{of}_{index}"), Span::call_site())
}

fn proven(of: &str, index: usize, ty: &impl ToTokens) -> TokenStream {
    let name = proof(of, index);
    quote!(<__Proof<{ #name }> as __Of<#ty>>::Type)
}

/// The scopes of a scheme.
pub(crate) fn scopes(scheme: &Scheme, index: usize, krate: &TokenStream) -> TokenStream {
    scheme.scopes.as_ref().map_or_else(
        || quote!(#krate::NoScopes),
        |path| proven("SCOPES", index, path),
    )
}

/// The roles of a scheme.
pub(crate) fn roles(scheme: &Scheme, index: usize, krate: &TokenStream) -> TokenStream {
    scheme.roles.as_ref().map_or_else(
        || quote!(#krate::NoRoles),
        |path| proven("ROLES", index, path),
    )
}

/// What its verifier is given.
pub(crate) fn credential(scheme: &Scheme, index: usize, krate: &TokenStream) -> TokenStream {
    proven("VERIFIER", index, &scheme.kind.credential(krate))
}

/// Whom its verifier yields.
pub(crate) fn principal(scheme: &Scheme, index: usize, krate: &TokenStream) -> TokenStream {
    let verifier = &scheme.verifier;
    let credential = credential(scheme, index, krate);
    quote!(<#verifier as #krate::Verifier<#credential>>::Principal)
}
