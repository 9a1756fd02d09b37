//! `#[secured]` and `#[public]`: parse, check, expand or fall back.

pub(crate) mod args;
pub(crate) mod check;
pub(crate) mod expand;
mod fallback;
pub(crate) mod handler;
pub(crate) mod model;

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::{
    Ident, LitStr, Path, Token,
    ext::IdentExt,
    parse::{ParseStream, Parser},
};

use crate::{
    errors::{Errors, unexplained},
    secured::{
        args::{Args, Value, text},
        check::Stated,
        handler::Deciding,
        model::{Limit, Reason, Said},
    },
    suggest::suggest,
};

pub(crate) fn secured(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let args = errors.take(syn::parse2::<Args>(arguments.clone()));
    let stated = args
        .as_ref()
        .and_then(|args| check::secured(args, &mut errors));
    let handler = handler::parse(item.clone(), Deciding::Secured, &mut errors);
    if let (Some(Stated { policy, .. }), Some(handler)) = (&stated, &handler) {
        check::together(policy, handler, &mut errors);
    }
    match (stated, handler, errors.compile_error()) {
        (Some(stated), Some(handler), None) => {
            let Stated {
                policy,
                limit,
                below_floor,
                checks,
                krate,
            } = stated;
            let said = Said {
                checks: &checks,
                limit: limit.as_ref(),
                below_floor: below_floor.as_ref(),
            };
            expand::secured(&policy, &said, handler, &crate_path(krate))
        }
        (_, _, error) => {
            let paths = args.as_ref().map(Args::paths).unwrap_or_default();
            let error = error.unwrap_or_else(unexplained);
            let item = fallback::fallen_back(arguments, item, &paths);
            quote!(#error #item)
        }
    }
}

pub(crate) fn public(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let stated = public_arguments(arguments.clone(), &mut errors);
    let handler = handler::parse(item.clone(), Deciding::Public, &mut errors);
    match (stated, handler, errors.compile_error()) {
        (Some((reason, public)), Some(handler), None) => {
            let Public {
                limit,
                below_floor,
                krate,
            } = public;
            let said = Said {
                checks: &[],
                limit: limit.as_ref(),
                below_floor: below_floor.as_ref(),
            };
            expand::public(&reason, &said, handler, &crate_path(krate))
        }
        (_, _, error) => {
            let error = error.unwrap_or_else(unexplained);
            let item = fallback::fallen_back(arguments, item, &[]);
            quote!(#error #item)
        }
    }
}

/// Where generated code finds the runtime crate.
pub(crate) fn crate_path(written: Option<Path>) -> TokenStream {
    written.map_or_else(|| quote!(::axum_secured), |path| quote!(#path))
}

/// What `#[public(...)]` says beside the reason.
struct Public {
    limit: Option<Limit>,
    below_floor: Option<Reason>,
    krate: Option<Path>,
}

fn public_arguments(arguments: TokenStream, errors: &mut Errors) -> Option<(Reason, Public)> {
    let mut written = Written::default();
    let mut reason: Option<LitStr> = None;
    let parsed = (|input: ParseStream<'_>| {
        while !input.is_empty() {
            if input.peek(LitStr) {
                let text: LitStr = input.parse()?;
                if reason.is_some() {
                    return Err(syn::Error::new(text.span(), "a second reason"));
                }
                reason = Some(text);
            } else if !input.peek(Ident::peek_any) {
                return Err(crate::errors::with_help(
                    input.span(),
                    "a reason is a string",
                    "`#[public(\"liveness probe\")]`",
                ));
            } else {
                let name = input.call(Ident::parse_any)?;
                option(&name, input, &mut written)?;
            }
            if input.is_empty() {
                break;
            }
            input.parse::<Token![,]>()?;
        }
        Ok(())
    })
    .parse2(arguments);
    let Written {
        limit,
        below_floor,
        krate,
        first,
    } = written;
    let said = (limit.is_some(), below_floor.is_some());
    let limit = limit.and_then(|value| check::limit(&value, errors));
    let below_floor = below_floor.and_then(|value| check::reason(&value, errors));
    let is_sound = said == (limit.is_some(), below_floor.is_some());
    errors.take(parsed)?;
    if let Some(text) = &reason
        && text.value().contains(check::forges)
    {
        errors.push(
            text.span(),
            "a reason is one line of text",
            "remove line breaks and control characters",
        );
        return None;
    }
    match reason {
        Some(text) if !text.value().trim().is_empty() => {
            let public = Public {
                limit,
                below_floor,
                krate,
            };
            is_sound.then_some((Reason(text), public))
        }
        other => {
            let span = other.map(|text| text.span()).or(first);
            let span = span.unwrap_or_else(Span::call_site);
            errors.push(
                span,
                "`#[public]` needs a reason",
                "`#[public(\"liveness probe\")]`",
            );
            None
        }
    }
}

/// The options of `#[public(...)]` as written.
#[derive(Default)]
struct Written {
    limit: Option<Value>,
    below_floor: Option<Value>,
    krate: Option<Path>,
    /// Where the first of them stands.
    first: Option<Span>,
}

fn option(name: &Ident, input: ParseStream<'_>, written: &mut Written) -> syn::Result<()> {
    let Written {
        limit,
        below_floor,
        krate,
        first,
    } = written;
    first.get_or_insert(name.span());
    let error =
        |problem: String, help: &str| Err(crate::errors::with_help(name.span(), &problem, help));
    if name == "crate" && krate.is_none() {
        let is_given = input.parse::<Option<Token![=]>>()?.is_some();
        if !is_given || input.is_empty() || input.peek(Token![,]) {
            return error(
                "`crate` needs a value".to_owned(),
                "`crate = ::axum_secured`",
            );
        }
        *krate = Some(input.call(Path::parse_mod_style)?);
        return Ok(());
    }
    if name == "crate" {
        return error("duplicate `crate`".to_owned(), "");
    }
    let texts = [
        ("limit", limit, "`limit = \"100/minute\"`"),
        ("below_floor", below_floor, "`below_floor = \"why\"`"),
    ];
    for (known, value, example) in texts {
        if name != known {
            continue;
        }
        if value.is_some() {
            return error(format!("duplicate `{known}`"), "");
        }
        let is_given = input.parse::<Option<Token![=]>>()?.is_some();
        if !is_given || input.is_empty() || input.peek(Token![,]) {
            return error(format!("`{known}` needs a value"), example);
        }
        *value = Some(text(input)?);
        return Ok(());
    }
    if name == "check" {
        return error(
            "`check` looks at callers, and nobody is asked for here".to_owned(),
            "`#[secured(optional(bearer), check = can_edit)]`",
        );
    }
    if !input.peek(Token![=]) {
        return error(
            "`#[public]` needs a reason".to_owned(),
            "`#[public(\"liveness probe\")]`",
        );
    }
    let ahead = input.fork();
    if ["reason", "why", "because"]
        .iter()
        .any(|known| name == known)
        && ahead.parse::<Token![=]>().is_ok()
        && let Ok(reason) = ahead.parse::<LitStr>()
    {
        return error(
            "a reason is written without a name".to_owned(),
            &format!("`#[public({})]`", reason.token()),
        );
    }
    error(
        format!("unknown option `{name}`"),
        &suggest(&name.to_string(), &["limit", "below_floor", "crate"]),
    )
}
