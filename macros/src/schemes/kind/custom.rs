//! `custom(...)`: a credential of the application's own.

use syn::{Ident, Lit, LitStr, Token, Type, ext::IdentExt, parse::ParseStream};

use crate::{
    errors::Errors,
    schemes::{
        kind::{self, Kind, is_token},
        named::{Known, Named, comma, string},
    },
};

pub(super) const EXAMPLE: &str =
    "custom(Signature, challenge = \"Signature\", document = api_key(header = \"Signature\"))";

const ARGUMENTS: [Known; 2] = [
    ("challenge", "challenge = \"Signature\""),
    ("document", "document = api_key(header = \"Signature\")"),
];

pub(super) fn custom(input: ParseStream<'_>, own: &Ident, errors: &mut Errors) -> Option<Kind> {
    let help = format!("`{EXAMPLE}`");
    let named = input.peek(Ident::peek_any) && input.peek2(Token![=]);
    if named || input.is_empty() || input.peek(Lit) {
        let span = if input.is_empty() {
            own.span()
        } else {
            input.span()
        };
        let problem = "`custom` begins with the type of its credential";
        errors.push(span, problem, &help);
        return None;
    }
    let credential: Box<Type> = Box::new(errors.take(input.parse())?);
    let mut sound = comma(input, errors);
    let (mut challenge, mut published) = (None, None);
    sound &= Named::new("argument", &ARGUMENTS).read(input, errors, |known, _, input, errors| {
        if known == ARGUMENTS[0] {
            challenge = Some(scheme_name(known, input, errors)?);
        } else {
            published = Some(document(input, errors)?);
        }
        Some(())
    });
    if !sound {
        return None;
    }
    let missing = match (challenge, published) {
        (Some(challenge), Some(published)) => {
            return Some(Kind::Custom {
                credential,
                challenge,
                published: Box::new(published),
            });
        }
        (Some(_), None) => "`document`",
        (None, Some(_)) => "`challenge`",
        (None, None) => "`challenge` and its `document`",
    };
    errors.push(own.span(), &format!("`custom` needs its {missing}"), &help);
    None
}

fn scheme_name(known: Known, input: ParseStream<'_>, errors: &mut Errors) -> Option<LitStr> {
    let name = string(known, input, errors)?;
    if name.value().bytes().all(is_token) {
        return Some(name);
    }
    errors.push(
        name.span(),
        "a challenge is the name of an authentication scheme",
        "`challenge = \"Signature\"`",
    );
    None
}

fn document(input: ParseStream<'_>, errors: &mut Errors) -> Option<Kind> {
    let span = input.span();
    let kind = kind::read(input, errors)?;
    if kind.is_custom() {
        errors.push(
            span,
            "a custom scheme is published as one of the other kinds",
            &format!("`{}`", ARGUMENTS[1].1),
        );
        return None;
    }
    Some(kind)
}
