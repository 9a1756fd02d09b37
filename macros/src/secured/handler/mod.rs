//! The handler: signature parsed and checked, body left as tokens.

mod attributes;
mod principal;

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{
    Attribute, FnArg, Ident, Path, Signature, Token, Type, Visibility,
    parse::{ParseStream, Parser},
};

pub(crate) use self::{
    attributes::{decides, is_document, without_ours},
    principal::{Principal, Unfit, argument_of, take_marks, unfit},
};
use crate::{
    errors::{Errors, misapplied},
    secured::model::plain,
};

/// How many arguments a handler may have beside its guard: axum takes 16.
const MAX_ARGUMENTS: usize = 15;

/// An async function that can serve requests.
pub(crate) struct Handler {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) signature: Signature,
    pub(crate) body: TokenStream,
    pub(crate) principal: Option<Principal>,
    /// Which of the attributes is `#[utoipa::path]`.
    pub(crate) document: Option<usize>,
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
            document: None,
        })
    })
    .parse2(item);
    let mut handler = errors.take(parsed)?;
    if let Some(before) = decided(&handler.signature) {
        // The other attribute stands above and was expanded already, under a name of the author's.
        attributes::two_decisions(own, before, Span::call_site(), errors);
        return None;
    }
    let mut sound = attributes::check(&mut handler, own, errors);
    sound &= signature(&handler.signature, errors);
    sound &= principal::take(&mut handler, own, errors);
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
    let what = format!("`#[{}]` applies to handler functions", own.name());
    misapplied(
        &what,
        input,
        "put it on each `async fn` that handles a route",
    )
}

/// The decision that was put into the signature already: a guard is the first argument.
pub(crate) fn decided(signature: &Signature) -> Option<Deciding> {
    let FnArg::Typed(first) = signature.inputs.first()? else {
        return None;
    };
    let Type::Path(guard) = &*first.ty else {
        return None;
    };
    let mut segments = guard.path.segments.iter().rev();
    let (last, before) = (segments.next()?, segments.next()?);
    if before.ident != "__private" {
        return None;
    }
    match last.ident.to_string().as_str() {
        "Guard" | "GuardWith" | "GuardChecked" => Some(Deciding::Secured),
        "Open" => Some(Deciding::Public),
        _ => None,
    }
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
    let further = signature.inputs.iter();
    // The principal takes the guard's place.
    let further = further.filter(|argument| !principal::is_marked(argument));
    let count = further.count();
    if count > MAX_ARGUMENTS {
        errors.push(
            name.span(),
            &format!(
                "handler `{name}` has {count} arguments, at most {MAX_ARGUMENTS} fit beside its guard"
            ),
            "join some of them in a tuple or a struct that derives `FromRequestParts`",
        );
        sound = false;
    }
    sound
}

pub(crate) fn mentions_self(tokens: TokenStream) -> Option<Span> {
    mentions(tokens, &["self", "Self"])
}

/// Where one of the names stands.
pub(crate) fn mentions(tokens: TokenStream, names: &[&str]) -> Option<Span> {
    tokens.into_iter().find_map(|token| match token {
        TokenTree::Ident(ident) => names.iter().any(|name| ident == name).then(|| ident.span()),
        TokenTree::Group(group) => mentions(group.stream(), names),
        _ => None,
    })
}

/// Mentions the `paths` and does nothing.
pub(crate) fn uses(paths: &[&Path]) -> TokenStream {
    quote!(#(const _: ::core::marker::PhantomData<#paths> = ::core::marker::PhantomData;)*)
}

/// An identifier of ours that belongs to `handler`.
pub(crate) fn own_ident(prefix: &str, handler: &Ident, suffix: &str) -> Ident {
    Ident::new(
        &format!("__{prefix}{}{suffix}", plain(handler)),
        handler.span(),
    )
}
