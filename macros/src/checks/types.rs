//! The types of a check's arguments: named where nothing is inferred, and borrowed from nobody.

use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::{ToTokens as _, TokenStreamExt as _, quote};
use syn::{Type, spanned::Spanned as _};

use crate::secured::handler::{Unfit, unfit};

/// Where it stands, what is wrong and what to write.
type Wrong = (Span, &'static str, &'static str);

/// The type without what parentheses and `macro_rules!` put around it.
pub(super) fn bare(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => bare(&group.elem),
        Type::Paren(group) => bare(&group.elem),
        ty => ty,
    }
}

/// What is wrong with the type that the first argument refers to.
pub(super) fn unfit_principal(ty: &Type) -> Option<Wrong> {
    const NAMELESS: (&str, &str) = (
        "the principal's type needs a name",
        "write a type parameter: `async fn can_edit<U: Owner>(user: &U)`",
    );
    let unsized_help = match bare(ty) {
        Type::Reference(reference) if reference.lifetime.is_none() => {
            let span = reference.and_token.span();
            return Some((span, "the principal is lent once", "remove this `&`"));
        }
        Type::TraitObject(_) => return Some((ty.span(), NAMELESS.0, NAMELESS.1)),
        Type::Slice(_) => Some("write `&Vec<...>`"),
        Type::Path(path) if path.path.is_ident("str") => Some("write `&String`"),
        _ => None,
    };
    if let Some(help) = unsized_help {
        return Some((
            ty.span(),
            "the principal's type has no size of its own",
            help,
        ));
    }
    let (span, unfit) = unfit(ty.to_token_stream())?;
    let (problem, help) = match unfit {
        Unfit::Impl => NAMELESS,
        Unfit::Inferred => (
            "the principal's type is not inferred",
            "write it: `user: &User`",
        ),
        Unfit::AnyLifetime | Unfit::Lent => (
            "the principal's type borrows from nobody",
            "write a type that owns what it holds, or `'static`",
        ),
    };
    Some((span, problem, help))
}

/// What is wrong with the type of another argument.
pub(super) fn unfit_extractor(ty: &Type) -> Option<Wrong> {
    if let Type::Reference(reference) = bare(ty) {
        let span = reference.and_token.span();
        return Some((
            span,
            "an extractor is taken by value",
            "write its type without `&`",
        ));
    }
    let (span, unfit) = unfit(ty.to_token_stream())?;
    let (problem, help) = match unfit {
        Unfit::Impl => (
            "the extractor's type needs a name",
            "write a type parameter: `async fn owns<T: Owned>(user: &User, item: Path<T>)`",
        ),
        Unfit::Inferred => (
            "the extractor's type is not inferred",
            "write it: `Path(id): Path<u64>`",
        ),
        Unfit::AnyLifetime | Unfit::Lent => (
            "the extractor's type borrows from nobody",
            "write a type that owns what it holds, or `'static`",
        ),
    };
    Some((span, problem, help))
}

/// The type with something in the place of each `_`, if there is one: where the function stands, rustc
/// refuses it once more.
pub(super) fn settled(ty: &Type) -> Option<Type> {
    let (tokens, was_inferred) = replaced(ty.to_token_stream());
    was_inferred.then(|| syn::parse2(tokens).ok()).flatten()
}

fn replaced(tokens: TokenStream) -> (TokenStream, bool) {
    let (mut in_lifetime, mut any) = (false, false);
    let mut settled = TokenStream::new();
    for token in tokens {
        let is_quote = matches!(&token, TokenTree::Punct(quote) if quote.as_char() == '\'');
        match token {
            TokenTree::Ident(ident) if ident == "_" && !in_lifetime => {
                any = true;
                settled.extend(quote!(::core::convert::Infallible));
            }
            TokenTree::Group(group) => {
                let (inner, some) = replaced(group.stream());
                any |= some;
                settled.append(Group::new(group.delimiter(), inner));
            }
            token => settled.append(token),
        }
        in_lifetime = is_quote;
    }
    (settled, any)
}
