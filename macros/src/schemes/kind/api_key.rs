//! `api_key(...)`: a key in a header, a parameter or a cookie.

use syn::{Ident, LitStr, parse::ParseStream};

use crate::{
    errors::Errors,
    schemes::{
        kind::{Kind, is_token},
        named::{Known, Named, string},
    },
};

const PLACES: [Known; 3] = [
    ("header", "header = \"X-API-Key\""),
    ("query", "query = \"api_key\""),
    ("cookie", "cookie = \"api_key\""),
];

/// Fields of their own grammar.
const TAKEN: [&str; 2] = ["authorization", "cookie"];

pub(super) fn api_key(input: ParseStream<'_>, own: &Ident, errors: &mut Errors) -> Option<Kind> {
    let mut found = None;
    let sound =
        Named::new("argument", &PLACES).read(input, errors, |place, name, input, errors| {
            if found.is_some() {
                errors.push(
                    name.span(),
                    "an API key stands in one place",
                    "declare a field for each place",
                );
                return None;
            }
            found = Some((place, string(place, input, errors)?));
            Some(())
        });
    if sound && found.is_none() {
        errors.push(
            own.span(),
            "`api_key` needs its place",
            "`api_key(header = \"X-API-Key\")`",
        );
    }
    let (place, name) = found.filter(|_| sound)?;
    placed(place, name, errors)
}

fn placed((place, example): Known, name: LitStr, errors: &mut Errors) -> Option<Kind> {
    let value = name.value();
    let help = format!("`{example}`");
    if place == "header" && TAKEN.contains(&value.to_ascii_lowercase().as_str()) {
        errors.push(
            name.span(),
            &format!("`{value}` is not a header for API keys"),
            "use `http(bearer)`, `http(basic)` or `api_key(cookie = \"api_key\")`",
        );
        return None;
    }
    let fits = match place {
        "query" => value.bytes().all(|byte| byte.is_ascii_graphic()),
        _ => value.bytes().all(is_token),
    };
    if !fits {
        let place = if place == "query" { "parameter" } else { place };
        let problem = format!("`{}` is not a {place} name", value.escape_debug());
        errors.push(name.span(), &problem, &help);
        return None;
    }
    Some(match place {
        "header" => Kind::Header(name),
        "query" => Kind::Query(name),
        _ => Kind::Cookie(name),
    })
}
