//! The document: what a decision says in OpenAPI 3.1.

use std::collections::BTreeMap;

use http::Method;
use serde_json::{Value, json};
use utoipa::openapi::{
    ContentBuilder, HeaderBuilder, ObjectBuilder, OpenApi, Ref, RefOr, Response, ResponseBuilder,
    Schema, SecurityRequirement,
    extensions::Extensions,
    path::{HttpMethod, Operation},
    schema::Type,
    security::{
        ApiKey, ApiKeyValue, AuthorizationCode, ClientCredentials, Flow as Published, Http,
        HttpAuthScheme, HttpBuilder, Implicit, OAuth2, OpenIdConnect, Password, Scopes,
        SecurityScheme,
    },
};

use crate::{
    decision::{Body, Decision, Ruling, Statement},
    requirement::Policy,
    router::mounted::{Methods, Mounted},
    scheme::{DEFAULT_REALM, Flow, Grant, Kind, Scheme},
    scope::ScopeTable,
};

/// The name of the refusal's schema among the components.
const SCHEMA: &str = "SecurityProblem";

/// A handler that `#[utoipa::path]` describes.
#[diagnostic::on_unimplemented(
    message = "this handler has no document",
    label = "put `#[utoipa::path(...)]` below its decision, or mount it with `.route(path, get(handler))`"
)]
pub trait Documented {
    /// Path, methods and operation, the decision included.
    fn document() -> Document;
}

/// What a documented handler publishes.
#[derive(Debug)]
pub struct Document {
    pub(crate) path: String,
    pub(crate) methods: Vec<HttpMethod>,
    pub(crate) operation: Operation,
    pub(crate) schemas: Schemas,
}

/// Named schemas that an operation refers to.
pub type Schemas = Vec<(String, RefOr<Schema>)>;

/// The document of the handler that `P` describes, decision included.
pub fn document<P>() -> Document
where
    P: utoipa::Path + for<'t> utoipa::__dev::Tags<'t> + utoipa::__dev::SchemaReferences,
{
    let mut operation = P::operation();
    let tags = P::tags();
    if !tags.is_empty() {
        operation
            .tags
            .get_or_insert_default()
            .extend(tags.into_iter().map(str::to_owned));
    }
    let mut schemas = Vec::new();
    P::schemas(&mut schemas);
    Document {
        path: P::path(),
        methods: P::methods(),
        operation,
        schemas,
    }
}

/// The operation that utoipa describes by `P`, with the decision `D`.
pub fn operation<P: utoipa::Path, D: Decision>() -> Operation {
    let mut operation = P::operation();
    stamp(&mut operation, &D::statement());
    operation
}

/// The schemas an operation refers to, that of its refusals included.
pub fn schemas<P: utoipa::__dev::SchemaReferences, D: Decision>(schemas: &mut Schemas) {
    P::schemas(schemas);
    if let Ruling::Secured { body, .. } = D::statement().ruling {
        schemas.push((SCHEMA.to_owned(), (body.schema)()));
    }
}

/// Writes a decision into an operation.
fn stamp(operation: &mut Operation, statement: &Statement) {
    describe(operation);
    let Ruling::Secured { policy, body, .. } = statement.ruling else {
        operation.security = Some(Vec::new());
        return;
    };
    operation.security = Some(security(policy));
    if let Some(order) = written_order(policy) {
        operation
            .extensions
            .get_or_insert_default()
            .insert("x-security-order".to_owned(), order);
    }
    for (status, description, challenged) in REFUSALS {
        operation
            .responses
            .responses
            .entry((*status).to_owned())
            .or_insert_with(|| refusal(description, *challenged, &body).into());
    }
}

/// Gives every response the description that OpenAPI requires; utoipa leaves out an empty one.
fn describe(operation: &mut Operation) {
    for (status, response) in &mut operation.responses.responses {
        if let RefOr::T(response) = response
            && response.description.is_empty()
        {
            let phrase = status
                .parse()
                .ok()
                .and_then(|code: http::StatusCode| code.canonical_reason());
            phrase
                .unwrap_or("Response")
                .clone_into(&mut response.description);
        }
    }
}

/// Status, description, whether challenges come with it.
const REFUSALS: &[(&str, &str, bool)] = &[
    ("400", "A credential is malformed or presented twice", true),
    ("401", "No valid credential was presented", true),
    ("403", "The caller may not perform this operation", true),
    ("500", "The request could not be authenticated", false),
    ("503", "Authentication is temporarily unavailable", false),
];

