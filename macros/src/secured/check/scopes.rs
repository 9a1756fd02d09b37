//! Scopes as written, and what no scope may hold.

use proc_macro2::Span;
use syn::{LitStr, spanned::Spanned};

use super::expression::Build;
use crate::secured::{
    args::{ScopeItem, ScopeList},
    model::Scope,
};

/// RFC 6749, section 3.3.
pub(crate) fn is_scope_character(byte: u8) -> bool {
    matches!(byte, 0x21 | 0x23..=0x5B | 0x5D..=0x7E)
}

impl Build<'_> {
    pub(super) fn scopes(&mut self, list: &ScopeList) -> Vec<Scope> {
        let mut scopes: Vec<Scope> = Vec::new();
        if list.items.is_empty() {
            self.empty(list.span);
        }
        for item in &list.items {
            match item {
                ScopeItem::Path(path) => {
                    let known = scopes
                        .iter()
                        .any(|scope| matches!(scope, Scope::Variant(known) if known == path));
                    if known {
                        let name = path.segments.last().map(|last| last.ident.to_string());
                        self.duplicate(path.span(), &name.unwrap_or_default());
                    }
                    scopes.push(Scope::Variant(path.clone()));
                }
                ScopeItem::Text(text) => self.tokens(text, &mut scopes),
            }
        }
        scopes
    }

    fn tokens(&mut self, text: &LitStr, scopes: &mut Vec<Scope>) {
        let value = text.value();
        if value.trim().is_empty() {
            self.empty(text.span());
            return;
        }
        for token in value.split_whitespace() {
            if token.contains([',', ';']) {
                self.refuse(
                    text.span(),
                    &format!("scope `{token}` contains a separator"),
                    "separate scopes with spaces",
                );
            } else if !token.bytes().all(is_scope_character) {
                self.refuse(
                    text.span(),
                    &format!(
                        "scope `{}` has a character no scope may have",
                        token.escape_default()
                    ),
                    "visible ASCII without `\"` and `\\` (RFC 6749, section 3.3)",
                );
            } else if scopes
                .iter()
                .any(|scope| matches!(scope, Scope::Token(known, _) if known == token))
            {
                self.duplicate(text.span(), token);
            } else {
                scopes.push(Scope::Token(token.to_owned(), text.span()));
            }
        }
    }

    fn empty(&mut self, span: Span) {
        self.refuse(
            span,
            "`scopes` is empty",
            "remove it to accept any token of the scheme",
        );
    }

    fn duplicate(&mut self, span: Span, name: &str) {
        self.refuse(span, &format!("duplicate scope `{name}`"), "");
    }
}
