//! Variants: `#[scope("token", implies(A, B))]`, `#[role("name", includes(A, B))]`.

use proc_macro2::Span;
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
    scopes::{Declared, vocabulary::Vocabulary},
    suggest::suggest,
};

/// What has been read of the enum.
pub(super) struct Variants<'v> {
    pub(super) vocabulary: &'v Vocabulary,
    pub(super) names: Vec<&'v Ident>,
    pub(super) tokens: Vec<String>,
}

/// One name in `implies(...)`.
pub(super) struct Implied {
    pub(super) index: usize,
    pub(super) span: Span,
}

impl Implied {
    pub(super) fn bit(&self) -> u128 {
        1 << self.index
    }
}

impl Variants<'_> {
    pub(super) fn declared(&mut self, variant: &Variant, errors: &mut Errors) -> Option<Declared> {
        let name = &variant.ident;
        let Vocabulary {
            one,
            several,
            example,
            ..
        } = self.vocabulary;
        misplaced(
            &variant.attrs,
            several,
            &format!("`#[{several}]` stands above the enum"),
            &format!("a variant has `{example}`"),
            errors,
        );
        let mark = self.mark(variant, errors);
        let read = mark.and_then(|mark| {
            content(mark, example, errors, |input, errors| {
                if input.is_empty() {
                    return needs_arguments(mark, example, errors);
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
                &format!("{one} `{name}` has fields"),
                &format!("a {one} is a name and nothing else"),
            );
        }
        if let Some((_, discriminant)) = &variant.discriminant {
            errors.push(
                discriminant.span(),
                &format!("{one} `{name}` has a number"),
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
        let Vocabulary {
            one, name, example, ..
        } = self.vocabulary;
        if !input.peek(LitStr) {
            errors.push(
                input.span(),
                &format!("`#[{one}]` begins with its {name}, a string"),
                &format!("`{example}`"),
            );
            return None;
        }
        let token: LitStr = errors.take(input.parse())?;
        let value = token.value();
        if value.is_empty() {
            errors.push(
                token.span(),
                &format!("a {one} {name} is not empty"),
                &format!("`{example}`"),
            );
            return None;
        }
        if !value.bytes().all(self.vocabulary.is_character) {
            errors.push(
                token.span(),
                &format!("`{}` is not a {one} {name}", value.escape_debug()),
                self.vocabulary.characters,
            );
            return None;
        }
        if self.tokens.contains(&value) {
            errors.push(token.span(), &format!("duplicate {one} `{value}`"), "");
            return None;
        }
        self.tokens.push(value);
        Some(token)
    }

    /// What stands behind the token: `implies(A, B)` or nothing.
    fn arguments(
        &self,
        own: &Ident,
        input: ParseStream<'_>,
        errors: &mut Errors,
    ) -> Option<Vec<Implied>> {
        let mut implies = None;
        let sound = each(input, errors, |input, errors| {
            implies = Some(self.argument(own, implies.is_some(), input, errors)?);
            Some(())
        });
        sound.then(|| implies.unwrap_or_default())
    }

    fn argument(
        &self,
        own: &Ident,
        given: bool,
        input: ParseStream<'_>,
        errors: &mut Errors,
    ) -> Option<Vec<Implied>> {
        let Vocabulary {
            one,
            name: noun,
            implies,
            list: example,
            ..
        } = self.vocabulary;
        if input.peek(Lit) {
            errors.push(
                input.span(),
                &format!("a {one} has one {noun}"),
                "declare a variant for each",
            );
            return None;
        }
        let name = errors.take(input.call(Ident::parse_any))?;
        if name != implies {
            errors.push(
                name.span(),
                &format!("unknown argument `{name}`"),
                &suggest(&name.to_string(), &[implies]),
            );
            return None;
        }
        if given {
            errors.push(
                name.span(),
                &format!("duplicate `{implies}`"),
                &format!("list them once: `{implies}(A, B)`"),
            );
            return None;
        }
        if !input.peek(syn::token::Paren) {
            errors.push(
                name.span(),
                &format!("`{implies}` needs its {}", self.vocabulary.several),
                &format!("`{example}`"),
            );
            return None;
        }
        let list = parentheses(input, errors)?;
        if list.is_empty() {
            let problem = format!("`{implies}()` lists no {one}");
            errors.push(name.span(), &problem, "remove it");
            return None;
        }
        let implied = self.implied(own, &list, errors);
        drain(&list);
        implied
    }

    fn implied(
        &self,
        own: &Ident,
        input: ParseStream<'_>,
        errors: &mut Errors,
    ) -> Option<Vec<Implied>> {
        let mut implied = Vec::new();
        let sound = each(input, errors, |input, errors| {
            implied.push(self.variant(own, &implied, input, errors)?);
            Some(())
        });
        sound.then_some(implied)
    }

    fn variant(
        &self,
        own: &Ident,
        listed: &[Implied],
        input: ParseStream<'_>,
        errors: &mut Errors,
    ) -> Option<Implied> {
        let Vocabulary { one, implies, .. } = self.vocabulary;
        let path = input.fork().call(Path::parse_mod_style);
        let Some(name) = path.as_ref().ok().and_then(Path::get_ident) else {
            let span = path.as_ref().map_or_else(|_| input.span(), Spanned::span);
            errors.push(
                span,
                &format!("`{implies}` lists variants of the enum"),
                &format!("by their names: `{}`", self.vocabulary.list),
            );
            return None;
        };
        errors.take(input.call(Ident::parse_any))?;
        let Some(at) = self.names.iter().position(|known| *known == name) else {
            let known: Vec<_> = self.names.iter().map(ToString::to_string).collect();
            let known: Vec<_> = known.iter().map(String::as_str).collect();
            errors.push(
                name.span(),
                &format!("unknown {one} `{name}`"),
                &suggest(&name.to_string(), &known),
            );
            return None;
        };
        if name == own {
            errors.push(
                name.span(),
                &format!("`{name}` {implies} itself"),
                "remove it",
            );
            return None;
        }
        if listed.iter().any(|implied| implied.index == at) {
            errors.push(name.span(), &format!("duplicate `{name}`"), "");
            return None;
        }
        Some(Implied {
            index: at,
            span: name.span(),
        })
    }

    /// The one `#[scope]` of a variant.
    fn mark<'a>(&self, variant: &'a Variant, errors: &mut Errors) -> Option<&'a Attribute> {
        let Vocabulary {
            one,
            name: noun,
            example,
            ..
        } = self.vocabulary;
        let marks: Vec<_> = variant
            .attrs
            .iter()
            .filter(|attribute| attribute.path().is_ident(one))
            .collect();
        match marks.as_slice() {
            [mark] => return Some(mark),
            [] => {
                let name = &variant.ident;
                errors.push(
                    name.span(),
                    &format!("{one} `{name}` has no {noun}"),
                    &format!("write `{example}` above it"),
                );
            }
            [.., last] => errors.push(
                last.path().span(),
                &format!("duplicate `#[{one}]` attribute"),
                "",
            ),
        }
        None
    }
}
