//! `#[principal]`: the argument that receives who the caller is.

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{
    Attribute, FnArg, GenericArgument, Pat, PatType, PathArguments, Type, punctuated::Punctuated,
    spanned::Spanned,
};

use super::{Deciding, Handler};
use crate::errors::Errors;

/// The argument that receives who the caller is.
pub(crate) struct Principal {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) pattern: Pat,
    pub(crate) ty: Type,
}

impl Principal {
    /// `T` of `Option<T>`.
    pub(crate) fn optional(&self) -> Option<&Type> {
        argument_of(&self.ty, "Option")
    }
}

/// `T` of `Name<T>`, written so, or as such in `macro_rules!`.
pub(crate) fn argument_of<'t>(ty: &'t Type, name: &str) -> Option<&'t Type> {
    let path = match ty {
        Type::Path(path) => path,
        Type::Group(group) => return argument_of(&group.elem, name),
        Type::Paren(group) => return argument_of(&group.elem, name),
        _ => return None,
    };
    let last = path
        .path
        .segments
        .last()
        .filter(|last| last.ident == name)?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

/// Takes the argument marked `#[principal]` out of the signature.
pub(super) fn take(handler: &mut Handler, own: Deciding, errors: &mut Errors) -> bool {
    let mut sound = true;
    let mut kept = Punctuated::new();
    for mut argument in std::mem::take(&mut handler.signature.inputs) {
        let marks = take_marks(&mut argument);
        let Some(mark) = marks.first() else {
            kept.push(argument);
            continue;
        };
        sound &= without_arguments(&marks, errors);
        if own == Deciding::Public {
            errors.push(
                mark.path().span(),
                "`#[public]` yields no principal",
                "use `#[secured(optional(...))]` to know callers who sign in",
            );
            sound = false;
        } else if handler.principal.is_some() || marks.len() > 1 {
            let last = marks.last().unwrap_or(mark);
            errors.push(
                last.path().span(),
                "duplicate `#[principal]`",
                "one argument receives the principal",
            );
            sound = false;
        } else if let FnArg::Typed(PatType { attrs, pat, ty, .. }) = argument {
            sound &= only_lints(&attrs, errors);
            if let Some((span, unfit)) = unfit(ty.to_token_stream()) {
                let (problem, help) = unfit.words();
                errors.push(span, problem, help);
                sound = false;
            }
            handler.principal = Some(Principal {
                attributes: attrs,
                pattern: *pat,
                ty: *ty,
            });
        }
    }
    handler.signature.inputs = kept;
    sound
}

fn without_arguments(marks: &[Attribute], errors: &mut Errors) -> bool {
    let mut sound = true;
    for error in marks
        .iter()
        .filter_map(|mark| mark.meta.require_path_only().err())
    {
        errors.push(
            error.span(),
            "`#[principal]` takes no arguments",
            "write `#[principal]`",
        );
        sound = false;
    }
    sound
}

/// The argument becomes the guard: whatever took it away, a `cfg` for one, would open the handler.
fn only_lints(attributes: &[Attribute], errors: &mut Errors) -> bool {
    let mut sound = true;
    for attribute in attributes {
        let name = attribute.path().get_ident().map(ToString::to_string);
        match name.as_deref() {
            Some("allow" | "expect" | "warn" | "deny" | "forbid") => continue,
            Some("cfg" | "cfg_attr") => errors.push(
                attribute.path().span(),
                "the principal cannot be conditional",
                "write two handlers, each with its own decision",
            ),
            _ => errors.push(
                attribute.path().span(),
                "the principal takes no other attribute",
                "remove it",
            ),
        }
        sound = false;
    }
    sound
}

/// What a type cannot hold that is named where nothing is inferred and nothing is borrowed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unfit {
    Impl,
    AnyLifetime,
    Inferred,
    Lent,
}

impl Unfit {
    /// What is wrong with it in a principal, and what to write.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Impl => (
                "the principal's type needs a name",
                "write a type parameter: `async fn handler<U: From<User>>(...)`",
            ),
            Self::AnyLifetime => (
                "the principal is handed over, not lent",
                "write a type that owns it, or `'static`",
            ),
            Self::Inferred => (
                "the principal's type is not inferred",
                "write it: `#[principal] who: User`",
            ),
            Self::Lent => (
                "the principal is handed over, not lent",
                "write its type without `&`",
            ),
        }
    }
}

/// The first such thing, and where it stands.
pub(crate) fn unfit(ty: TokenStream) -> Option<(Span, Unfit)> {
    let tokens: Vec<TokenTree> = ty.into_iter().collect();
    let is = |at: usize, sign: char| matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == sign);
    tokens
        .iter()
        .enumerate()
        .find_map(|(at, token)| match token {
            TokenTree::Ident(ident) if ident == "impl" => Some((ident.span(), Unfit::Impl)),
            TokenTree::Ident(ident) if ident == "_" && at > 0 && is(at - 1, '\'') => {
                Some((ident.span(), Unfit::AnyLifetime))
            }
            TokenTree::Ident(ident) if ident == "_" => Some((ident.span(), Unfit::Inferred)),
            TokenTree::Punct(and) if and.as_char() == '&' && !is(at + 1, '\'') => {
                Some((and.span(), Unfit::Lent))
            }
            // `fn(&T)` and `Fn(&T)` lend to others.
            TokenTree::Group(group) => {
                let called = group.delimiter() == Delimiter::Parenthesis
                    && at > 0
                    && matches!(&tokens[at - 1], TokenTree::Ident(_));
                if called { None } else { unfit(group.stream()) }
            }
            _ => None,
        })
}

fn is_mark(attribute: &Attribute) -> bool {
    attribute.path().is_ident("principal")
}

pub(super) fn is_marked(argument: &FnArg) -> bool {
    matches!(argument, FnArg::Typed(argument) if argument.attrs.iter().any(is_mark))
}

pub(crate) fn take_marks(argument: &mut FnArg) -> Vec<Attribute> {
    let FnArg::Typed(argument) = argument else {
        return Vec::new();
    };
    let (marks, rest) = std::mem::take(&mut argument.attrs)
        .into_iter()
        .partition(is_mark);
    argument.attrs = rest;
    marks
}
