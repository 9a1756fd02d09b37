//! Scopes as written.

use proc_macro2::Span;
use syn::{
    Ident, LitStr, Path, Token, bracketed,
    ext::IdentExt,
    parse::{Parse, ParseStream},
    punctuated::Punctuated,
    spanned::Spanned,
};

/// `"a b"`, `["a", "b"]`, `Scope::A`, `[Scope::A, Scope::B]`.
pub(crate) struct ScopeList {
    pub(crate) items: Vec<ScopeItem>,
    pub(crate) span: Span,
}

#[derive(Clone)]
pub(crate) enum ScopeItem {
    Text(LitStr),
    Path(Path),
}

impl Parse for ScopeList {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(syn::token::Bracket) {
            let content;
            let bracket = bracketed!(content in input);
            let items = Punctuated::<ScopeItem, Token![,]>::parse_terminated(&content)?;
            let span = bracket.span.join();
            return Ok(Self {
                items: items.into_iter().collect(),
                span,
            });
        }
        let item: ScopeItem = input.parse()?;
        let span = item.span();
        Ok(Self {
            items: vec![item],
            span,
        })
    }
}

impl Parse for ScopeItem {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(LitStr) {
            return input.parse().map(Self::Text);
        }
        if input.peek(Ident::peek_any) || input.peek(Token![::]) {
            return input.call(Path::parse_mod_style).map(Self::Path);
        }
        Err(input.error("expected scopes: `\"a b\"`, `[\"a\", \"b\"]` or `Scope::Variant`"))
    }
}

impl ScopeItem {
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
