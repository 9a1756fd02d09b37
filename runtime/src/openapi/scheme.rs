//! Security schemes as the components publish them.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use utoipa::openapi::{
    extensions::Extensions,
    security::{
        ApiKey, ApiKeyValue, AuthorizationCode, ClientCredentials, Flow as Published, Http,
        HttpAuthScheme, HttpBuilder, Implicit, OAuth2, OpenIdConnect, Password, Scopes,
        SecurityScheme,
    },
};

use crate::{
    scheme::{DEFAULT_REALM, Flow, Grant, Kind, Scheme},
    scope::ScopeTable,
    vocabulary::{Noun, Table},
};

/// A scheme as the components publish it.
pub(super) fn scheme(scheme: &Scheme) -> SecurityScheme {
    publish(scheme, &scheme.kind)
}

fn publish(scheme: &Scheme, kind: &Kind) -> SecurityScheme {
    let description = (!scheme.description.is_empty()).then(|| scheme.description.to_owned());
    let extensions = extensions(scheme, kind);
    let key = |name: &str| {
        let mut value = ApiKeyValue::new(name);
        value.description.clone_from(&description);
        value.extensions.clone_from(&extensions);
        value
    };
    let http = |published: HttpAuthScheme, format: Option<&str>| {
        let mut http: Http = HttpBuilder::new()
            .scheme(published)
            .description(description.clone())
            .build();
        http.bearer_format = format.map(str::to_owned);
        http.extensions.clone_from(&extensions);
        SecurityScheme::Http(http)
    };
    match kind {
        Kind::ApiKeyHeader(name) => SecurityScheme::ApiKey(ApiKey::Header(key(name))),
        Kind::ApiKeyQuery(name) => SecurityScheme::ApiKey(ApiKey::Query(key(name))),
        Kind::ApiKeyCookie(name) => SecurityScheme::ApiKey(ApiKey::Cookie(key(name))),
        Kind::Basic => http(HttpAuthScheme::Basic, None),
        Kind::Bearer { format } => http(HttpAuthScheme::Bearer, *format),
        Kind::OAuth2(flows) => {
            let mut oauth2 =
                OAuth2::new(flows.iter().map(|flow| publish_flow(flow, scheme.scopes)));
            oauth2.description = description;
            oauth2.extensions = extensions;
            SecurityScheme::OAuth2(oauth2)
        }
        Kind::OpenIdConnect(url) => {
            let mut connect = OpenIdConnect::new(*url);
            connect.description = description;
            connect.extensions = extensions;
            SecurityScheme::OpenIdConnect(connect)
        }
        Kind::MutualTls => SecurityScheme::MutualTls {
            description,
            deprecated: None,
            extensions,
        },
        Kind::Custom { published, .. } => publish(scheme, published),
    }
}

fn publish_flow(flow: &Flow, table: ScopeTable) -> Published {
    let scopes: Scopes = table
        .entries()
        .iter()
        .map(|scope| (scope.token, scope.description))
        .collect();
    let (authorization, token) = (flow.authorization_url, flow.token_url);
    let refresh = flow.refresh_url;
    match (flow.grant, refresh) {
        (Grant::Password, None) => Published::Password(Password::new(token, scopes)),
        (Grant::Password, Some(refresh)) => {
            Published::Password(Password::with_refresh_url(token, scopes, refresh))
        }
        (Grant::ClientCredentials, None) => {
            Published::ClientCredentials(ClientCredentials::new(token, scopes))
        }
        (Grant::ClientCredentials, Some(refresh)) => Published::ClientCredentials(
            ClientCredentials::with_refresh_url(token, scopes, refresh),
        ),
        (Grant::AuthorizationCode, None) => {
            Published::AuthorizationCode(AuthorizationCode::new(authorization, token, scopes))
        }
        (Grant::AuthorizationCode, Some(refresh)) => Published::AuthorizationCode(
            AuthorizationCode::with_refresh_url(authorization, token, scopes, refresh),
        ),
        (Grant::Implicit, None) => Published::Implicit(Implicit::new(authorization, scopes)),
        (Grant::Implicit, Some(refresh)) => {
            Published::Implicit(Implicit::with_refresh_url(authorization, scopes, refresh))
        }
    }
}

/// What OpenAPI has no field for: implied scopes, the scopes of schemes that are not OAuth 2.0, roles
/// with those they include, and a realm of their own.
fn extensions(scheme: &Scheme, kind: &Kind) -> Option<Extensions> {
    let mut fields: BTreeMap<&str, Value> = BTreeMap::new();
    let (scopes, roles) = (scheme.scopes, scheme.roles);
    fields.extend(implied(scopes).map(|implied| ("x-implies", implied)));
    fields.extend(implied(roles).map(|included| ("x-includes", included)));
    if !matches!(kind, Kind::OAuth2(_)) {
        fields.extend(described(scopes).map(|scopes| ("x-scopes", scopes)));
    }
    fields.extend(described(roles).map(|roles| ("x-roles", roles)));
    if scheme.realm != DEFAULT_REALM {
        fields.insert("x-realm", json!(scheme.realm));
    }
    if let Kind::Custom { challenge, .. } = scheme.kind {
        fields.insert("x-challenge", json!(challenge));
    }
    (!fields.is_empty()).then(|| {
        fields
            .into_iter()
            .fold(Extensions::builder(), |extensions, (name, value)| {
                extensions.add(name, value)
            })
            .build()
    })
}

/// Each name with those it implies, where there are such.
fn implied<N: Noun>(table: Table<N>) -> Option<Value> {
    let implied: BTreeMap<&str, Vec<&str>> = table
        .entries()
        .iter()
        .filter(|entry| entry.implies != 0)
        .map(|entry| {
            let set = crate::vocabulary::Set::from_bits(entry.implies);
            (entry.token, table.names(set).collect())
        })
        .collect();
    (!implied.is_empty()).then(|| json!(implied))
}

/// Each name with its description.
fn described<N: Noun>(table: Table<N>) -> Option<Value> {
    let described: BTreeMap<_, _> = table
        .entries()
        .iter()
        .map(|entry| (entry.token, entry.description))
        .collect();
    (!described.is_empty()).then(|| json!(described))
}
