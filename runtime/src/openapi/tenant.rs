//! Tenants: where a request names its own, and what others are answered.

use serde_json::json;
use utoipa::openapi::{
    RefOr,
    path::{Operation, ParameterIn},
};

use super::{
    operation::{ABSENT, Header, MALFORMED, add_line, code, refusal},
    parameters::declare,
};
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
            let description = Some("The tenant the request is for.");
            declare(operation, &ParameterIn::Header, name, description);
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
