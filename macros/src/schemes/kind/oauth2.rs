//! `oauth2(...)`: the flows by which tokens are obtained.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::{Ident, LitStr, Token, ext::IdentExt, parenthesized, parse::ParseStream};

use crate::{
    errors::with_help,
    schemes::{
        args::once,
        kind::{
            Kind, optional,
            pairs::{filled, pairs},
        },
    },
    suggest::suggest,
};

/// One OAuth 2.0 flow.
pub(crate) struct Flow {
    grant: &'static str,
    authorization_url: Option<LitStr>,
    token_url: Option<LitStr>,
    refresh_url: Option<LitStr>,
}

/// Flow, its variant, whether it has an authorization and a token URL.
const FLOWS: [(&str, &str, bool, bool); 4] = [
    ("password", "Password", false, true),
    ("client_credentials", "ClientCredentials", false, true),
    ("authorization_code", "AuthorizationCode", true, true),
    ("implicit", "Implicit", true, false),
];

pub(super) fn oauth2(input: ParseStream<'_>, span: Span) -> syn::Result<Kind> {
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

impl Flow {
    pub(super) fn constant(&self, krate: &TokenStream) -> TokenStream {
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
