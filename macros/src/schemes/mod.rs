//! `derive(SecuritySchemes)`: a struct's fields as security schemes.

mod args;
mod expand;
mod kind;
mod proofs;

use proc_macro2::TokenStream;
use syn::{
    Attribute, Data, DeriveInput, Expr, ExprLit, Field, Fields, Ident, Lit, Meta, Path, Type,
    Visibility,
};

use crate::{
    errors::Errors,
    schemes::{
        args::{SchemeArgs, StructArgs},
        kind::Kind,
    },
    secured::{args::Operator, model::plain},
};

/// A checked struct of schemes.
struct Catalogue {
    name: Ident,
    visibility: Visibility,
    krate: TokenStream,
    realm: Option<syn::LitStr>,
    render: Option<Path>,
    schemes: Vec<Scheme>,
}

/// One checked field.
struct Scheme {
    name: Ident,
    visibility: Visibility,
    verifier: Type,
    description: String,
    kind: Kind,
    scopes: Option<Path>,
    realm: Option<syn::LitStr>,
}

/// Types whose names a scheme would shadow in every module that imports it.
const PRIMITIVES: [&str; 17] = [
    "bool", "char", "f32", "f64", "i8", "i16", "i32", "i64", "i128", "isize", "str", "u8", "u16",
    "u32", "u64", "u128", "usize",
];

pub(crate) fn derive(item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let parsed = errors.take(syn::parse2::<DeriveInput>(item));
    let checked = parsed.and_then(|item| check(item, &mut errors));
    match (checked, errors.compile_error()) {
        (Some(catalogue), None) => expand::expand(&catalogue),
        (_, error) => error.unwrap_or_default(),
    }
}

fn check(item: DeriveInput, errors: &mut Errors) -> Option<Catalogue> {
    let Data::Struct(data) = item.data else {
        errors.push(
            item.ident.span(),
            "`SecuritySchemes` is derived for a struct",
            "one field for each scheme: its type is the verifier",
        );
        return None;
    };
    let Fields::Named(fields) = data.fields else {
        errors.push(
            item.ident.span(),
            "a struct of schemes has named fields",
            "the names are the names of the schemes",
        );
        return None;
    };
    if !item.generics.params.is_empty() {
        errors.push(
            item.ident.span(),
            "a struct of schemes has no parameters",
            "name the verifiers' types, or hide them behind a type alias",
        );
    }
    if fields.named.is_empty() || fields.named.len() > 64 {
        errors.push(
            item.ident.span(),
            "a struct of schemes has 1 to 64 fields",
            "",
        );
    }
    let StructArgs {
        krate,
        realm,
        render,
    } = errors.take(StructArgs::read(&item.attrs))?;
    let schemes: Vec<_> = fields
        .named
        .into_iter()
        .map(|field| scheme(field, errors))
        .collect();
    let schemes = schemes.into_iter().collect::<Option<_>>()?;
    let krate = crate::secured::crate_path(krate);
    Some(Catalogue {
        name: item.ident,
        visibility: item.vis,
        krate,
        realm,
        render,
        schemes,
    })
}

fn scheme(field: Field, errors: &mut Errors) -> Option<Scheme> {
    let name = field.ident?;
    let text = plain(&name);
    if Operator::is_name(&name) || PRIMITIVES.contains(&text.as_str()) {
        errors.push(
            name.span(),
            &format!("a scheme cannot be named `{text}`"),
            "choose another name",
        );
    } else if !text.is_ascii() {
        errors.push(
            name.span(),
            &format!("scheme name `{text}` is not ASCII"),
            "OpenAPI allows letters, digits, `.`, `_` and `-`",
        );
    }
    let marks: Vec<_> = field
        .attrs
        .iter()
        .filter(|attribute| attribute.path().is_ident("scheme"))
        .collect();
    let mark = match marks.as_slice() {
        [mark] => mark,
        [] => {
            errors.push(
                name.span(),
                &format!("field `{text}` declares no scheme"),
                "write `#[scheme(http(bearer))]` above it",
            );
            return None;
        }
        [.., last] => {
            errors.push(
                last.path().segments[0].ident.span(),
                "duplicate `#[scheme]` attribute",
                "",
            );
            return None;
        }
    };
    let SchemeArgs {
        kind,
        scopes,
        realm,
    } = errors.take(mark.parse_args())?;
    Some(Scheme {
        name,
        visibility: field.vis,
        verifier: field.ty,
        description: description(&field.attrs),
        kind,
        scopes,
        realm,
    })
}

/// The doc comment, as one text.
pub(crate) fn description(attributes: &[Attribute]) -> String {
    let lines: Vec<String> = attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("doc"))
        .filter_map(|attribute| match &attribute.meta {
            Meta::NameValue(pair) => match &pair.value {
                Expr::Lit(ExprLit {
                    lit: Lit::Str(text),
                    ..
                }) => Some(text.value()),
                _ => None,
            },
            _ => None,
        })
        .collect();
    lines
        .iter()
        .map(|line| line.strip_prefix(' ').unwrap_or(line))
        .collect::<Vec<_>>()
        .join("\n")
}
