//! The kinds of schemes: `api_key(...)`, `http(...)`, `oauth2(...)`, …

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::{
    Ident, LitStr, Token, Type,
    ext::IdentExt,
    parenthesized,
    parse::{Parse, ParseStream},
};

use crate::{errors::with_help, schemes::args::once, suggest::suggest};

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

/// One OAuth 2.0 flow.
pub(crate) struct Flow {
    grant: &'static str,
    authorization_url: Option<LitStr>,
    token_url: Option<LitStr>,
    refresh_url: Option<LitStr>,
}

const KINDS: [&str; 6] = [
    "api_key",
    "http",
    "oauth2",
    "open_id_connect",
    "mutual_tls",
    "custom",
];

/// Flow, its variant, whether it has an authorization and a token URL.
const FLOWS: [(&str, &str, bool, bool); 4] = [
    ("password", "Password", false, true),
    ("client_credentials", "ClientCredentials", false, true),
    ("authorization_code", "AuthorizationCode", true, true),
    ("implicit", "Implicit", true, false),
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
            "open_id_connect" => {
                let mut url = None;
                pairs(&content, &["url"], |_, value, name| {
                    once(&mut url, value, name)
                })?;
                let url = url.ok_or_else(|| {
                    with_help(
                        name.span(),
                        "`open_id_connect` needs its `url`",
                        "`open_id_connect(url = \"https://…\")`",
                    )
                })?;
                Self::OpenIdConnect(filled(url)?)
            }
            _ => custom(&content, name.span())?,
        };
        if !content.is_empty() {
            return Err(content.error("expected nothing more"));
        }
        Ok(kind)
    }
}

/// `name = "value", …` with names out of `known`.
fn pairs(
    input: ParseStream<'_>,
    known: &[&str],
    mut take: impl FnMut(&str, LitStr, &Ident) -> syn::Result<()>,
) -> syn::Result<()> {
    while !input.is_empty() {
        let name = input.call(Ident::parse_any)?;
        let text = name.to_string();
        if !known.contains(&text.as_str()) {
            return Err(with_help(
                name.span(),
                &format!("unknown argument `{text}`"),
                &suggest(&text, known),
            ));
        }
        input.parse::<Token![=]>()?;
        take(&text, input.parse()?, &name)?;
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
    }
    Ok(())
}

fn filled(text: LitStr) -> syn::Result<LitStr> {
    if text.value().trim().is_empty() {
        return Err(syn::Error::new(text.span(), "this is empty"));
    }
    Ok(text)
}

fn api_key(input: ParseStream<'_>, span: Span) -> syn::Result<Kind> {
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

/// RFC 9110, section 5.6.2.
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

fn http(input: ParseStream<'_>, span: Span) -> syn::Result<Kind> {
    if input.is_empty() {
        return Err(with_help(
            span,
            "`http` needs its scheme",
            "`http(basic)` or `http(bearer)`",
        ));
    }
    let name = input.call(Ident::parse_any)?;
    match name.to_string().as_str() {
        "basic" => Ok(Kind::Basic),
        "bearer" => {
            let mut format = None;
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
                pairs(input, &["format"], |_, value, name| {
                    once(&mut format, value, name)
                })?;
            }
            Ok(Kind::Bearer(format.map(filled).transpose()?))
        }
        other => Err(with_help(
            name.span(),
            &format!("unknown HTTP scheme `{other}`"),
            &suggest(other, &["basic", "bearer"]),
        )),
    }
}

fn oauth2(input: ParseStream<'_>, span: Span) -> syn::Result<Kind> {
    let mut flows: Vec<Flow> = Vec::new();
    while !input.is_empty() {
        let name = input.call(Ident::parse_any)?;
        let text = name.to_string();
        let Some((_, grant, authorization, token)) =
            FLOWS.into_iter().find(|(flow, ..)| *flow == text)
        else {
            let known: Vec<_> = FLOWS.iter().map(|(flow, ..)| *flow).collect();
            return Err(with_help(
                name.span(),
                &format!("unknown flow `{text}`"),
                &suggest(&text, &known),
            ));
        };
        if flows.iter().any(|flow| flow.grant == grant) {
            return Err(with_help(
                name.span(),
                &format!("duplicate flow `{text}`"),
                "",
            ));
        }
        let content;
        parenthesized!(content in input);
        flows.push(flow(&content, &name, grant, authorization, token)?);
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
    }
    if flows.is_empty() {
        return Err(with_help(
            span,
            "`oauth2` needs a flow",
            "`oauth2(password(token_url = \"/token\"))`",
        ));
    }
    Ok(Kind::OAuth2(flows))
}

