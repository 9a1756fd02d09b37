//! `derive(Scopes)`: an enum's variants as scopes.

mod variant;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Data, DataEnum, DeriveInput, Ident, LitStr, Path, spanned::Spanned};

use crate::{
    errors::Errors,
    schemes::{
        misplaced,
        named::{Known, Named, content, path},
    },
    scopes::variant::Variants,
    secured::crate_path,
};

const MAX_SCOPES: usize = 128;

const OPTIONS: [Known; 1] = [("crate", "crate = ::axum_secured")];

const EXAMPLE: &str = "#[scope(\"items:read\")]";

/// One checked variant.
struct Declared {
    variant: Ident,
    token: LitStr,
    /// The scopes it implies, as bits.
    implies: u128,
    description: TokenStream,
}

pub(crate) fn derive(item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let Some(item) = errors.take(syn::parse2::<DeriveInput>(item)) else {
        return errors.compile_error().unwrap_or_default();
    };
    let krate = crate_path(krate(&item.attrs, &mut errors));
    let declared = check(&item, &mut errors);
    match (declared, errors.compile_error()) {
        (Some(declared), None) => expand(&item, &declared, &krate),
        (_, error) => fallback(&item, &error.unwrap_or_default(), &krate),
    }
}

fn check(item: &DeriveInput, errors: &mut Errors) -> Option<Vec<Declared>> {
    misplaced(
        &item.attrs,
        "scope",
        "`#[scope]` stands above a variant",
        "the enum has `#[scopes(crate = ::axum_secured)]`",
        errors,
    );
    let keyword = match &item.data {
        Data::Enum(data) => return variants(item, data, errors),
        Data::Struct(data) => data.struct_token.span,
        Data::Union(data) => data.union_token.span,
    };
    errors.push(
        keyword,
        "`Scopes` is derived for an enum",
        "one variant for each scope",
    );
    None
}

fn expand(item: &DeriveInput, declared: &[Declared], krate: &TokenStream) -> TokenStream {
    let name = &item.ident;
    let variants = declared.iter().map(|scope| &scope.variant);
    let entries = declared.iter().map(|scope| {
        let Declared {
            token,
            implies,
            description,
            ..
        } = scope;
        quote! {
            #krate::scope::ScopeEntry {
                token: #token,
                description: #description,
                implies: #implies,
            }
        }
    });
    quote! {
        #[allow(deprecated)]
        const _: () = {
            impl #krate::Scopes for #name {
                const TABLE: #krate::scope::ScopeTable =
                    #krate::scope::ScopeTable::new(&[#(#entries),*]);
            }
            // A variant that is only ever written in attributes is in use, whatever the lint thinks.
            #[allow(dead_code)]
            const __VARIANTS: &[#name] = &[#(#name::#variants),*];
        };
    }
}

/// The errors, in a constant that whoever reads it takes for an error already reported.
fn fallback(item: &DeriveInput, errors: &TokenStream, krate: &TokenStream) -> TokenStream {
    if !item.generics.params.is_empty() {
        return errors.clone();
    }
    let name = &item.ident;
    quote! {
        impl #krate::Scopes for #name {
            const TABLE: #krate::scope::ScopeTable = {
                #errors
                loop {}
            };
        }
    }
}

fn variants(item: &DeriveInput, data: &DataEnum, errors: &mut Errors) -> Option<Vec<Declared>> {
    if let Some(first) = item.generics.params.first() {
        errors.push(
            first.span(),
            "an enum of scopes has no parameters",
            "remove them",
        );
    }
    let count = data.variants.len();
    if count == 0 {
        errors.push(
            item.ident.span(),
            "an enum of scopes has at least one variant",
            "one variant for each scope",
        );
    }
    if count > MAX_SCOPES {
        errors.push(
            item.ident.span(),
            &format!("an enum holds at most {MAX_SCOPES} scopes, found {count}"),
            "declare fewer, or split them over two schemes",
        );
        return None;
    }
    let mut all = Variants {
        names: data.variants.iter().map(|variant| &variant.ident).collect(),
        tokens: Vec::new(),
    };
    let declared: Vec<_> = data
        .variants
        .iter()
        .map(|variant| all.declared(variant, errors))
        .collect();
    declared.into_iter().collect()
}

/// `#[scopes(crate = path)]`.
fn krate(attributes: &[Attribute], errors: &mut Errors) -> Option<Path> {
    let mut krate = None;
    let mut named = Named::new("option", &OPTIONS);
    for attribute in attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("scopes"))
    {
        content(
            attribute,
            "#[scopes(crate = ::axum_secured)]",
            errors,
            |input, errors| {
                named.read(input, errors, |known, _, input, errors| {
                    krate = Some(path(known, input, errors)?);
                    Some(())
                });
                Some(())
            },
        );
    }
    krate
}
