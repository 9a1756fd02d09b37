//! The arguments as written: every token keeps its span, and nothing is judged.

mod operator;
mod scopes;

use proc_macro2::Span;
use syn::{
    Ident, LitStr, Path, Token,
    ext::IdentExt,
    parenthesized,
    parse::{Parse, ParseStream, discouraged::Speculative as _},
    punctuated::Punctuated,
    spanned::Spanned,
};

pub(crate) use self::{
    operator::Operator,
    scopes::{ScopeItem, ScopeList},
};

/// `EXPR, …, OPTIONS`.
pub(crate) struct Args {
    pub(crate) requirements: Vec<Expr>,
    pub(crate) options: Vec<Named>,
}

/// A requirement expression.
pub(crate) enum Expr {
    Operator(Operator, Ident, Vec<Expr>),
    /// Written like an operator, under a name that is none: `or(a, b)`.
    Unknown(Ident, Vec<Expr>),
    Atom(Atom),
    Quoted(LitStr),
}

/// A scheme or named requirement with its arguments.
pub(crate) struct Atom {
    pub(crate) path: Path,
    pub(crate) positional: Vec<ScopeList>,
    pub(crate) named: Vec<Named>,
    pub(crate) parenthesized: bool,
    pub(crate) written: String,
}

/// `name = value`, or a bare `name` where a value is missing.
pub(crate) struct Named {
    pub(crate) name: Ident,
    pub(crate) value: Option<Value>,
}

/// What stands behind `=`.
pub(crate) enum Value {
    Scopes(ScopeList),
    Path(Path),
}

impl Args {
    /// The paths written in all requirements.
    pub(crate) fn paths(&self) -> Vec<&Path> {
        self.requirements.iter().flat_map(Expr::paths).collect()
    }
}

impl Parse for Args {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut args = Self {
            requirements: Vec::new(),
            options: Vec::new(),
        };
        while !input.is_empty() {
            if input.peek(Ident::peek_any) && input.peek2(Token![=]) {
                args.options.push(input.parse()?);
            } else {
                args.requirements.push(input.parse()?);
            }
            if input.is_empty() {
                break;
            }
            input.parse::<Token![,]>()?;
        }
        Ok(args)
    }
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
                return Ok(Self::Operator(operator, ident.clone(), Vec::new()));
            }
            let members = Punctuated::<Expr, Token![,]>::parse_terminated(&content)?;
            return Ok(Self::Operator(
                operator,
                ident.clone(),
                members.into_iter().collect(),
            ));
        }
        let mut atom = Atom {
            path,
            positional: Vec::new(),
            named: Vec::new(),
            parenthesized: false,
            written: String::new(),
        };
        if input.peek(syn::token::Paren) {
            let content;
            parenthesized!(content in input);
            atom.parenthesized = true;
            while !content.is_empty() {
                if content.peek(Ident::peek_any) && content.peek2(Token![=]) {
                    atom.named.push(content.parse()?);
                } else {
                    atom.positional.push(content.parse()?);
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
    if Operator::is_name(&name) || !ahead.peek(syn::token::Paren) {
        return None;
    }
    let members = (|| {
        let content;
        parenthesized!(content in ahead);
        Punctuated::<Expr, Token![,]>::parse_terminated(&content)
    })()
    .ok()?;
    let members: Vec<_> = members.into_iter().collect();
    let is_one_word = matches!(members.as_slice(), [Expr::Atom(atom)] if !atom.parenthesized)
        && Operator::meant_by(&name.to_string()).is_none();
    if members.is_empty() || is_one_word || !members.iter().all(Expr::is_no_scope) {
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
            Value::Path(input.call(Path::parse_mod_style)?)
        } else {
            Value::Scopes(input.parse()?)
        };
        Ok(Self {
            name,
            value: Some(value),
        })
    }
}

impl Expr {
    /// Whether it cannot be meant as a scope: an operator, or a path whose last name is no variant's.
    fn is_no_scope(&self) -> bool {
        match self {
            Self::Operator(..) | Self::Unknown(..) => true,
            Self::Atom(atom) => atom.path.segments.last().is_some_and(|last| {
                let name = last.ident.to_string();
                name.trim_start_matches("r#")
                    .starts_with(|first: char| first.is_lowercase())
            }),
            Self::Quoted(_) => false,
        }
    }

    /// The paths written in it.
    pub(crate) fn paths(&self) -> Vec<&Path> {
        match self {
            Self::Operator(_, _, members) | Self::Unknown(_, members) => {
                members.iter().flat_map(Self::paths).collect()
            }
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
                let members: Vec<_> = members.iter().map(Self::written).collect();
                format!("{ident}({})", members.join(", "))
            }
            Self::Atom(atom) => atom.written.clone(),
            Self::Quoted(text) => text.value(),
        }
    }
}
