//! `oauth2(...)`: the flows by which tokens are obtained.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::{Ident, LitStr, parse::ParseStream};

use crate::{
    errors::Errors,
    schemes::{
        kind::{Kind, optional, word},
        named::{Known, Named, drain, each, parentheses, string},
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

const AUTHORIZATION: Known = ("authorization_url", "authorization_url = \"/authorize\"");
const TOKEN: Known = ("token_url", "token_url = \"/token\"");
const REFRESH: Known = ("refresh_url", "refresh_url = \"/refresh\"");

pub(super) fn oauth2(input: ParseStream<'_>, own: &Ident, errors: &mut Errors) -> Option<Kind> {
    let mut flows: Vec<Flow> = Vec::new();
    let sound = each(input, errors, |input, errors| {
        flows.push(flow(input, &flows, errors)?);
        Some(())
    });
    if sound && flows.is_empty() {
        errors.push(
            own.span(),
            "`oauth2` needs a flow",
            "`oauth2(password(token_url = \"/token\"))`",
        );
        return None;
    }
    sound.then_some(Kind::OAuth2(flows))
}

fn flow(input: ParseStream<'_>, before: &[Flow], errors: &mut Errors) -> Option<Flow> {
    let name = word(input, errors)?;
    let text = name.to_string();
    let Some((_, grant, authorization, token)) = FLOWS.into_iter().find(|(flow, ..)| *flow == text)
    else {
        unknown(&name, errors);
        return None;
    };
    if before.iter().any(|flow| flow.grant == grant) {
        errors.push(name.span(), &format!("duplicate flow `{text}`"), "");
        return None;
    }
    let required: Vec<Known> = [(AUTHORIZATION, authorization), (TOKEN, token)]
        .into_iter()
        .filter_map(|(url, needed)| needed.then_some(url))
        .collect();
    let known = [required.as_slice(), &[REFRESH]].concat();
    let mut urls: Vec<(Known, LitStr)> = Vec::new();
    if input.peek(syn::token::Paren) {
        let content = parentheses(input, errors)?;
        let sound =
            Named::new("argument", &known).read(&content, errors, |url, _, input, errors| {
                urls.push((url, string(url, input, errors)?));
                Some(())
            });
        drain(&content);
        if !sound {
            return None;
        }
    }
    // What was given stays in the example.
    let example = |known: Known| {
        let given = urls.iter().find(|(url, _)| *url == known);
        given.map_or_else(
            || known.1.to_owned(),
            |(_, text)| format!("{} = {}", known.0, text.token()),
        )
    };
    let refreshed = urls.iter().any(|(url, _)| *url == REFRESH);
    let examples: Vec<_> = required
        .iter()
        .copied()
        .chain(refreshed.then_some(REFRESH))
        .map(example)
        .collect();
    let mut url = |known: Known| {
        let at = urls.iter().position(|(url, _)| *url == known)?;
        Some(urls.swap_remove(at).1)
    };
    let flow = Flow {
        grant,
        authorization_url: url(AUTHORIZATION),
        token_url: url(TOKEN),
        refresh_url: url(REFRESH),
    };
    let lacks_authorization = authorization && flow.authorization_url.is_none();
    let lacks_token = token && flow.token_url.is_none();
    if !lacks_authorization && !lacks_token {
        return Some(flow);
    }
    let missing = match (lacks_authorization, lacks_token) {
        (true, true) => "`authorization_url` and `token_url`",
        (true, false) => "its `authorization_url`",
        _ => "its `token_url`",
    };
    errors.push(
        name.span(),
        &format!("flow `{text}` needs {missing}"),
        &format!("`{text}({})`", examples.join(", ")),
    );
    None
}

fn unknown(name: &Ident, errors: &mut Errors) {
    let text = name.to_string();
    if [AUTHORIZATION, TOKEN, REFRESH]
        .iter()
        .any(|(url, _)| *url == text)
    {
        errors.push(
            name.span(),
            &format!("`{text}` belongs to a flow"),
            "`oauth2(password(token_url = \"/token\"))`",
        );
        return;
    }
    let known: Vec<_> = FLOWS.iter().map(|(flow, ..)| *flow).collect();
    let problem = format!("unknown flow `{text}`");
    errors.push(name.span(), &problem, &suggest(&text, &known));
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
