//! The whole document, put together from what is mounted.

use http::Method;
use utoipa::openapi::{OpenApi, path::HttpMethod};

use super::scheme::scheme as published_scheme;
use crate::{
    decision::Ruling,
    router::mounted::{Methods, Mounted},
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
