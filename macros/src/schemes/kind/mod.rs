//! The kinds of schemes: `api_key(...)`, `http(...)`, `oauth2(...)`, …

mod api_key;
mod custom;
mod http;
mod oauth2;
mod open_id_connect;
mod pairs;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{
    Ident, LitStr, Type,
    ext::IdentExt,
    parenthesized,
    parse::{Parse, ParseStream},
};

use crate::{
    errors::with_help,
    schemes::kind::{
        api_key::api_key,
        custom::custom,
        http::http,
        oauth2::{Flow, oauth2},
        open_id_connect::open_id_connect,
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
    Custom {
        credential: Box<Type>,
        challenge: LitStr,
        published: Box<Kind>,
    },
}

const KINDS: [&str; 6] = [
    "api_key",
    "http",
    "oauth2",
    "open_id_connect",
    "mutual_tls",
    "custom",
];

impl Parse for Kind {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let name = input.call(Ident::parse_any)?;
        let text = name.to_string();
        if text == "mutual_tls" {
            return Err(with_help(
                name.span(),
                "`mutual_tls` is not supported yet",
                "it is reserved for a later version",
            ));
        }
        if !KINDS.contains(&text.as_str()) {
            return Err(with_help(
                name.span(),
                &format!("unknown kind of scheme `{text}`"),
                &suggest(&text, &KINDS),
            ));
        }
        if !input.peek(syn::token::Paren) {
            let example = match text.as_str() {
                "api_key" => "api_key(header = \"X-API-Key\")",
                "http" => "http(bearer)",
                "oauth2" => "oauth2(password(token_url = \"/token\"))",
                "open_id_connect" => {
                    "open_id_connect(url = \"https://id.example.com/.well-known/openid-configuration\")"
                }
                _ => {
                    "custom(Signature, challenge = \"Signature\", document = api_key(header = \"Signature\"))"
                }
            };
            return Err(with_help(
                name.span(),
                &format!("`{text}` needs its arguments"),
                &format!("`{example}`"),
            ));
        }
        let content;
        parenthesized!(content in input);
        let kind = match text.as_str() {
            "api_key" => api_key(&content, name.span())?,
            "http" => http(&content, name.span())?,
            "oauth2" => oauth2(&content, name.span())?,
            "open_id_connect" => open_id_connect(&content, name.span())?,
            _ => custom(&content, name.span())?,
        };
        if !content.is_empty() {
            return Err(content.error("expected nothing more"));
        }
        Ok(kind)
    }
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
