//! The handler: signature parsed and checked, body left as tokens.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{
    Attribute, FnArg, Ident, Meta, Pat, PatType, Signature, Token, Type, Visibility,
    parse::{ParseStream, Parser},
    spanned::Spanned,
};

use crate::{errors::Errors, secured::model::plain};

/// How many arguments a handler may have beside its guard: axum takes 16.
const MAX_ARGUMENTS: usize = 15;

/// An async function that can serve requests.
pub(crate) struct Handler {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) signature: Signature,
    pub(crate) body: TokenStream,
    pub(crate) principal: Option<Principal>,
    /// Whether `#[utoipa::path]` stands below the decision.
    pub(crate) documented: bool,
}

/// The argument that receives who the caller is.
pub(crate) struct Principal {
    pub(crate) pattern: Pat,
    pub(crate) ty: Type,
}

impl Handler {
    /// The handler's name without `r#`.
    pub(crate) fn name(&self) -> String {
        plain(&self.signature.ident)
    }
}

/// The two attributes that decide.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Deciding {
    Secured,
    Public,
}

impl Deciding {
    const fn name(self) -> &'static str {
        match self {
            Self::Secured => "secured",
            Self::Public => "public",
        }
    }
}

/// Parses and checks the item below the attribute `own`.
pub(crate) fn parse(item: TokenStream, own: Deciding, errors: &mut Errors) -> Option<Handler> {
    let parsed = (|input: ParseStream<'_>| {
        let attributes = input.call(Attribute::parse_outer)?;
        let visibility: Visibility = input.parse()?;
        if !starts_function(input) {
            return Err(not_a_function(input, own));
        }
        let signature: Signature = input.parse()?;
        let body: TokenStream = input.parse()?;
        Ok(Handler {
            attributes,
            visibility,
            signature,
            body,
            principal: None,
            documented: false,
        })
    })
    .parse2(item);
    let mut handler = errors.take(parsed)?;
    let mut sound = attributes(&mut handler, own, errors);
    sound &= signature(&handler.signature, errors);
    sound &= principal(&mut handler, own, errors);
    sound.then_some(handler)
}

fn starts_function(input: ParseStream<'_>) -> bool {
    let ahead = input.fork();
    ahead.parse::<Signature>().is_ok() || {
        let ahead = input.fork();
        ahead.peek(Token![fn]) || ahead.peek(Token![async])
    }
}

fn not_a_function(input: ParseStream<'_>, own: Deciding) -> syn::Error {
    let found = input.fork().parse::<TokenTree>().ok();
    let span = found.as_ref().map_or_else(Span::call_site, TokenTree::span);
    let kind = found.map(|token| token.to_string()).unwrap_or_default();
    let article = if kind.starts_with(['a', 'e', 'i', 'o', 'u']) {
        "an"
    } else {
        "a"
    };
    crate::errors::with_help(
        span,
        &format!(
            "`#[{}]` applies to handler functions, found {article} {kind}",
            own.name()
        ),
        "put it on each `async fn` that handles a route",
    )
}

fn attributes(handler: &mut Handler, own: Deciding, errors: &mut Errors) -> bool {
    let mut sound = true;
    for attribute in &handler.attributes {
        let Some(last) = attribute.path().segments.last() else {
            continue;
        };
        let other = match last.ident.to_string().as_str() {
            "secured" => Deciding::Secured,
            "public" => Deciding::Public,
            "path" if is_document(&attribute.meta) => {
                handler.documented = true;
                sound &= document(&attribute.meta, errors);
                continue;
            }
            _ => continue,
        };
        sound = false;
        let span = last.ident.span();
        match (own, other) {
            (Deciding::Secured, Deciding::Secured) => errors.push(
                span,
                "duplicate `#[secured]` attribute",
                "join the requirements: `#[secured(all(...))]`",
            ),
            (Deciding::Public, Deciding::Public) => {
                errors.push(span, "duplicate `#[public]` attribute", "");
            }
            _ => errors.push(
                span,
                "`#[secured]` and `#[public]` contradict each other",
                "keep `#[public]` only if the route is open to everyone",
            ),
        }
    }
    sound
}

/// `#[path = "…"]` is rustc's own.
fn is_document(meta: &Meta) -> bool {
    matches!(meta, Meta::List(_))
}