fn flow(
    input: ParseStream<'_>,
    name: &Ident,
    grant: &'static str,
    authorization: bool,
    token: bool,
) -> syn::Result<Flow> {
    let mut flow = Flow {
        grant,
        authorization_url: None,
        token_url: None,
        refresh_url: None,
    };
    let mut known = vec!["refresh_url"];
    if authorization {
        known.push("authorization_url");
    }
    if token {
        known.push("token_url");
    }
    pairs(input, &known, |key, value, name| {
        let value = filled(value)?;
        match key {
            "authorization_url" => once(&mut flow.authorization_url, value, name),
            "token_url" => once(&mut flow.token_url, value, name),
            _ => once(&mut flow.refresh_url, value, name),
        }
    })?;
    let missing = if authorization && flow.authorization_url.is_none() {
        Some("authorization_url")
    } else if token && flow.token_url.is_none() {
        Some("token_url")
    } else {
        None
    };
    match missing {
        Some(url) => Err(with_help(
            name.span(),
            &format!("flow `{name}` needs its `{url}`"),
            &format!("`{name}({url} = \"…\")`"),
        )),
        None => Ok(flow),
    }
}

fn custom(input: ParseStream<'_>, span: Span) -> syn::Result<Kind> {
    let credential: Box<Type> = Box::new(input.parse()?);
    let mut challenge = None;
    let mut published = None;
    while !input.is_empty() {
        input.parse::<Token![,]>()?;
        if input.is_empty() {
            break;
        }
        let name = input.call(Ident::parse_any)?;
        let text = name.to_string();
        if text != "challenge" && text != "document" {
            return Err(with_help(
                name.span(),
                &format!("unknown argument `{text}`"),
                &suggest(&text, &["challenge", "document"]),
            ));
        }
        input.parse::<Token![=]>()?;
        if text == "challenge" {
            let value: LitStr = input.parse()?;
            if value.value().is_empty() || !value.value().bytes().all(is_token) {
                return Err(with_help(
                    value.span(),
                    "a challenge is the name of an authentication scheme",
                    "`challenge = \"Signature\"`",
                ));
            }
            once(&mut challenge, value, &name)?;
        } else {
            once(&mut published, input.parse::<Kind>()?, &name)?;
        }
    }
    let help = "`custom(Signature, challenge = \"Signature\", document = api_key(header = \"Signature\"))`";
    let challenge =
        challenge.ok_or_else(|| with_help(span, "`custom` needs its `challenge`", help))?;
    let published =
        published.ok_or_else(|| with_help(span, "`custom` needs its `document`", help))?;
    if matches!(published, Kind::Custom { .. }) {
        return Err(with_help(
            span,
            "a custom scheme is published as one of the other kinds",
            help,
        ));
    }
    Ok(Kind::Custom {
        credential,
        challenge,
        published: Box::new(published),
    })
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

impl Flow {
    fn constant(&self, krate: &TokenStream) -> TokenStream {
        let grant = Ident::new(self.grant, Span::call_site());
        let text =
            |url: &Option<LitStr>| url.as_ref().map_or_else(|| quote!(""), |url| quote!(#url));
        let (authorization, token) = (text(&self.authorization_url), text(&self.token_url));
        let refresh = optional(self.refresh_url.as_ref());
        quote!(#krate::__private::Flow::new(
            #krate::__private::Grant::#grant, #authorization, #token, #refresh,
        ))
    }
}

pub(crate) fn optional(text: Option<&LitStr>) -> TokenStream {
    if let Some(text) = text {
        quote!(::core::option::Option::Some(#text))
    } else {
        quote!(::core::option::Option::None)
    }
}
