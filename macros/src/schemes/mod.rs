//! `derive(SecuritySchemes)`: a struct's fields as security schemes.

mod args;
mod expand;
mod fallback;
mod kind;
mod marker;
pub(crate) mod named;
mod proofs;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{
    Attribute, Data, DeriveInput, Expr, ExprLit, Field, Fields, Ident, Lit, Meta, Path, Type,
    Visibility, spanned::Spanned,
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
    description: Option<TokenStream>,
    kind: Kind,
    scopes: Option<Path>,
    roles: Option<Path>,
    realm: Option<syn::LitStr>,
}

/// The most schemes of one struct.
const MAX_SCHEMES: usize = 64;

/// Types whose names a scheme would shadow in every module that imports it.
pub(crate) const PRIMITIVES: [&str; 17] = [
    "bool", "char", "f32", "f64", "i8", "i16", "i32", "i64", "i128", "isize", "str", "u8", "u16",
    "u32", "u64", "u128", "usize",
];

pub(crate) fn derive(item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let parsed = errors.take(syn::parse2::<DeriveInput>(item));
    let Some(item) = parsed else {
        return errors.compile_error().unwrap_or_default();
    };
    let checked = check(item.clone(), &mut errors);
    match (checked, errors.compile_error()) {
        (Some(catalogue), None) => expand::expand(&catalogue),
        (_, error) => fallback::fallback(&item, &error.unwrap_or_default()),
    }
}

fn check(item: DeriveInput, errors: &mut Errors) -> Option<Catalogue> {
    let StructArgs {
        krate,
        realm,
        render,
    } = StructArgs::read(&item.attrs, errors);
    misplaced(
        &item.attrs,
        "scheme",
        "`#[scheme]` stands above a field",
        "what concerns every field: `#[schemes(realm = \"items\")]`",
        errors,
    );
    let keyword = match &item.data {
        Data::Struct(data) => data.struct_token.span,
        Data::Enum(data) => data.enum_token.span,
        Data::Union(data) => data.union_token.span,
    };
    let Data::Struct(data) = item.data else {
        errors.push(
            keyword,
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
    if let Some(first) = item.generics.params.first() {
        errors.push(
            first.span(),
            "a struct of schemes has no parameters",
            "name the verifiers' types, or hide them behind a type alias",
        );
    }
    let count = fields.named.len();
    if count == 0 {
        errors.push(
            item.ident.span(),
            "a struct of schemes has at least one field",
            "one field for each scheme: its type is the verifier",
        );
    }
    if count > MAX_SCHEMES {
        errors.push(
            item.ident.span(),
            &format!("a struct holds at most {MAX_SCHEMES} schemes, found {count}"),
            "split it in two",
        );
    }
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

/// Reports `attribute` where it would be passed over in silence.
pub(crate) fn misplaced(
    attributes: &[Attribute],
    attribute: &str,
    problem: &str,
    help: &str,
    errors: &mut Errors,
) {
    for found in attributes {
        if found.path().is_ident(attribute) {
            errors.push(found.path().span(), problem, help);
        }
    }
}

fn scheme(field: Field, errors: &mut Errors) -> Option<Scheme> {
    let name = field.ident?;
    let text = plain(&name);
    misplaced(
        &field.attrs,
        "schemes",
        "`#[schemes]` stands above the struct",
        "for one field: `#[scheme(http(bearer), realm = \"items\")]`",
        errors,
    );
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
            errors.push(last.path().span(), "duplicate `#[scheme]` attribute", "");
            return None;
        }
    };
    let SchemeArgs {
        kind,
        scopes,
        roles,
        realm,
    } = SchemeArgs::read(mark, errors)?;
    Some(Scheme {
        name,
        visibility: field.vis,
        verifier: field.ty,
        description: description(&field.attrs),
        kind,
        scopes,
        roles,
        realm,
    })
}

/// The doc comment as one text: a literal, or `concat!` of literals and the macros written in it.
pub(crate) fn description(attributes: &[Attribute]) -> Option<TokenStream> {
    let mut pieces: Vec<TokenStream> = Vec::new();
    let mut text = String::new();
    let lines = attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("doc"))
        .filter_map(|attribute| match &attribute.meta {
            Meta::NameValue(pair) => Some(&pair.value),
            _ => None,
        });
    for (index, line) in lines.enumerate() {
        if index > 0 {
            text.push('\n');
        }
        if let Expr::Lit(ExprLit {
            lit: Lit::Str(line),
            ..
        }) = line
        {
            let line = line.value();
            text.push_str(line.strip_prefix(' ').unwrap_or(&line));
        } else {
            pieces.push(std::mem::take(&mut text).into_token_stream());
            pieces.push(line.into_token_stream());
        }
    }
    if pieces.is_empty() {
        return (!text.is_empty()).then(|| text.into_token_stream());
    }
    Some(quote!(::core::concat!(#(#pieces,)* #text)))
}
