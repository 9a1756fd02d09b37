//! Checks as written.

use proc_macro2::Span;
use syn::{
    LitStr, Path, PathArguments, Token, bracketed,
    parse::{ParseStream, discouraged::Speculative as _},
    spanned::Spanned,
};

use super::{skip_value, written};

/// `can_edit`, `[can_edit, owns::<Item>]`.
pub(crate) struct CheckList {
    pub(crate) items: Vec<CheckItem>,
    pub(crate) span: Span,
}

pub(crate) enum CheckItem {
    Path(Path),
    Quoted(LitStr),
    /// `can_edit(user)`, by its name.
    Called(String, Span),
    Other(Span),
}

impl CheckList {
    pub(super) fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if !input.peek(syn::token::Bracket) {
            let span = input.span();
            let items = vec![CheckItem::parse(input)?];
            return Ok(Self { items, span });
        }
        let content;
        let bracket = bracketed!(content in input);
        let mut items = Vec::new();
        while !content.is_empty() {
            items.push(CheckItem::parse(&content)?);
            if content.is_empty() {
                break;
            }
            content.parse::<Token![,]>()?;
        }
        Ok(Self {
            items,
            span: bracket.span.join(),
        })
    }

    /// The paths that can be named anywhere: what a generic one is given may be the handler's.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &Path> {
        self.items.iter().filter_map(|item| match item {
            CheckItem::Path(path) if !has_arguments(path) => Some(path),
            _ => None,
        })
    }
}

/// Whether a segment has arguments of its own.
fn has_arguments(path: &Path) -> bool {
    let mut segments = path.segments.iter();
    segments.any(|segment| !segment.arguments.is_none())
}

impl CheckItem {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(LitStr) {
            return input.parse().map(Self::Quoted);
        }
        let ahead = input.fork();
        if let Ok(path) = ahead.parse::<Path>()
            && (ahead.is_empty() || ahead.peek(Token![,]))
        {
            input.advance_to(&ahead);
            let called = path
                .segments
                .last()
                .is_some_and(|last| matches!(last.arguments, PathArguments::Parenthesized(_)));
            return Ok(if called {
                let name = path.segments.last().map(|last| last.ident.to_string());
                Self::Called(name.unwrap_or_default(), path.span())
            } else {
                Self::Path(path)
            });
        }
        let (begin, span) = (input.cursor(), input.span());
        skip_value(input)?;
        let text = written(begin, input);
        Ok(match text.split_once('(') {
            Some((name, _)) if syn::parse_str::<syn::Ident>(name).is_ok() => {
                Self::Called(name.to_owned(), span)
            }
            _ => Self::Other(span),
        })
    }
}
