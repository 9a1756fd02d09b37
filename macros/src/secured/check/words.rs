//! Scopes and roles as written, and what none may hold.

use proc_macro2::Span;
use syn::{LitStr, spanned::Spanned};

use super::expression::Build;
use crate::secured::{
    args::{Noun, WordItem, WordList},
    model::Word,
};

/// RFC 6749, section 3.3.
pub(crate) fn is_scope_character(byte: u8) -> bool {
    matches!(byte, 0x21 | 0x23..=0x5B | 0x5D..=0x7E)
}

/// What a scope may hold, without what may be meant to separate two.
pub(crate) fn is_role_character(byte: u8) -> bool {
    is_scope_character(byte) && !matches!(byte, b',' | b';')
}

impl Build<'_> {
    pub(super) fn words(&mut self, noun: Noun, list: &WordList) -> Vec<Word> {
        let mut words: Vec<Word> = Vec::new();
        if list.items.is_empty() {
            self.no_words(noun, list.span);
        }
        for item in &list.items {
            match item {
                WordItem::Path(path) => {
                    let known = words
                        .iter()
                        .any(|word| matches!(word, Word::Variant(known) if known == path));
                    if known {
                        let name = path.segments.last().map(|last| last.ident.to_string());
                        self.duplicate(noun, path.span(), &name.unwrap_or_default());
                    }
                    words.push(Word::Variant(path.clone()));
                }
                WordItem::Text(text) => self.tokens(noun, text, &mut words),
            }
        }
        words
    }

    fn tokens(&mut self, noun: Noun, text: &LitStr, words: &mut Vec<Word>) {
        let value = text.value();
        if value.trim().is_empty() {
            self.no_words(noun, text.span());
            return;
        }
        let (is_character, characters) = match noun {
            Noun::Scope => (
                is_scope_character as fn(u8) -> bool,
                "visible ASCII without `\"` and `\\` (RFC 6749, section 3.3)",
            ),
            Noun::Role => (
                is_role_character as fn(u8) -> bool,
                "visible ASCII without `\"` and `\\`",
            ),
        };
        let (one, several) = (noun.one(), noun.several());
        for token in value.split_whitespace() {
            if token.contains([',', ';']) {
                self.refuse(
                    text.span(),
                    &format!("{one} `{token}` contains a separator"),
                    &format!("separate {several} with spaces"),
                );
            } else if !token.bytes().all(is_character) {
                self.refuse(
                    text.span(),
                    &format!(
                        "{one} `{}` has a character no {one} may have",
                        token.escape_default()
                    ),
                    characters,
                );
            } else if words
                .iter()
                .any(|word| matches!(word, Word::Token(known, _) if known == token))
            {
                self.duplicate(noun, text.span(), token);
            } else {
                words.push(Word::Token(token.to_owned(), text.span()));
            }
        }
    }

    fn no_words(&mut self, noun: Noun, span: Span) {
        let help = match noun {
            Noun::Scope => "remove it to accept any token of the scheme",
            Noun::Role => "remove it to accept a principal of any role",
        };
        self.refuse(span, &format!("`{}` is empty", noun.several()), help);
    }

    fn duplicate(&mut self, noun: Noun, span: Span, name: &str) {
        self.refuse(span, &format!("duplicate {} `{name}`", noun.one()), "");
    }
}
