//! The kinds of schemes: `api_key(...)`, `http(...)`, `oauth2(...)`, …

mod api_key;
mod custom;
mod http;
mod mutual_tls;
mod oauth2;
mod open_id_connect;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Ident, LitStr, Token, Type, ext::IdentExt, parse::ParseStream};

use crate::{
    errors::Errors,
    schemes::{
        args::OF_SCHEME,
        kind::{
            api_key::api_key,
            custom::custom,
            http::http,
            mutual_tls::mutual_tls,
            oauth2::{Flow, oauth2},
            open_id_connect::open_id_connect,
        },
        named::{Known, drain, parentheses},
    },
    suggest::suggest,
};

/// Where a credential stands and how it is published.
pub(crate) enum Kind {
    Header(LitStr),
    Query(LitStr),
    Cookie(LitStr),
    Basic,
    Bearer(Option<LitStr>),
    OAuth2(Vec<Flow>),
    OpenIdConnect(LitStr),
    MutualTls,
    Custom {
        credential: Box<Type>,
        challenge: LitStr,
        published: Box<Kind>,
    },
}

/// Each kind, and how to write it.
const KINDS: [Known; 6] = [
    ("api_key", "api_key(header = \"X-API-Key\")"),
    ("http", "http(bearer)"),
    ("oauth2", "oauth2(password(token_url = \"/token\"))"),
    (
        "open_id_connect",
        "open_id_connect(url = \"https://id.example.com/.well-known/openid-configuration\")",
    ),
    mutual_tls::MUTUAL_TLS,
    ("custom", custom::EXAMPLE),
];

/// Reads a kind; `None` if an error was reported, and then some of it may be left.
pub(crate) fn read(input: ParseStream<'_>, errors: &mut Errors) -> Option<Kind> {
    let name = word(input, errors)?;
    let text = name.to_string();
    let Some((_, example)) = KINDS.into_iter().find(|(kind, _)| *kind == text) else {
        let known = KINDS.map(|(kind, _)| kind);
        let problem = format!("unknown kind of scheme `{text}`");
        errors.push(name.span(), &problem, &suggest(&text, &known));
        return None;
    };
    if text == "mutual_tls" {
        return mutual_tls(input, errors);
    }
    if !input.peek(syn::token::Paren) {
        errors.push(
            name.span(),
            &format!("`{text}` needs its arguments"),
            &format!("`{example}`"),
        );
        return None;
    }
    let content = parentheses(input, errors)?;
    let kind = match text.as_str() {
        "api_key" => api_key(&content, &name, errors),
        "http" => http(&content, &name, errors),
        "oauth2" => oauth2(&content, &name, errors),
        "open_id_connect" => open_id_connect(&content, &name, errors),
        _ => custom(&content, &name, errors),
    };
    drain(&content);
    kind
}

/// What to say of a scheme behind the scheme.
pub(crate) fn second(name: &str) -> Option<(&'static str, &'static str)> {
    let is_scheme = KINDS.iter().any(|(kind, _)| *kind == name) || http::SCHEMES.contains(&name);
    is_scheme.then_some((
        "a field declares one scheme",
        "declare a field for each scheme",
    ))
}

/// Whether an option stands where the kind belongs; reports it.
pub(crate) fn is_missing(input: ParseStream<'_>, errors: &mut Errors) -> bool {
    let ahead = input.fork();
    let Ok(name) = ahead.call(Ident::parse_any) else {
        return false;
    };
    let missing = OF_SCHEME.iter().any(|(option, _)| name == option) && ahead.peek(Token![=]);
    if missing {
        errors.push(
            name.span(),
            "the kind of the scheme comes first",
            "`#[scheme(http(bearer), scopes = Scope)]`",
        );
    }
    missing
}

/// An identifier; one in quotes gets an error of its own.
fn word(input: ParseStream<'_>, errors: &mut Errors) -> Option<Ident> {
    if input.peek(LitStr) {
        let text: LitStr = errors.take(input.parse())?;
        let problem = format!("`{}` is written without quotes", text.value());
        errors.push(text.span(), &problem, "remove them");
        return None;
    }
    errors.take(input.call(Ident::parse_any))
}

/// RFC 9110, section 5.6.2.
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

impl Kind {
    /// The constant that says so.
    pub(crate) fn constant(&self, krate: &TokenStream) -> TokenStream {
        let kind = quote!(#krate::Kind);
        match self {
            Self::Header(name) => quote!(#kind::ApiKeyHeader(#name)),
            Self::Query(name) => quote!(#kind::ApiKeyQuery(#name)),
            Self::Cookie(name) => quote!(#kind::ApiKeyCookie(#name)),
            Self::Basic => quote!(#kind::Basic),
            Self::Bearer(format) => {
                let format = optional(format.as_ref());
                quote!(#kind::Bearer { format: #format })
            }
            Self::OAuth2(flows) => {
                let flows = flows.iter().map(|flow| flow.constant(krate));
                quote!(#kind::OAuth2(&[#(#flows),*]))
            }
            Self::OpenIdConnect(url) => quote!(#kind::OpenIdConnect(#url)),
            Self::MutualTls => quote!(#kind::MutualTls),
            Self::Custom {
                challenge,
                published,
                ..
            } => {
                let published = published.constant(krate);
                quote!(#kind::Custom { challenge: #challenge, published: &#published })
            }
        }
    }

    /// The type a verifier is given.
    pub(crate) fn credential(&self, krate: &TokenStream) -> TokenStream {
        match self {
            Self::Header(_) | Self::Query(_) | Self::Cookie(_) => quote!(#krate::ApiKey),
            Self::Basic => quote!(#krate::Basic),
            Self::Bearer(_) | Self::OAuth2(_) | Self::OpenIdConnect(_) => {
                quote!(#krate::BearerToken)
            }
            Self::MutualTls => quote!(#krate::ClientCertificate),
            Self::Custom { credential, .. } => quote!(#credential),
        }
    }

    pub(crate) fn is_custom(&self) -> bool {
        matches!(self, Self::Custom { .. })
    }
}

pub(crate) fn optional(text: Option<&LitStr>) -> TokenStream {
    if let Some(text) = text {
        quote!(::core::option::Option::Some(#text))
    } else {
        quote!(::core::option::Option::None)
    }
}
