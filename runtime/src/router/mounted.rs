//! What is mounted: every route with its methods and decision, and whether they fit together.

use std::collections::BTreeMap;

use http::Method;

use crate::{
    decision::{Ruling, Statement},
    floor::Demand,
    manifest::Line,
    router::binding::Binding,
    tenant::TenantIn,
};

/// One handler at one path.
#[derive(Debug, Clone)]
pub(crate) struct Mounted {
    pub(crate) path: String,
    pub(crate) methods: Methods,
    pub(crate) statement: Statement,
    /// Where requests name their tenant, as far as a router around it says so.
    pub(crate) tenant: Option<TenantIn>,
    pub(crate) binding: Binding,
    /// The floors of the routers it came through, the outermost first.
    pub(crate) floors: Vec<Demand>,
    #[cfg(feature = "openapi")]
    pub(crate) operation: Option<(utoipa::openapi::path::Operation, crate::openapi::Schemas)>,
}

/// The methods a handler serves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Methods {
    These(Vec<Method>),
    Any,
    Fallback,
}

impl Mounted {
    pub(crate) fn new(
        path: &str,
        methods: Methods,
        statement: Statement,
        binding: Binding,
    ) -> Self {
        Self {
            path: path.to_owned(),
            methods,
            statement,
            tenant: None,
            binding,
            floors: Vec::new(),
            #[cfg(feature = "openapi")]
            operation: None,
        }
    }

    pub(crate) fn lines(&self, floors: &[Demand]) -> Vec<Line> {
        let line =
            |method: &str| Line::new(method, &self.path, &self.statement, self.tenant, floors);
        match &self.methods {
            Methods::These(methods) => methods.iter().map(|method| line(method.as_str())).collect(),
            Methods::Any => vec![line("ANY")],
            Methods::Fallback => vec![line("-")],
        }
    }
}

/// What is open, or below a floor, and does not say why: each place in the source once.
pub(crate) fn unreasoned(mounted: &[Mounted]) -> Vec<String> {
    let mut errors = Vec::new();
    let mut told = Vec::new();
    for Mounted {
        path, statement, ..
    } in mounted
    {
        let why = if statement.is_unreasoned() {
            "is public without a reason"
        } else if statement.is_below_unreasoned() {
            "goes below a floor without a reason"
        } else {
            continue;
        };
        if !told.contains(&(statement.site, why)) {
            told.push((statement.site, why));
            errors.push(format!("`{path}` {why}"));
        }
    }
    errors
}

/// Why these routes cannot stand in one router.
pub(crate) fn conflicts(mounted: &[Mounted]) -> Vec<String> {
    let mut errors = Vec::new();
    let mut paths = matchit::Router::new();
    let mut seen: BTreeMap<&str, Vec<&Mounted>> = BTreeMap::new();
    for route in mounted
        .iter()
        .filter(|route| route.methods != Methods::Fallback)
    {
        let before = seen.entry(&route.path).or_default();
        if before.is_empty()
            && let Some(error) = unroutable(&mut paths, &route.path)
        {
            errors.push(format!("`{}`: {error}", route.path));
        }
        errors.extend(before.iter().filter_map(|other| overlap(other, route)));
        before.push(route);
    }
    errors.extend(two_fallbacks(mounted));
    errors.extend(scheme_clashes(mounted));
    errors
}

/// One router has one fallback, and no other answers for the same paths by another spelling.
fn two_fallbacks(mounted: &[Mounted]) -> Vec<String> {
    let mut paths = matchit::Router::new();
    let mut seen: BTreeMap<&str, &Mounted> = BTreeMap::new();
    let mut errors = Vec::new();
    let mut nested = |path: &str| {
        let below = format!("{}/{{*rest}}", path.trim_end_matches('/'));
        paths
            .insert(path, ())
            .and_then(|()| paths.insert(below, ()))
            .err()
    };
    // At the root there is one in any case: axum's own if not ours.
    nested("/");
    for fallback in mounted
        .iter()
        .filter(|route| route.methods == Methods::Fallback)
    {
        let path = &*fallback.path;
        if let Some(other) = seen.insert(path, fallback) {
            errors.push(format!(
                "`{path}` has two fallbacks, `{}` and `{}`",
                other.statement.site.name, fallback.statement.site.name
            ));
        } else if path != "/"
            && let Some(error) = nested(path)
        {
            errors.push(format!("the fallback of `{path}`: {error}"));
        }
    }
    errors
}

/// Why nothing can be mounted below `prefix`.
pub(crate) fn unnestable(prefix: &str) -> Option<String> {
    let why = if !prefix.starts_with('/') {
        "a path begins with `/`"
    } else if prefix.trim_end_matches('/').is_empty() {
        "what stands at the root is merged, not nested"
    } else if prefix.contains("{*") {
        "nothing stands below a wildcard"
    } else {
        return None;
    };
    Some(format!("`{prefix}`: {why}"))
}

fn unroutable(paths: &mut matchit::Router<()>, path: &str) -> Option<String> {
    if !path.starts_with('/') {
        return Some("a path begins with `/`".to_owned());
    }
    if let Some(old) = path
        .split('/')
        .find(|segment| segment.starts_with([':', '*']))
    {
        return Some(format!(
            "`{old}` is written `{{{}}}`",
            old.trim_start_matches(':')
        ));
    }
    paths.insert(path, ()).err().map(|error| error.to_string())
}

fn overlap(one: &Mounted, other: &Mounted) -> Option<String> {
    let shared = match (&one.methods, &other.methods) {
        (Methods::These(one), Methods::These(other)) => {
            one.iter().find(|method| other.contains(method))?.as_str()
        }
        _ => "any method",
    };
    Some(format!(
        "`{} {}` is served by `{}` and by `{}`",
        shared, one.path, one.statement.site.name, other.statement.site.name
    ))
}

/// Two structs may not both publish a scheme of one name.
fn scheme_clashes(mounted: &[Mounted]) -> Vec<String> {
    let mut owners = BTreeMap::new();
    let mut errors = BTreeMap::new();
    for route in mounted {
        if let Ruling::Secured {
            policy, catalogue, ..
        } = route.statement.ruling
        {
            for (scheme, _) in policy.schemes() {
                if *owners.entry(scheme.name).or_insert(catalogue) != catalogue {
                    errors.insert(
                        scheme.name,
                        format!("two structs declare a scheme `{}`", scheme.name),
                    );
                }
            }
        }
    }
    errors.into_values().collect()
}
