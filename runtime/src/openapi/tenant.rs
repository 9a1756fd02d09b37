//! Tenants: where a request names its own, and what others are answered.

use serde_json::json;
use utoipa::openapi::{
    ObjectBuilder, RefOr, Required,
    path::{Operation, ParameterBuilder, ParameterIn},
    schema::Type,
};

use super::operation::{ABSENT, Header, MALFORMED, add_line, code, refusal};
use crate::{
    decision::Ruling,
    tenant::{Source, TenantIn},
};

/// Where the place of the tenant's name stands.
pub(super) const TENANT: &str = "x-tenant";

/// Says of an operation that its callers have to belong to the tenant they name. Whoever calls a public
/// one belongs to none.
pub(super) fn say_tenant(operation: &mut Operation, tenant: TenantIn, ruling: &Ruling) {
    let Ruling::Secured { body, .. } = ruling else {
        return;
    };
    let (place, kind, name) = match tenant.source() {
        Source::Path(name) => ("path", "path parameter", name),
        Source::Header(name) => {
            declare_header(operation, name);
            ("header", "header", name)
        }
    };
    add_line(
        operation,
        &format!(
            "The caller has to belong to the tenant that the {kind} {} names.",
            code(name)
        ),
    );
    operation
        .extensions
        .get_or_insert_default()
        .insert(TENANT.to_owned(), json!({ "in": place, "name": name }));
    let answers = &mut operation.responses.responses;
    // Unless the author says of it what there is to say.
    if let Some(RefOr::T(malformed)) = answers.get_mut("400")
        && malformed.description == MALFORMED
    {
        malformed
            .description
            .push_str(", or the request names no tenant");
    }
    answers
        .entry("404".to_owned())
        .or_insert_with(|| refusal(ABSENT, Header::None, Some(body)).into());
}

/// Unless the author did, whose parameter is required all the same.
fn declare_header(operation: &mut Operation, name: &str) {
    let parameters = operation.parameters.get_or_insert_default();
    let mut is_declared = false;
    for parameter in &mut *parameters {
        if let RefOr::T(known) = parameter
            && known.parameter_in == ParameterIn::Header
            && known.name.eq_ignore_ascii_case(name)
        {
            known.required = Required::True;
            is_declared = true;
        }
    }
    // One that is declared elsewhere and only referred to cannot be told apart.
    let is_referred_to = parameters
        .iter()
        .any(|parameter| matches!(parameter, RefOr::Ref(_)));
    if !is_declared && !is_referred_to {
        let parameter = ParameterBuilder::new()
            .name(name)
            .parameter_in(ParameterIn::Header)
            .required(Required::True)
            .description(Some("The tenant the request is for."))
            .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
            .build();
        parameters.push(parameter.into());
    }
}
