//! Scopes and roles as written.

use proc_macro2::Span;
use syn::{
    Ident, LitStr, Path, Token, bracketed, ext::IdentExt, parse::ParseStream, spanned::Spanned,
};

/// `"a b"`, `["a", "b"]`, `Scope::A`, `[Scope::A, Scope::B]`.
pub(crate) struct WordList {
    pub(crate) items: Vec<WordItem>,
    pub(crate) span: Span,
}

#[derive(Clone)]
pub(crate) enum WordItem {
    Text(LitStr),
    Path(Path),
}

/// What words name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Noun {
    Scope,
    Role,
}

impl Noun {
    /// One of them.
    pub(crate) fn one(self) -> &'static str {
        match self {
            Self::Scope => "scope",
            Self::Role => "role",
        }
    }

    /// Several of them, which is the name of their argument.
    pub(crate) fn several(self) -> &'static str {
        match self {
            Self::Scope => "scopes",
            Self::Role => "roles",
        }
    }

    fn expected(self) -> &'static str {
        match self {
            Self::Scope => "expected scopes: `\"a b\"`, `[\"a\", \"b\"]` or `Scope::Variant`",
            Self::Role => "expected roles: `\"a b\"`, `[\"a\", \"b\"]` or `Role::Variant`",
        }
    }
}

impl WordList {
    pub(super) fn parse(input: ParseStream<'_>, noun: Noun) -> syn::Result<Self> {
        if input.peek(syn::token::Bracket) {
            let content;
            let bracket = bracketed!(content in input);
            let mut items = Vec::new();
            while !content.is_empty() {
                items.push(WordItem::parse(&content, noun)?);
                if content.is_empty() {
                    break;
                }
                content.parse::<Token![,]>()?;
            }
            let span = bracket.span.join();
            return Ok(Self { items, span });
        }
        let item = WordItem::parse(input, noun)?;
        let span = item.span();
        Ok(Self {
            items: vec![item],
            span,
        })
    }
}

impl WordList {
    /// The name it is, if that is one of what takes a value: `acr` without `= …`.
    pub(crate) fn as_option(&self) -> Option<&Ident> {
        match self.items.as_slice() {
            [WordItem::Path(path)] => path.get_ident().filter(|name| super::has_value(name)),
            _ => None,
        }
    }
}

impl WordItem {
    fn parse(input: ParseStream<'_>, noun: Noun) -> syn::Result<Self> {
        if input.peek(LitStr) {
            return input.parse().map(Self::Text);
        }
        if input.peek(Ident::peek_any) || input.peek(Token![::]) {
            return input.call(Path::parse_mod_style).map(Self::Path);
        }
        Err(input.error(noun.expected()))
    }

    pub(crate) fn span(&self) -> Span {
        match self {
            Self::Text(text) => text.span(),
            Self::Path(path) => path.span(),
        }
    }

    /// The author's text.
    pub(crate) fn written(&self) -> String {
        match self {
            Self::Text(text) => format!("\"{}\"", text.value()),
            Self::Path(path) => {
                let segments = path.segments.iter();
                let segments = segments.map(|segment| segment.ident.to_string());
                segments.collect::<Vec<_>>().join("::")
            }
        }
    }
}