/// `security(...)` is ours to write.
fn document(meta: &Meta, errors: &mut Errors) -> bool {
    let Meta::List(list) = meta else {
        return true;
    };
    let mut tokens = list.tokens.clone().into_iter().peekable();
    let mut sound = true;
    while let Some(token) = tokens.next() {
        if let TokenTree::Ident(ident) = &token
            && ident == "security"
            && matches!(tokens.peek(), Some(TokenTree::Group(_)))
        {
            errors.push(
                ident.span(),
                "`security(...)` is generated from `#[secured]`",
                "remove it",
            );
            sound = false;
        }
    }
    sound
}

fn signature(signature: &Signature, errors: &mut Errors) -> bool {
    let name = &signature.ident;
    let mut sound = true;
    if signature.asyncness.is_none() {
        errors.push(
            name.span(),
            &format!("handler `{name}` must be async"),
            &format!("write `async fn {name}`"),
        );
        sound = false;
    }
    if let Some(span) = mentions_self(signature.inputs.to_token_stream())
        .or_else(|| mentions_self(signature.output.to_token_stream()))
    {
        errors.push(
            span,
            &format!("handler `{name}` must be a free function"),
            "move it out of the `impl` block",
        );
        sound = false;
    }
    if signature.inputs.len() > MAX_ARGUMENTS {
        errors.push(
            name.span(),
            &format!(
                "handler `{name}` has {} arguments, at most {MAX_ARGUMENTS} fit beside its guard",
                signature.inputs.len()
            ),
            "join some of them in a tuple or a struct that derives `FromRequestParts`",
        );
        sound = false;
    }
    sound
}

fn mentions_self(tokens: TokenStream) -> Option<Span> {
    tokens.into_iter().find_map(|token| match token {
        TokenTree::Ident(ident) if ident == "self" || ident == "Self" => Some(ident.span()),
        TokenTree::Group(group) => mentions_self(group.stream()),
        _ => None,
    })
}

/// Takes the argument marked `#[principal]` out of the signature.
fn principal(handler: &mut Handler, own: Deciding, errors: &mut Errors) -> bool {
    let mut sound = true;
    let mut kept = syn::punctuated::Punctuated::new();
    for mut argument in std::mem::take(&mut handler.signature.inputs) {
        let marks = take_marks(&mut argument);
        let Some(mark) = marks.first() else {
            kept.push(argument);
            continue;
        };
        for mark in &marks {
            if let Err(error) = mark.meta.require_path_only() {
                errors.push(
                    error.span(),
                    "`#[principal]` takes no arguments",
                    "write `#[principal]`",
                );
                sound = false;
            }
        }
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
        } else if let FnArg::Typed(PatType { pat, ty, .. }) = argument {
            handler.principal = Some(Principal {
                pattern: *pat,
                ty: *ty,
            });
        }
    }
    handler.signature.inputs = kept;
    sound
}

fn take_marks(argument: &mut FnArg) -> Vec<Attribute> {
    let FnArg::Typed(argument) = argument else {
        return Vec::new();
    };
    let (marks, rest) = std::mem::take(&mut argument.attrs)
        .into_iter()
        .partition(|attribute| attribute.path().is_ident("principal"));
    argument.attrs = rest;
    marks
}

/// The item without our own attributes, so that nothing but our errors is reported.
pub(crate) fn without_marks(item: TokenStream) -> TokenStream {
    let stripped = (|input: ParseStream<'_>| {
        let attributes = input.call(Attribute::parse_outer)?;
        let visibility: Visibility = input.parse()?;
        let mut signature: Signature = input.parse()?;
        let body: TokenStream = input.parse()?;
        for argument in &mut signature.inputs {
            take_marks(argument);
        }
        let attributes = attributes.into_iter().filter(|attribute| {
            !attribute
                .path()
                .segments
                .last()
                .is_some_and(|last| last.ident == "secured" || last.ident == "public")
        });
        Ok(quote::quote!(#(#attributes)* #visibility #signature #body))
    })
    .parse2(item.clone());
    stripped.unwrap_or(item)
}

/// An identifier of ours that belongs to `handler`.
pub(crate) fn own_ident(prefix: &str, handler: &Ident, suffix: &str) -> Ident {
    Ident::new(
        &format!("__{prefix}{}{suffix}", plain(handler)),
        handler.span(),
    )
}