fn refusal(description: &str, challenged: bool, body: &Body) -> Response {
    let schema = Ref::from_schema_name(SCHEMA);
    let content = ContentBuilder::new().schema(Some(schema)).build();
    let mut response = ResponseBuilder::new()
        .description(description)
        .content(body.content_type, content);
    if challenged {
        let header = HeaderBuilder::new()
            .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
            .description(Some(
                "The schemes that are asked for (RFC 9110, section 11.6.1)",
            ))
            .build();
        response = response.header("WWW-Authenticate", header);
    }
    response.build()
}

/// The requirement in normal form: a list of alternatives, `{}` last where anonymous callers pass.
fn security(policy: &Policy) -> Vec<SecurityRequirement> {
    let mut alternatives: Vec<_> = policy
        .alternatives()
        .map(|alternative| {
            alternative
                .schemes()
                .fold(SecurityRequirement::default(), |all, (scheme, scopes)| {
                    all.add(scheme.name, scheme.scopes.names(scopes))
                })
        })
        .collect();
    if policy.is_optional() {
        alternatives.push(SecurityRequirement::default());
    }
    alternatives
}

/// The schemes of each alternative as written. An object's members have no order, yet the order
/// decides which of two bad credentials is answered.
fn written_order(policy: &Policy) -> Option<Value> {
    let order: Vec<Vec<&str>> = policy
        .alternatives()
        .map(|alternative| {
            alternative
                .schemes()
                .map(|(scheme, _)| scheme.name)
                .collect()
        })
        .collect();
    order
        .iter()
        .any(|schemes| schemes.len() > 1)
        .then(|| json!(order))
}

/// A scheme as the components publish it.
pub(crate) fn scheme(scheme: &Scheme) -> SecurityScheme {
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

/// What OpenAPI has no field for: implied scopes, the scopes of schemes that are not OAuth 2.0,
/// and a realm of their own.
fn extensions(scheme: &Scheme, kind: &Kind) -> Option<Extensions> {
    let mut fields: BTreeMap<&str, Value> = BTreeMap::new();
    let table = scheme.scopes;
    let implied: BTreeMap<&str, Vec<&str>> = table
        .entries()
        .iter()
        .filter(|scope| scope.implies != 0)
        .map(|scope| {
            let set = crate::scope::ScopeSet::from_bits(scope.implies);
            (scope.token, table.names(set).collect())
        })
        .collect();
    if !implied.is_empty() {
        fields.insert("x-implies", json!(implied));
    }
    if !matches!(kind, Kind::OAuth2(_)) && !table.entries().is_empty() {
        let scopes: BTreeMap<_, _> = table
            .entries()
            .iter()
            .map(|scope| (scope.token, scope.description))
            .collect();
        fields.insert("x-scopes", json!(scopes));
    }
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

/// The document of everything that is mounted.
pub(crate) fn assemble(base: OpenApi, mounted: &[Mounted]) -> Result<OpenApi, Vec<String>> {
    let mut api = base;
    let mut errors = Vec::new();
    let components = api.components.get_or_insert_default();
    for route in mounted {
        if let Ruling::Secured { policy, .. } = route.statement.ruling {
            for (scheme, _) in policy.schemes() {
                components
                    .security_schemes
                    .insert(scheme.name.to_owned(), self::scheme(scheme).into());
            }
        }
        let Some((operation, schemas)) = &route.operation else {
            continue;
        };
        for (name, schema) in schemas {
            match components.schemas.get(name) {
                Some(known) if known != schema => {
                    errors.push(format!("two different schemas are named `{name}`"));
                }
                _ => {
                    components.schemas.insert(name.clone(), schema.clone());
                }
            }
        }
        let Methods::These(methods) = &route.methods else {
            continue;
        };
        let methods = methods.iter().filter_map(published).collect();
        api.paths
            .add_path_operation(&route.path, methods, operation.clone());
    }
    errors.dedup();
    if errors.is_empty() {
        Ok(api)
    } else {
        Err(errors)
    }
}

fn published(method: &Method) -> Option<HttpMethod> {
    Some(match *method {
        Method::GET => HttpMethod::Get,
        Method::POST => HttpMethod::Post,
        Method::PUT => HttpMethod::Put,
        Method::DELETE => HttpMethod::Delete,
        Method::OPTIONS => HttpMethod::Options,
        Method::HEAD => HttpMethod::Head,
        Method::PATCH => HttpMethod::Patch,
        Method::TRACE => HttpMethod::Trace,
        _ => return None,
    })
}
