//! Operations: who may call them and how they refuse, stamped on what utoipa says.

use serde_json::{Map, Value, json};
use utoipa::openapi::{
    ContentBuilder, HeaderBuilder, ObjectBuilder, Ref, RefOr, Response, ResponseBuilder,
    SecurityRequirement, path::Operation, schema::Type,
};

use super::{SCHEMA, tenant::TENANT};
use crate::{
    decision::{Body, Ruling, Statement},
    limit::{Limit, Period},
    requirement::{Need, Policy},
    scheme::{Kind, Scheme},
};

/// Where the written order of schemes stands: see [`written_order`].
const ORDER: &str = "x-security-order";

/// Where the roles of each alternative stand, by scheme.
const ROLES: &str = "x-roles";

/// Where the level and age of the authentication that each alternative needs stand, by scheme.
const STEP_UP: &str = "x-step-up";

/// Where a limit stands, as it is written.
const LIMIT: &str = "x-limit";

/// Where the names of the checks stand.
const CHECKS: &str = "x-checks";

/// Writes a decision into an operation.
pub(super) fn stamp(operation: &mut Operation, statement: &Statement) {
    describe(operation);
    // Ours alone to say, in either case.
    if let Some(extensions) = &mut operation.extensions {
        for ours in [ORDER, ROLES, STEP_UP, LIMIT, CHECKS, TENANT] {
            extensions.remove(ours);
        }
    }
    if let Some(limit) = statement.limit {
        say_limit(operation, limit, &statement.ruling);
    }
    let Ruling::Secured { policy, body, .. } = statement.ruling else {
        operation.security = Some(Vec::new());
        return;
    };
    operation.security = Some(security(policy));
    let fields = [
        (ORDER, written_order(policy)),
        (ROLES, by_scheme(policy, roles)),
        (STEP_UP, by_scheme(policy, step_up)),
    ];
    for (name, field) in fields {
        if let Some(field) = field {
            let extensions = operation.extensions.get_or_insert_default();
            extensions.insert(name.to_owned(), field);
        }
    }
    explain(operation, policy);
    say_checks(operation, statement.checks);
    let is_stepped = is_stepped(policy);
    let throttles =
        statement.limit.is_some() || policy.schemes().any(|(scheme, _)| scheme.throttles);
    for (status, description, header) in REFUSALS {
        let cannot_occur = match *status {
            THROTTLED => !throttles,
            HIDDEN => statement.checks.is_empty(),
            _ => false,
        };
        if cannot_occur {
            continue;
        }
        let description = match *description {
            UNAUTHENTICATED if is_stepped => STEPPED,
            description => description,
        };
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
    // So many may come at once, and others before the period is over: see `Limit`.
    let line = if count == 1 {
        format!("At most 1 request {article} {period} for each {whose}.")
    } else {
        format!(
            "At most {count} requests at once, and {count} {article} {period} from then on, for each {whose}."
        )
    };
    add_line(operation, &line);
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

const UNAUTHENTICATED: &str = "No valid credential was presented";

pub(super) const MALFORMED: &str = "A credential is malformed or presented twice";

/// What may be meant where an operation needs a fresh or stronger authentication.
const STEPPED: &str = "No valid credential was presented, or the caller has to authenticate anew";

/// What looks absent.
pub(super) const ABSENT: &str = "There is no such resource, or not for this caller";

/// Status, description, what comes with it.
const REFUSALS: &[(&str, &str, Header)] = &[
    ("400", MALFORMED, Header::Challenge),
    ("401", UNAUTHENTICATED, Header::Challenge),
    (
        "403",
        "The caller may not perform this operation",
        Header::Challenge,
    ),
    (HIDDEN, ABSENT, Header::None),
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

const HIDDEN: &str = "404";

const THROTTLED: &str = "429";

/// A header of a refusal.
#[derive(Clone, Copy)]
pub(super) enum Header {
    None,
    Challenge,
    RetryAfter,
}

pub(super) fn refusal(description: &str, header: Header, body: Option<&Body>) -> Response {
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
                .fold(SecurityRequirement::default(), |all, (scheme, need)| {
                    let roles = is_free(&scheme.kind).then(|| role_names(scheme, need));
                    let scopes = scheme.scopes.names(need.scopes());
                    all.add(scheme.name, scopes.chain(roles.into_iter().flatten()))
                })
        })
        .collect();
    if policy.is_optional() {
        alternatives.push(SecurityRequirement::default());
    }
    alternatives
}

/// Whether the names of a requirement of the scheme may be other than scopes (OpenAPI 3.1, Security
/// Requirement Object). Its roles then stand behind its scopes.
fn is_free(kind: &Kind) -> bool {
    match kind {
        Kind::OAuth2(_) | Kind::OpenIdConnect(_) => false,
        Kind::Custom { published, .. } => is_free(published),
        _ => true,
    }
}

fn role_names(scheme: &Scheme, need: Need) -> impl Iterator<Item = &'static str> {
    scheme.roles.names(need.roles())
}

