//! The arguments as written: every token keeps its span, and nothing is judged.

mod checks;
mod operator;
mod words;

use proc_macro2::{Span, TokenTree};
use syn::{
    Ident, LitStr, Path, Token,
    ext::IdentExt,
    parenthesized,
    parse::{Parse, ParseStream, discouraged::Speculative as _},
    spanned::Spanned,
};

use crate::secured::check;

pub(crate) use self::{
    checks::{CheckItem, CheckList},
    operator::Operator,
    words::{Noun, WordItem, WordList},
};

/// `EXPR, …, OPTIONS`.
pub(crate) struct Args {
    pub(crate) requirements: Vec<Expr>,
    pub(crate) options: Vec<Named>,
}

/// A requirement expression.
pub(crate) enum Expr {
    Operator(Operator, Ident, Members),
    /// Written like an operator, under a name that is none: `or(a, b)`.
    Unknown(Ident, Members),
    Atom(Atom),
    Quoted(LitStr),
}

/// What stands between the parentheses of an operator.
#[derive(Default)]
pub(crate) struct Members {
    pub(crate) exprs: Vec<Expr>,
    /// Options, which no operator takes.
    pub(crate) named: Vec<Named>,
}

/// A scheme or named requirement with its arguments.
pub(crate) struct Atom {
    pub(crate) path: Path,
    pub(crate) positional: Vec<WordList>,
    /// The first scopes that stand behind a named argument.
    pub(crate) late: Option<Span>,
    pub(crate) named: Vec<Named>,
    /// What stands among its scopes and is written like an operator: `any("a", "b")`.
    pub(crate) nested: Vec<Expr>,
    pub(crate) parenthesized: bool,
    pub(crate) written: String,
}

/// `name = value`; without the value where it is missing, or where the name is none we know.
pub(crate) struct Named {
    pub(crate) name: Ident,
    pub(crate) value: Option<Value>,
}

/// What stands behind `=`.
pub(crate) enum Value {
    Words(WordList),
    Text(LitStr),
    /// What should stand in quotes.
    Unquoted(LitStr),
    Path(Path),
    Checks(CheckList),
}

impl Args {
    /// The paths written in all requirements, and of checks.
    pub(crate) fn paths(&self) -> Vec<&Path> {
        let required = self.requirements.iter().flat_map(Expr::paths);
        let checks = self
            .options
            .iter()
            .filter_map(|option| match &option.value {
                Some(Value::Checks(list)) => Some(list.paths()),
                _ => None,
            });
        required.chain(checks.flatten()).collect()
    }
}

impl Parse for Args {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let Members { exprs, named } = input.parse()?;
        Ok(Self {
            requirements: exprs,
            options: named,
        })
    }
}

impl Parse for Members {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut members = Self::default();
        while !input.is_empty() {
            if is_named(input) {
                members.named.push(input.parse()?);
            } else {
                members.exprs.push(input.parse()?);
            }
            if input.is_empty() {
                break;
            }
            input.parse::<Token![,]>()?;
        }
        Ok(members)
    }
}

fn is_named(input: ParseStream<'_>) -> bool {
    input.peek(Ident::peek_any) && input.peek2(Token![=])
}

impl Parse for Expr {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(LitStr) {
            return input.parse().map(Self::Quoted);
        }
        if let Some(unknown) = unknown_operator(input) {
            return Ok(unknown);
        }
        let begin = input.cursor();
        let path: Path = input.call(Path::parse_mod_style)?;
        if let Some(ident) = path.get_ident()
            && let Some(operator) = Operator::named(ident)
        {
            let content;
            if input.peek(syn::token::Paren) {
                parenthesized!(content in input);
            } else {
                return Ok(Self::Operator(operator, ident.clone(), Members::default()));
            }
            return Ok(Self::Operator(operator, ident.clone(), content.parse()?));
        }
        let mut atom = Atom {
            path,
            positional: Vec::new(),
            late: None,
            named: Vec::new(),
            nested: Vec::new(),
            parenthesized: false,
            written: String::new(),
        };
        if input.peek(syn::token::Paren) {
            let content;
            parenthesized!(content in input);
            atom.parenthesized = true;
            while !content.is_empty() {
                if is_named(&content) {
                    atom.named.push(content.parse()?);
                } else if content.peek(Ident::peek_any) && content.peek2(syn::token::Paren) {
                    atom.nested.push(content.parse()?);
                } else {
                    let list =
                        WordList::parse(&content, Noun::Scope).map_err(|error| {
                            match atom.path.get_ident() {
                                Some(name) if has_value(name) => check::called_with(name),
                                _ => error,
                            }
                        })?;
                    if !atom.named.is_empty() {
                        atom.late.get_or_insert(list.span);
                    }
                    atom.positional.push(list);
                }
                if content.is_empty() {
                    break;
                }
                content.parse::<Token![,]>()?;
            }
        }
        atom.written = written(begin, input);
        Ok(Self::Atom(atom))
    }
}

/// `name(EXPR, …)` where no scheme's arguments could stand: scopes are literals, variants of an
/// enum or named, and requirements are neither.
fn unknown_operator(input: ParseStream<'_>) -> Option<Expr> {
    let ahead = input.fork();
    let name = ahead.call(Ident::parse_any).ok()?;
    if Operator::is_name(&name) || name == "check" || !ahead.peek(syn::token::Paren) {
        return None;
    }
    let members = (|| {
        let content;
        parenthesized!(content in ahead);
        content.parse::<Members>()
    })()
    .ok()?;
    let may_be_meant = match members.exprs.as_slice() {
        [] => false,
        [_] => Operator::may_be_meant_by(&name.to_string()),
        _ => true,
    };
    let are_arguments =
        !members.exprs.is_empty() && members.exprs.iter().all(Expr::is_called_option);
    if !may_be_meant || are_arguments || !members.exprs.iter().all(Expr::is_no_scope) {
        return None;
    }
    input.advance_to(&ahead);
    Some(Expr::Unknown(name, members))
}

