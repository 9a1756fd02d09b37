//! `derive(Scopes)`: an enum's variants as scopes.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{
    Attribute, Data, DataEnum, DeriveInput, Fields, Ident, Lit, LitStr, Path, Variant,
    ext::IdentExt, parse::ParseStream, spanned::Spanned,
};

use crate::{
    errors::Errors,
    schemes::{
        description, misplaced,
        named::{
            Known, Named, comma, content, drain, each, needs_arguments, parentheses, path, skip,
        },
    },
    secured::{check::is_scope_character, crate_path},
    suggest::suggest,
};

const MAX_SCOPES: usize = 128;

const OPTIONS: [Known; 1] = [("crate", "crate = ::axum_secured")];

const EXAMPLE: &str = "#[scope(\"items:read\")]";

/// One checked variant.
struct Declared {
    token: LitStr,
    /// The scopes it implies, as bits.
    implies: u128,
    description: TokenStream,
}

/// What has been read of the enum.
struct Variants<'v> {
    names: Vec<&'v Ident>,
    tokens: Vec<String>,
}

pub(crate) fn derive(item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let parsed = errors.take(syn::parse2::<DeriveInput>(item));
    let expanded = parsed.and_then(|item| check(&item, &mut errors));
    match errors.compile_error() {
        Some(error) => error,
        None => expanded.unwrap_or_default(),
    }
}

