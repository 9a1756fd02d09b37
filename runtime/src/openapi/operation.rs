//! Operations: who may call them and how they refuse, stamped on what utoipa says.

use serde_json::{Value, json};
use utoipa::openapi::{
    ContentBuilder, HeaderBuilder, ObjectBuilder, Ref, RefOr, Response, ResponseBuilder,
    SecurityRequirement, path::Operation, schema::Type,
};

use super::SCHEMA;
use crate::{
    decision::{Body, Ruling, Statement},
    limit::{Limit, Period},
    requirement::Policy,
};

/// Where the written order of schemes stands: see [`written_order`].
const ORDER: &str = "x-security-order";

/// Where a limit stands, as it is written.
const LIMIT: &str = "x-limit";

/// Writes a decision into an operation.
pub(super) fn stamp(operation: &mut Operation, statement: &Statement) {
    describe(operation);
    // Ours alone to say, in either case.
    if let Some(extensions) = &mut operation.extensions {
        extensions.remove(ORDER);
        extensions.remove(LIMIT);
    }
    if let Some(limit) = statement.limit {
        say_limit(operation, limit, &statement.ruling);
    }
    let Ruling::Secured { policy, body, .. } = statement.ruling else {
        operation.security = Some(Vec::new());
        return;
    };
    operation.security = Some(security(policy));
    if let Some(order) = written_order(policy) {
        operation
            .extensions
            .get_or_insert_default()
            .insert(ORDER.to_owned(), order);
    }
    let throttles =
        statement.limit.is_some() || policy.schemes().any(|(scheme, _)| scheme.throttles);
    for (status, description, header) in REFUSALS {
        if *status == THROTTLED && !throttles {
            continue;
        }
        operation
            .responses
            .responses
            .entry((*status).to_owned())
            .or_insert_with(|| refusal(description, *header, Some(&body)).into());
    }
}

/// OpenAPI has no field for a limit: it stands in the description and in one of ours.
fn say_limit(operation: &mut Operation, limit: Limit, ruling: &Ruling) {
    let whose = match ruling {
        Ruling::Public { .. } => "client address",
        Ruling::Secured { policy, .. } if policy.is_optional() => {
            "caller (anonymous ones: each address)"
        }
        Ruling::Secured { .. } => "caller",
    };
    let (count, period) = (limit.count(), limit.period());
    let article = if period == Period::Hour { "an" } else { "a" };
    let requests = if count == 1 { "request" } else { "requests" };
    let line = format!("At most {count} {requests} {article} {period} for each {whose}.");
    let description = operation.description.get_or_insert_default();
    if !description.is_empty() {
        description.push_str("\n\n");
    }
    description.push_str(&line);
    operation
        .extensions
        .get_or_insert_default()
        .insert(LIMIT.to_owned(), json!(limit.to_string()));
    if let Ruling::Public { .. } = ruling {
        // How the body looks is configured elsewhere.
        operation
            .responses
            .responses
            .entry(THROTTLED.to_owned())
            .or_insert_with(|| {
                refusal("There were too many requests", Header::RetryAfter, None).into()
            });
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

/// Status, description, what comes with it.
const REFUSALS: &[(&str, &str, Header)] = &[
    (
        "400",
        "A credential is malformed or presented twice",
        Header::Challenge,
    ),
    (
        "401",
        "No valid credential was presented",
        Header::Challenge,
    ),
    (
        "403",
        "The caller may not perform this operation",
        Header::Challenge,
    ),
    (
        THROTTLED,
        "There were too many requests",
        Header::RetryAfter,
    ),
    (
        "500",
        "The request could not be authenticated",
        Header::None,
    ),
    (
        "503",
        "Authentication is temporarily unavailable",
        Header::None,
    ),
];

const THROTTLED: &str = "429";

/// A header of a refusal.
#[derive(Clone, Copy)]
enum Header {
    None,
    Challenge,
    RetryAfter,
}

fn refusal(description: &str, header: Header, body: Option<&Body>) -> Response {
    let mut response = ResponseBuilder::new().description(description);
    if let Some(body) = body {
        let schema = Ref::from_schema_name(SCHEMA);
        let content = ContentBuilder::new().schema(Some(schema)).build();
        response = response.content(body.content_type, content);
    }
    let (name, kind, about) = match header {
        Header::None => return response.build(),
        Header::Challenge => (
            "WWW-Authenticate",
            Type::String,
            "The schemes that are asked for (RFC 9110, section 11.6.1)",
        ),
        Header::RetryAfter => (
            "Retry-After",
            Type::Integer,
            "The seconds to wait (RFC 9110, section 10.2.3)",
        ),
    };
    let header = HeaderBuilder::new()
        .schema(Some(ObjectBuilder::new().schema_type(kind)))
        .description(Some(about))
        .build();
    response.header(name, header).build()
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