/// For each alternative what `say` finds to say of its schemes, if it does so of any.
fn by_scheme(
    policy: &Policy,
    say: impl Fn(&'static Scheme, Need) -> Option<Value>,
) -> Option<Value> {
    let said: Vec<Map<String, Value>> = policy
        .alternatives()
        .map(|alternative| {
            alternative
                .schemes()
                .filter_map(|(scheme, need)| Some((scheme.name.to_owned(), say(scheme, need)?)))
                .collect()
        })
        .collect();
    said.iter()
        .any(|said| !said.is_empty())
        .then(|| json!(said))
}

fn roles(scheme: &'static Scheme, need: Need) -> Option<Value> {
    let roles: Vec<_> = role_names(scheme, need).collect();
    (!roles.is_empty()).then(|| json!(roles))
}

fn is_stepped(policy: &Policy) -> bool {
    let mut needs = policy
        .alternatives()
        .flat_map(|alternative| alternative.needs());
    needs.any(|need| need.is_stepped())
}

/// Seconds, as in challenges (RFC 9470, section 3).
fn step_up(_: &'static Scheme, need: Need) -> Option<Value> {
    let mut said = Map::new();
    if let Some(level) = need.level() {
        said.insert("acr".to_owned(), json!(level));
    }
    if let Some(max_age) = need.max_age() {
        said.insert("max_age".to_owned(), json!(max_age.as_secs()));
    }
    (!said.is_empty()).then(|| said.into())
}

/// Says in the description what `security` cannot, for those who read no extensions.
fn explain(operation: &mut Operation, policy: &Policy) {
    let mut needs = policy
        .alternatives()
        .flat_map(|alternative| alternative.needs());
    if !is_stepped(policy) && needs.all(|need| need.roles().is_empty()) {
        return;
    }
    let sentence = format!("Requires {}.", code(&policy.to_string()));
    add_line(operation, &sentence);
}

/// What a check decides is nowhere in OpenAPI: its name stands in the description and in a field of
/// ours.
fn say_checks(operation: &mut Operation, checks: &[&str]) {
    if checks.is_empty() {
        return;
    }
    let names: Vec<String> = checks.iter().map(|check| code(check)).collect();
    let (verb, names) = match names.as_slice() {
        [before @ .., last] if !before.is_empty() => {
            ("allow", format!("{} and {last}", before.join(", ")))
        }
        _ => ("allows", names.concat()),
    };
    add_line(operation, &format!("Only where {names} {verb} it."));
    operation
        .extensions
        .get_or_insert_default()
        .insert(CHECKS.to_owned(), json!(checks));
}

/// Says one more thing in the description.
pub(super) fn add_line(operation: &mut Operation, line: &str) {
    let description = operation.description.get_or_insert_default();
    if !description.is_empty() {
        description.push_str("\n\n");
    }
    description.push_str(line);
}

/// As code in Markdown: behind more backticks than a name in it has, and a space where one begins or
/// ends it.
pub(super) fn code(text: &str) -> String {
    let longest = text.split(|sign| sign != '`').map(str::len).max();
    let fence = "`".repeat(longest.unwrap_or_default() + 1);
    let space = if text.starts_with('`') || text.ends_with('`') {
        " "
    } else {
        ""
    };
    format!("{fence}{space}{text}{space}{fence}")
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
