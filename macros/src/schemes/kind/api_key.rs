//! `api_key(...)`: a key in a header, a parameter or a cookie.

use proc_macro2::Span;
use syn::{LitStr, parse::ParseStream};

use crate::{
    errors::with_help,
    schemes::{
        args::once,
        kind::{
            Kind,
            pairs::{is_token, pairs},
        },
    },
};

pub(super) fn api_key(input: ParseStream<'_>, span: Span) -> syn::Result<Kind> {
    let mut found: Option<(String, LitStr)> = None;
    pairs(
        input,
        &["header", "query", "cookie"],
        |place, value, name| {
            once(&mut found, (place.to_owned(), value), name).map_err(|_| {
                with_help(
                    name.span(),
                    "an API key stands in one place",
                    "declare a field for each place",
                )
            })
        },
    )?;
    let Some((place, name)) = found else {
        return Err(with_help(
            span,
            "`api_key` needs its place",
            "`api_key(header = \"X-API-Key\")`",
        ));
    };
    let value = name.value();
    if place != "query" && (value.is_empty() || !value.bytes().all(is_token)) {
        return Err(with_help(
            name.span(),
            &format!("`{}` is not a {place} name", value.escape_default()),
            "letters, digits and `-`, as in `X-API-Key`",
        ));
    }
    if place == "header"
        && ["authorization", "cookie"].contains(&value.to_ascii_lowercase().as_str())
    {
        return Err(with_help(
            name.span(),
            &format!("`{value}` is not a header for API keys"),
            "use `http(bearer)`, `http(basic)` or `api_key(cookie = \"…\")`",
        ));
    }
    if value.is_empty() || !value.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(with_help(
            name.span(),
            "a parameter name is visible ASCII",
            "`api_key(query = \"api_key\")`",
        ));
    }
    Ok(match place.as_str() {
        "header" => Kind::Header(name),
        "query" => Kind::Query(name),
        _ => Kind::Cookie(name),
    })
}