/// The author's text from `begin` to here, without the spaces that token printing puts in.
fn written(begin: syn::buffer::Cursor<'_>, input: ParseStream<'_>) -> String {
    let end = input.cursor();
    let mut text = String::new();
    let mut cursor = begin;
    while cursor != end {
        let Some((tree, next)) = cursor.token_tree() else {
            break;
        };
        text.push_str(&tree.to_string().replace(" :: ", "::"));
        cursor = next;
    }
    text
}

impl Parse for Named {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let name = input.call(Ident::parse_any)?;
        input.parse::<Token![=]>()?;
        if input.is_empty() || input.peek(Token![,]) {
            return Ok(Self { name, value: None });
        }
        let value = if name == "crate" {
            Some(Value::Path(input.call(Path::parse_mod_style)?))
        } else if name == "scopes" {
            Some(Value::Words(WordList::parse(input, Noun::Scope)?))
        } else if name == "roles" {
            Some(Value::Words(WordList::parse(input, Noun::Role)?))
        } else if name == "acr" {
            Some(Value::Text(quoted(
                input,
                "expected a level in quotes: `\"mfa\"`",
            )?))
        } else if name == "max_age" {
            Some(Value::Text(quoted(
                input,
                "expected a span of time in quotes: `\"15m\"`",
            )?))
        } else if name == "limit" || name == "below_floor" {
            Some(text(input)?)
        } else if name == "check" {
            Some(Value::Checks(CheckList::parse(input)?))
        } else {
            skip_value(input)?;
            None
        };
        Ok(Self { name, value })
    }
}

/// Whether something of this name takes a value behind `=`.
pub(crate) fn has_value(name: &Ident) -> bool {
    name != "crate" && check::OPTIONS.iter().any(|known| name == known)
}

fn quoted(input: ParseStream<'_>, expected: &str) -> syn::Result<LitStr> {
    if input.peek(LitStr) {
        input.parse()
    } else {
        Err(input.error(expected))
    }
}

/// A text, in quotes or without.
pub(crate) fn text(input: ParseStream<'_>) -> syn::Result<Value> {
    if input.peek(LitStr) {
        return input.parse().map(Value::Text);
    }
    let (begin, span) = (input.cursor(), input.span());
    skip_value(input)?;
    Ok(Value::Unquoted(LitStr::new(&written(begin, input), span)))
}

/// Goes to the next comma; those between the bars of a closure separate nothing.
fn skip_value(input: ParseStream<'_>) -> syn::Result<()> {
    let is_bar =
        |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == '|');
    input.parse::<Option<Token![move]>>()?;
    let mut between = input.peek(Token![|]) || input.peek(Token![||]);
    if between {
        input.parse::<TokenTree>()?;
    }
    while !input.is_empty() && (between || !input.peek(Token![,])) {
        let token: TokenTree = input.parse()?;
        between &= !is_bar(&token);
    }
    Ok(())
}

impl Expr {
    /// Whether it cannot be meant as a scope: an operator, or a path whose last name is no variant's.
    fn is_no_scope(&self) -> bool {
        match self {
            Self::Operator(_, _, members) | Self::Unknown(_, members) => {
                members.exprs.iter().all(Self::is_no_scope)
            }
            Self::Atom(atom) => atom.path.segments.last().is_some_and(|last| {
                let name = last.ident.to_string();
                name.trim_start_matches("r#")
                    .starts_with(|first: char| first.is_lowercase())
            }),
            Self::Quoted(_) => false,
        }
    }

    /// Whether it is an option or an argument of a scheme, written like a call: `max_age("15m")`.
    fn is_called_option(&self) -> bool {
        matches!(self, Self::Atom(atom) if atom.parenthesized && atom.path.get_ident().is_some_and(has_value))
    }

    /// The paths written in it.
    pub(crate) fn paths(&self) -> Vec<&Path> {
        match self {
            Self::Operator(_, _, members) | Self::Unknown(_, members) => {
                members.exprs.iter().flat_map(Self::paths).collect()
            }
            // An option without its value.
            Self::Atom(atom) if atom.path.is_ident("crate") => Vec::new(),
            Self::Atom(atom) => vec![&atom.path],
            Self::Quoted(_) => Vec::new(),
        }
    }

    /// Where to point for the whole expression.
    pub(crate) fn span(&self) -> Span {
        match self {
            Self::Operator(_, ident, _) | Self::Unknown(ident, _) => ident.span(),
            Self::Atom(atom) => atom.path.span(),
            Self::Quoted(text) => text.span(),
        }
    }

    /// The author's text.
    pub(crate) fn written(&self) -> String {
        match self {
            Self::Operator(_, ident, members) | Self::Unknown(ident, members) => {
                let members: Vec<_> = members.exprs.iter().map(Self::written).collect();
                format!("{ident}({})", members.join(", "))
            }
            Self::Atom(atom) => atom.written.clone(),
            Self::Quoted(text) => text.value(),
        }
    }

    /// The scopes it may be meant as, beside a scheme: `"a"`, `scopes("a")`.
    pub(crate) fn as_scopes(&self) -> Option<Vec<WordItem>> {
        match self {
            Self::Quoted(text) => Some(vec![WordItem::Text(text.clone())]),
            Self::Atom(atom)
                if atom.parenthesized
                    && (atom.path.is_ident("scopes") || atom.path.is_ident("scope")) =>
            {
                let lists = atom.positional.iter();
                Some(lists.flat_map(|list| list.items.clone()).collect())
            }
            _ => None,
        }
    }
}
