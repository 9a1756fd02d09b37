//! `derive(Scopes)` and `derive(Roles)`: an enum's variants as scopes or roles.

mod hierarchy;
mod variant;
mod vocabulary;

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::{Attribute, Data, DataEnum, DeriveInput, Ident, LitStr, Path, spanned::Spanned};

use crate::{
    errors::Errors,
    schemes::{
        misplaced,
        named::{Named, content, path},
    },
    scopes::{
        hierarchy::refuse_cycles,
        variant::{Implied, Variants},
        vocabulary::{OPTIONS, ROLES, SCOPES, Vocabulary},
    },
    secured::crate_path,
};

const MAX_NAMES: usize = 128;

/// One checked variant.
struct Declared {
    variant: Ident,
    token: LitStr,
    /// Those it implies or includes.
    implies: Vec<Implied>,
    description: TokenStream,
}

pub(crate) fn scopes(item: TokenStream) -> TokenStream {
    derive(item, &SCOPES)
}

pub(crate) fn roles(item: TokenStream) -> TokenStream {
    derive(item, &ROLES)
}

fn derive(item: TokenStream, vocabulary: &Vocabulary) -> TokenStream {
    let mut errors = Errors::default();
    let Some(item) = errors.take(syn::parse2::<DeriveInput>(item)) else {
        return errors.compile_error().unwrap_or_default();
    };
    let krate = crate_path(krate(&item.attrs, vocabulary, &mut errors));
    let declared = check(&item, vocabulary, &mut errors);
    match (declared, errors.compile_error()) {
        (Some(declared), None) => expand(&item, &declared, vocabulary, &krate),
        (_, error) => fallback(&item, &error.unwrap_or_default(), vocabulary, &krate),
    }
}

fn check(
    item: &DeriveInput,
    vocabulary: &Vocabulary,
    errors: &mut Errors,
) -> Option<Vec<Declared>> {
    let Vocabulary {
        derive,
        one,
        option,
        ..
    } = vocabulary;
    misplaced(
        &item.attrs,
        one,
        &format!("`#[{one}]` stands above a variant"),
        &format!("the enum has `{option}`"),
        errors,
    );
    let keyword = match &item.data {
        Data::Enum(data) => return variants(item, data, vocabulary, errors),
        Data::Struct(data) => data.struct_token.span,
        Data::Union(data) => data.union_token.span,
    };
    errors.push(
        keyword,
        &format!("`{derive}` is derived for an enum"),
        &format!("one variant for each {one}"),
    );
    None
}

fn expand(
    item: &DeriveInput,
    declared: &[Declared],
    vocabulary: &Vocabulary,
    krate: &TokenStream,
) -> TokenStream {
    let name = &item.ident;
    let (derive, module) = (ident(vocabulary.derive), ident(vocabulary.one));
    let (entry, table) = (ident(vocabulary.entry), ident(vocabulary.table));
    let variants = declared.iter().map(|scope| &scope.variant);
    let entries = declared.iter().map(|scope| {
        let Declared {
            token,
            implies,
            description,
            ..
        } = scope;
        let implies = implies.iter().fold(0, |bits, implied| bits | implied.bit());
        quote! {
            #krate::#module::#entry {
                token: #token,
                description: #description,
                implies: #implies,
            }
        }
    });
    quote! {
        #[allow(deprecated)]
        const _: () = {
            impl #krate::#derive for #name {
                const TABLE: #krate::#module::#table =
                    #krate::#module::#table::new(&[#(#entries),*]);
            }
            // A variant that is only ever written in attributes is in use, whatever the lint thinks.
            #[allow(dead_code)]
            const __VARIANTS: &[#name] = &[#(#name::#variants),*];
        };
    }
}

/// The errors, in a constant that whoever reads it takes for an error already reported.
fn fallback(
    item: &DeriveInput,
    errors: &TokenStream,
    vocabulary: &Vocabulary,
    krate: &TokenStream,
) -> TokenStream {
    if !item.generics.params.is_empty() {
        return errors.clone();
    }
    let name = &item.ident;
    let (derive, module) = (ident(vocabulary.derive), ident(vocabulary.one));
    let table = ident(vocabulary.table);
    quote! {
        impl #krate::#derive for #name {
            const TABLE: #krate::#module::#table = {
                #errors
                loop {}
            };
        }
    }
}

fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

fn variants(
    item: &DeriveInput,
    data: &DataEnum,
    vocabulary: &Vocabulary,
    errors: &mut Errors,
) -> Option<Vec<Declared>> {
    let Vocabulary { one, several, .. } = vocabulary;
    if let Some(first) = item.generics.params.first() {
        errors.push(
            first.span(),
            &format!("an enum of {several} has no parameters"),
            "remove them",
        );
    }
    let count = data.variants.len();
    if count == 0 {
        errors.push(
            item.ident.span(),
            &format!("an enum of {several} has at least one variant"),
            &format!("one variant for each {one}"),
        );
    }
    if count > MAX_NAMES {
        errors.push(
            item.ident.span(),
            &format!("an enum holds at most {MAX_NAMES} {several}, found {count}"),
            "declare fewer, or split them over two schemes",
        );
        return None;
    }
    let mut all = Variants {
        vocabulary,
        names: data.variants.iter().map(|variant| &variant.ident).collect(),
        tokens: Vec::new(),
    };
    let declared: Vec<_> = data
        .variants
        .iter()
        .map(|variant| all.declared(variant, errors))
        .collect();
    let declared: Vec<Declared> = declared.into_iter().collect::<Option<_>>()?;
    if !vocabulary.may_cycle {
        refuse_cycles(&declared, vocabulary, errors);
    }
    Some(declared)
}

/// `#[scopes(crate = path)]`.
fn krate(attributes: &[Attribute], vocabulary: &Vocabulary, errors: &mut Errors) -> Option<Path> {
    let mut krate = None;
    let mut named = Named::new("option", &OPTIONS);
    for attribute in attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident(vocabulary.several))
    {
        content(attribute, vocabulary.option, errors, |input, errors| {
            named.read(input, errors, |known, _, input, errors| {
                krate = Some(path(known, input, errors)?);
                Some(())
            });
            Some(())
        });
    }
    krate
}