fn check(item: &DeriveInput, errors: &mut Errors) -> Option<TokenStream> {
    let krate = krate(&item.attrs, errors);
    misplaced(
        &item.attrs,
        "scope",
        "`#[scope]` stands above a variant",
        "the enum has `#[scopes(crate = ::axum_secured)]`",
        errors,
    );
    let keyword = match &item.data {
        Data::Enum(data) => {
            let declared = variants(item, data, errors)?;
            return Some(expand(item, data, &declared, &crate_path(krate)));
        }
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

fn expand(
    item: &DeriveInput,
    data: &DataEnum,
    declared: &[Declared],
    krate: &TokenStream,
) -> TokenStream {
    let name = &item.ident;
    let entries = declared.iter().map(|scope| {
        let Declared {
            token,
            implies,
            description,
        } = scope;
        quote! {
            #krate::scope::ScopeEntry {
                token: #token,
                description: #description,
                implies: #implies,
            }
        }
    });
    // A variant that is only ever written in attributes is in use, whatever the lint thinks.
    let variants = data.variants.iter().map(|variant| &variant.ident);
    quote! {
        const _: () = {
            impl #krate::Scopes for #name {
                const TABLE: #krate::scope::ScopeTable =
                    #krate::scope::ScopeTable::new(&[#(#entries),*]);
            }
            #[allow(dead_code)]
            const __VARIANTS: &[#name] = &[#(#name::#variants),*];
        };
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

impl Variants<'_> {
    fn declared(&mut self, variant: &Variant, errors: &mut Errors) -> Option<Declared> {
        let name = &variant.ident;
        misplaced(
            &variant.attrs,
            "scopes",
            "`#[scopes]` stands above the enum",
            &format!("a variant has `{EXAMPLE}`"),
            errors,
        );
        let mark = mark(variant, errors);
        let read = mark.and_then(|mark| {
            content(mark, EXAMPLE, errors, |input, errors| {
                if input.is_empty() {
                    return needs_arguments(mark, EXAMPLE, errors);
                }
                let token = self.token(input, errors);
                if token.is_none() {
                    skip(input);
                }
                let sound = comma(input, errors);
                let implies = self.arguments(name, input, errors);
                token.filter(|_| sound).zip(implies)
            })
        });
        if !matches!(variant.fields, Fields::Unit) {
            errors.push(
                variant.fields.span(),
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
        let (token, implies) = read?;
        Some(Declared {
            token,
            implies,
            description: description(&variant.attrs).unwrap_or_else(|| quote!("")),
        })
    }

    fn token(&mut self, input: ParseStream<'_>, errors: &mut Errors) -> Option<LitStr> {
        if !input.peek(LitStr) {
            errors.push(
                input.span(),
                "`#[scope]` begins with its token, a string",
                &format!("`{EXAMPLE}`"),
            );
            return None;
        }
        let token: LitStr = errors.take(input.parse())?;
        let value = token.value();
        if value.is_empty() {
            errors.push(
                token.span(),
                "a scope token is not empty",
                &format!("`{EXAMPLE}`"),
            );
            return None;
        }
        if !value.bytes().all(is_scope_character) {
            errors.push(
                token.span(),
                &format!("`{}` is not a scope token", value.escape_debug()),
                "visible ASCII without space, `\"` and `\\` (RFC 6749, section 3.3)",
            );
            return None;
        }
        if self.tokens.contains(&value) {
            errors.push(token.span(), &format!("duplicate scope `{value}`"), "");
            return None;
        }
        self.tokens.push(value);
        Some(token)
    }

    /// What stands behind the token: `implies(A, B)` or nothing.
    fn arguments(&self, own: &Ident, input: ParseStream<'_>, errors: &mut Errors) -> Option<u128> {
        let mut implies = None;
        let sound = each(input, errors, |input, errors| {
            implies = Some(self.argument(own, implies.is_some(), input, errors)?);
            Some(())
        });
        sound.then_some(implies.unwrap_or(0))
    }

    fn argument(
        &self,
        own: &Ident,
        given: bool,
        input: ParseStream<'_>,
        errors: &mut Errors,
    ) -> Option<u128> {
        if input.peek(Lit) {
            errors.push(
                input.span(),
                "a scope has one token",
                "declare a variant for each",
            );
            return None;
        }
        let name = errors.take(input.call(Ident::parse_any))?;
        if name != "implies" {
            errors.push(
                name.span(),
                &format!("unknown argument `{name}`"),
                &suggest(&name.to_string(), &["implies"]),
            );
            return None;
        }
        if given {
            errors.push(
                name.span(),
                "duplicate `implies`",
                "list them once: `implies(A, B)`",
            );
            return None;
        }
        if !input.peek(syn::token::Paren) {
            errors.push(
                name.span(),
                "`implies` needs its scopes",
                "`implies(ItemsRead)`",
            );
            return None;
        }
        let list = parentheses(input, errors)?;
        if list.is_empty() {
            errors.push(name.span(), "`implies()` lists no scope", "remove it");
            return None;
        }
        let bits = self.implied(own, &list, errors);
        drain(&list);
        bits
    }

    fn implied(&self, own: &Ident, input: ParseStream<'_>, errors: &mut Errors) -> Option<u128> {
        let mut bits = 0;
        let sound = each(input, errors, |input, errors| {
            bits |= self.variant(own, bits, input, errors)?;
            Some(())
        });
        sound.then_some(bits)
    }

    fn variant(
        &self,
        own: &Ident,
        listed: u128,
        input: ParseStream<'_>,
        errors: &mut Errors,
    ) -> Option<u128> {
        let path = input.fork().call(Path::parse_mod_style);
        let Some(name) = path.as_ref().ok().and_then(Path::get_ident) else {
            let span = path.as_ref().map_or_else(|_| input.span(), Spanned::span);
            errors.push(
                span,
                "`implies` lists variants of the enum",
                "by their names: `implies(ItemsRead)`",
            );
            return None;
        };
        errors.take(input.call(Ident::parse_any))?;
        let Some(at) = self.names.iter().position(|known| *known == name) else {
            let known: Vec<_> = self.names.iter().map(ToString::to_string).collect();
            let known: Vec<_> = known.iter().map(String::as_str).collect();
            errors.push(
                name.span(),
                &format!("unknown scope `{name}`"),
                &suggest(&name.to_string(), &known),
            );
            return None;
        };
        if name == own {
            errors.push(
                name.span(),
                &format!("`{name}` implies itself"),
                "remove it",
            );
            return None;
        }
        if listed & (1 << at) != 0 {
            errors.push(name.span(), &format!("duplicate `{name}`"), "");
            return None;
        }
        Some(1 << at)
    }
}

/// The one `#[scope]` of a variant.
fn mark<'v>(variant: &'v Variant, errors: &mut Errors) -> Option<&'v Attribute> {
    let marks: Vec<_> = variant
        .attrs
        .iter()
        .filter(|attribute| attribute.path().is_ident("scope"))
        .collect();
    match marks.as_slice() {
        [mark] => return Some(mark),
        [] => {
            let name = &variant.ident;
            errors.push(
                name.span(),
                &format!("scope `{name}` has no token"),
                &format!("write `{EXAMPLE}` above it"),
            );
        }
        [.., last] => errors.push(last.path().span(), "duplicate `#[scope]` attribute", ""),
    }
    None
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
