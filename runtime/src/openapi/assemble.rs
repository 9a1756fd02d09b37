//! The whole document, put together from what is mounted.

use std::collections::BTreeMap;

use http::Method;
use utoipa::openapi::{
    OpenApi,
    path::{HttpMethod, Operation, ParameterIn},
};

use super::{parameters::declare, scheme::scheme as published_scheme, tenant::say_tenant};
use crate::{
    decision::Ruling,
    router::{
        mounted::{Methods, Mounted},
        paths::parameters,
    },
};

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
                    .insert(scheme.name.to_owned(), published_scheme(scheme).into());
            }
        }
        let schemas = route.operation.iter().flat_map(|(_, schemas)| schemas);
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
    }
    let mut operations = operations(mounted, &mut errors);
    name_apart(&mut operations);
    for ((path, _), (method, operation)) in operations {
        api.paths.add_path_operation(path, vec![method], operation);
    }
    errors.dedup();
    if errors.is_empty() {
        Ok(api)
    } else {
        Err(errors)
    }
}

/// By published path and method.
type Operations = BTreeMap<(String, String), (HttpMethod, Operation)>;

fn operations(mounted: &[Mounted], errors: &mut Vec<String>) -> Operations {
    let mut operations = Operations::new();
    for route in mounted {
        let (Some((operation, _)), Methods::These(methods)) = (&route.operation, &route.methods)
        else {
            continue;
        };
        // A wildcard is a parameter to OpenAPI, which has no name for what is special about it.
        let path = route.path.replace("{*", "{");
        for method in methods {
            let Some(published) = published(method) else {
                continue;
            };
            let mut operation = operation.clone();
            declare_parameters(&mut operation, &path);
            if let Some(tenant) = route.tenant {
                say_tenant(&mut operation, tenant, &route.statement.ruling);
            }
            let place = (path.clone(), method.as_str().to_owned());
            if operations.insert(place, (published, operation)).is_some() {
                errors.push(format!("two operations are published as `{method} {path}`"));
            }
        }
    }
    operations
}

/// Parameters that a prefix brought in: OpenAPI wants every one of a path declared.
fn declare_parameters(operation: &mut Operation, path: &str) {
    for name in parameters(path) {
        declare(operation, &ParameterIn::Path, name, None);
    }
    if operation.parameters.as_ref().is_some_and(Vec::is_empty) {
        operation.parameters = None;
    }
}

/// Operation ids are unique: those that are not get method and path behind them, whatever the order
/// in which they were mounted.
fn name_apart(operations: &mut Operations) {
    let mut uses: BTreeMap<String, usize> = BTreeMap::new();
    for id in operations
        .values()
        .filter_map(|(_, operation)| operation.operation_id.clone())
    {
        *uses.entry(id).or_default() += 1;
    }
    for ((path, method), (_, operation)) in operations {
        if let Some(id) = &mut operation.operation_id
            && uses.get(id).is_some_and(|uses| *uses > 1)
        {
            let path = path.replace(|letter: char| !letter.is_ascii_alphanumeric(), "_");
            *id = format!("{id}_{}_{}", method.to_lowercase(), path.trim_matches('_'));
        }
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
