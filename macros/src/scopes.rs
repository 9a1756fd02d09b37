//! `derive(Scopes)`: an enum's variants as scopes.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{
    Attribute, Data, DeriveInput, Fields, Ident, LitStr, Path, Token, Variant, parenthesized,
    parse::ParseStream, punctuated::Punctuated, spanned::Spanned,
};

use crate::{
    errors::{Errors, with_help},
    schemes::description,
    secured::{check::is_scope_character, crate_path},
    suggest::suggest,
};

struct Declared {
    token: LitStr,
    implies: Vec<Ident>,
    description: String,
}

pub(crate) fn derive(item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let parsed = errors.take(syn::parse2::<DeriveInput>(item));
    let expanded = parsed.and_then(|item| expand(&item, &mut errors));
    match errors.compile_error() {
        Some(error) => error,
        None => expanded.unwrap_or_default(),
    }
}

fn expand(item: &DeriveInput, errors: &mut Errors) -> Option<TokenStream> {
    let Data::Enum(data) = &item.data else {
        errors.push(
            item.ident.span(),
            "`Scopes` is derived for an enum",
            "one variant for each scope",
        );
        return None;
    };
    if !item.generics.params.is_empty() {
        errors.push(
            item.generics.span(),
            "an enum of scopes has no parameters",
            "remove them",
        );
    }
    if data.variants.is_empty() {
        errors.push(
            item.ident.span(),
            "an enum of scopes has at least one variant",
            "",
        );
    }
    if data.variants.len() > 128 {
        errors.push(
            item.ident.span(),
            &format!(
                "an enum holds at most 128 scopes, found {}",
                data.variants.len()
            ),
            "declare fewer, or split them over two schemes",
        );
    }
    let declared: Vec<Option<Declared>> = data
        .variants
        .iter()
        .map(|variant| declared(variant, errors))
        .collect();
    let declared: Vec<Declared> = declared.into_iter().collect::<Option<_>>()?;
    duplicates(&declared, errors);
    let names: Vec<String> = data
        .variants
        .iter()
        .map(|variant| variant.ident.to_string())
        .collect();
    let mut bits = vec![0_u128; declared.len()];
    for (index, scope) in declared.iter().enumerate() {
        for implied in &scope.implies {
            match names.iter().position(|name| implied == name) {
                Some(at) if at == index => {
                    errors.push(
                        implied.span(),
                        &format!("`{implied}` implies itself"),
                        "remove it",
                    );
                }
                Some(at) if at < 128 => bits[index] |= 1 << at,
                Some(_) => {}
                None => {
                    let known: Vec<_> = names.iter().map(String::as_str).collect();
                    errors.push(
                        implied.span(),
                        &format!("unknown scope `{implied}`"),
                        &suggest(&implied.to_string(), &known),
                    );
                }
            }
        }
    }
    let krate = crate_path(errors.take(krate(&item.attrs))?);
    let name = &item.ident;
    let tokens = declared.iter().map(|scope| &scope.token);
    let descriptions = declared.iter().map(|scope| &scope.description);
    // A variant that is only ever written in attributes is in use, whatever the lint thinks.
    let variants = data.variants.iter().map(|variant| &variant.ident);
    Some(quote! {
        const _: () = {
            impl #krate::Scopes for #name {
                const TABLE: #krate::scope::ScopeTable = #krate::scope::ScopeTable::new(&[
                    #(#krate::scope::ScopeEntry {
                        token: #tokens,
                        description: #descriptions,
                        implies: #bits,
                    }),*
                ]);
            }
            #[allow(dead_code)]
            const __VARIANTS: &[#name] = &[#(#name::#variants),*];
        };
    })
}

fn declared(variant: &Variant, errors: &mut Errors) -> Option<Declared> {
    let name = &variant.ident;
    if !matches!(variant.fields, Fields::Unit) {
        errors.push(
            name.span(),
            &format!("scope `{name}` has fields"),
            "a scope is a name and nothing else",
        );
    }
    if let Some((_, discriminant)) = &variant.discriminant {
        errors.push(
            discriminant.span(),
            &format!("scope `{name}` has a number"),
            "remove it",
        );
    }
    let marks: Vec<_> = variant
        .attrs
        .iter()
        .filter(|attr| attr.path().is_ident("scope"))
        .collect();
    let mark = match marks.as_slice() {
        [mark] => mark,
        [] => {
            errors.push(
                name.span(),
                &format!("scope `{name}` has no token"),
                "write `#[scope(\"items:read\")]` above it",
            );
            return None;
        }
        [.., last] => {
            errors.push(last.path().span(), "duplicate `#[scope]` attribute", "");
            return None;
        }
    };
    let (token, implies) = errors.take(mark.parse_args_with(arguments))?;
    let value = token.value();
    if value.is_empty() || !value.bytes().all(is_scope_character) {
        errors.push(
            token.span(),
            &format!("`{}` is not a scope token", value.escape_default()),
            "visible ASCII without space, `\"` and `\\` (RFC 6749, section 3.3)",
        );
    }
    Some(Declared {
        token,
        implies,
        description: description(&variant.attrs),
    })
}

fn arguments(input: ParseStream<'_>) -> syn::Result<(LitStr, Vec<Ident>)> {
    let token: LitStr = input.parse()?;
    let mut implies = Vec::new();
    let mut given = false;
    while !input.is_empty() {
        input.parse::<Token![,]>()?;
        if input.is_empty() {
            break;
        }
        let name: Ident = input.parse()?;
        if name != "implies" {
            return Err(with_help(
                name.span(),
                &format!("unknown argument `{name}`"),
                &suggest(&name.to_string(), &["implies"]),
            ));
        }
        if given {
            return Err(with_help(
                name.span(),
                "duplicate `implies`",
                "list them once: `implies(A, B)`",
            ));
        }
        given = true;
        let content;
        parenthesized!(content in input);
        let list = Punctuated::<Ident, Token![,]>::parse_terminated(&content)?;
        if list.is_empty() {
            return Err(with_help(
                name.span(),
                "`implies()` lists no scope",
                "remove it",
            ));
        }
        implies = list.into_iter().collect();
    }
    Ok((token, implies))
}

fn duplicates(declared: &[Declared], errors: &mut Errors) {
    for (index, scope) in declared.iter().enumerate() {
        let value = scope.token.value();
        if declared[..index]
            .iter()
            .any(|before| before.token.value() == value)
        {
            errors.push(
                scope.token.span(),
                &format!("duplicate scope `{value}`"),
                "",
            );
        }
    }
}

/// `#[scopes(crate = path)]`.
fn krate(attributes: &[Attribute]) -> syn::Result<Option<Path>> {
    let mut path = None;
    for attribute in attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("scopes"))
    {
        let parsed = attribute.parse_args_with(|input: ParseStream<'_>| {
            input.parse::<Token![crate]>()?;
            input.parse::<Token![=]>()?;
            input.call(Path::parse_mod_style)
        });
        path = Some(parsed?);
    }
    Ok(path)
}
