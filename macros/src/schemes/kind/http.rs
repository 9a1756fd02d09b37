//! `http(...)`: the schemes of the `Authorization` field.

use syn::{Ident, parse::ParseStream};

use crate::{
    errors::Errors,
    schemes::{
        kind::{self, Kind, word},
        named::{Known, Named, comma, string},
    },
    suggest::suggest,
};

pub(super) const SCHEMES: [&str; 2] = ["basic", "bearer"];

const FORMAT: [Known; 1] = [("format", "format = \"JWT\"")];

pub(super) fn http(input: ParseStream<'_>, own: &Ident, errors: &mut Errors) -> Option<Kind> {
    if input.is_empty() {
        errors.push(
            own.span(),
            "`http` needs its scheme",
            "`http(basic)` or `http(bearer)`",
        );
        return None;
    }
    let name = word(input, errors)?;
    let text = name.to_string();
    match text.as_str() {
        "bearer" => {
            let mut sound = comma(input, errors);
            let mut format = None;
            sound &= Named::new("argument", &FORMAT).hint(kind::second).read(
                input,
                errors,
                |known, _, input, errors| {
                    format = Some(string(known, input, errors)?);
                    Some(())
                },
            );
            sound.then_some(Kind::Bearer(format))
        }
        "basic" => {
            let sound = comma(input, errors);
            if sound && !input.is_empty() {
                errors.push(
                    input.span(),
                    "`http(basic)` takes no arguments",
                    "remove it",
                );
                return None;
            }
            sound.then_some(Kind::Basic)
        }
        _ => {
            let problem = format!("unknown HTTP scheme `{text}`");
            errors.push(name.span(), &problem, &suggest(&text, &SCHEMES));
            None
        }
    }
}
