//! Variants: `#[scope("token", implies(A, B))]`.

use quote::quote;
use syn::{
    Attribute, Fields, Ident, Lit, LitStr, Path, Variant, ext::IdentExt, parse::ParseStream,
    spanned::Spanned,
};

use crate::{
    errors::Errors,
    schemes::{
        description, misplaced,
        named::{comma, content, drain, each, needs_arguments, parentheses, skip},
    },
    scopes::{Declared, EXAMPLE},
    secured::check::is_scope_character,
    suggest::suggest,
};

/// What has been read of the enum.
pub(super) struct Variants<'v> {
    pub(super) names: Vec<&'v Ident>,
    pub(super) tokens: Vec<String>,
}

impl Variants<'_> {
    pub(super) fn declared(&mut self, variant: &Variant, errors: &mut Errors) -> Option<Declared> {
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
            variant: name.clone(),
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
