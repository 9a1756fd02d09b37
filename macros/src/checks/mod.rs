//! `#[check]`: a function that has a say once the requirement is met.

mod expand;
mod signature;
mod types;

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens as _, quote};
use syn::{
    Attribute, FnArg, ItemFn, Path, Token, Visibility,
    parse::{ParseStream, Parser as _},
    parse_quote,
};

use crate::{
    errors::{Errors, misapplied, unexplained},
    schemes::named::{Known, Named, path},
    secured::{crate_path, handler::mentions_self},
};

const EXAMPLE: &str = "`async fn can_edit(user: &User, Path(id): Path<u64>) -> Decision`";

const OPTIONS: [Known; 1] = [("crate", "crate = ::axum_secured")];

pub(crate) fn check(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let krate = crate_path(options(arguments, &mut errors));
    let Some(mut function) = errors.take(function.parse2(item.clone())) else {
        let error = errors.compile_error();
        return quote!(#error #item);
    };
    let check = signature::check(&mut function, &mut errors);
    match (check, errors.compile_error()) {
        (Some(check), None) => {
            let expanded = expand::check(&function, &check, &krate);
            quote!(#expanded #function)
        }
        (_, error) if mentions_self(function.sig.to_token_stream()).is_some() => {
            let error = error.unwrap_or_else(unexplained);
            quote!(#error #function)
        }
        (_, error) => {
            let error = error.unwrap_or_else(unexplained);
            let refused = expand::refused(&function, &krate);
            for input in &mut function.sig.inputs {
                if let FnArg::Typed(typed) = input
                    && let Some(settled) = types::settled(&typed.ty)
                {
                    *typed.ty = settled;
                    // Written for the other type. It never runs: beside it stands an error.
                    function.block = parse_quote!({ ::core::unimplemented!() });
                }
            }
            quote!(#error #refused #function)
        }
    }
}

/// `#[check(crate = path)]`.
fn options(arguments: TokenStream, errors: &mut Errors) -> Option<Path> {
    let mut krate = None;
    let mut named = Named::new("option", &OPTIONS);
    let parsed = (|input: ParseStream<'_>| {
        named.read(input, errors, |known, _, input, errors| {
            krate = Some(path(known, input, errors)?);
            Some(())
        });
        Ok(())
    })
    .parse2(arguments);
    errors.take(parsed);
    krate
}

fn function(input: ParseStream<'_>) -> syn::Result<ItemFn> {
    let ahead = input.fork();
    ahead.call(Attribute::parse_outer)?;
    ahead.parse::<Visibility>()?;
    let is_function = {
        let ahead = ahead.fork();
        while ["const", "async", "unsafe"]
            .iter()
            .any(|word| starts(&ahead, word))
        {
            ahead.parse::<TokenTree>()?;
        }
        ahead.peek(Token![fn]) || ahead.peek(Token![extern])
    };
    if is_function {
        return input.parse();
    }
    Err(misapplied(
        "`#[check]` applies to functions",
        &ahead,
        EXAMPLE,
    ))
}

fn starts(input: ParseStream<'_>, word: &str) -> bool {
    let cursor = input.cursor();
    cursor.ident().is_some_and(|(ident, _)| ident == word)
}
