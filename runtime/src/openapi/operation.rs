//! Operations: who may call them and how they refuse, stamped on what utoipa says.

use serde_json::{Value, json};
use utoipa::openapi::{
    ContentBuilder, HeaderBuilder, ObjectBuilder, Ref, RefOr, Response, ResponseBuilder,
    SecurityRequirement, path::Operation, schema::Type,
};

use super::SCHEMA;
use crate::{
    decision::{Body, Ruling, Statement},
    requirement::Policy,
};

/// Where the written order of schemes stands: see [`written_order`].
const ORDER: &str = "x-security-order";

/// Writes a decision into an operation.
pub(super) fn stamp(operation: &mut Operation, statement: &Statement) {
    describe(operation);
    // Ours alone to say, in either case.
    if let Some(extensions) = &mut operation.extensions {
        extensions.remove(ORDER);
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
