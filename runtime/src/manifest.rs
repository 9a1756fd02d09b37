//! The manifest: every route with its decision, for reviews and audits.

use std::fmt;

use crate::{
    decision::{Ruling, Statement},
    floor::Demand,
    limit::Limit,
    requirement::{Alternative, Need, Policy, Site},
    scheme::Scheme,
    tenant::TenantIn,
};

/// Every route of a router with its decision, ordered by path and method.
#[derive(Debug, Clone)]
pub struct Manifest(Vec<Line>);

/// One route and its decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The method, `ANY` for a service, `-` for a fallback.
    pub method: String,
    /// The path as axum writes it.
    pub path: String,
    /// The requirement in normal form, `public` for everybody.
    pub requirement: String,
    /// How many requests of one caller it serves.
    pub limit: Option<Limit>,
    /// The checks that have a say once the requirement is met, in written order.
    pub checks: &'static [&'static str],
    /// Why it is public.
    pub reason: Option<&'static str>,
    /// Where requests name the tenant that the caller has to belong to.
    pub tenant: Option<TenantIn>,
    /// What the routers it is mounted on demand of it, the outermost first.
    pub floors: Vec<Minimum>,
    /// Why it may be weaker than they demand.
    pub below_floor: Option<&'static str>,
    /// Where the decision stands in the source.
    pub site: Site,
}

/// One floor of a route.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Minimum {
    /// Its name.
    pub name: &'static str,
    /// Its requirement in normal form.
    pub requirement: String,
}

impl Manifest {
    pub(crate) fn new(mut lines: Vec<Line>) -> Self {
        lines.sort_by(|a, b| (&a.path, &a.method).cmp(&(&b.path, &b.method)));
        Self(lines)
    }

    /// The routes.
    pub fn lines(&self) -> &[Line] {
        &self.0
    }
}

impl Line {
    pub(crate) fn new(
        method: &str,
        path: &str,
        statement: &Statement,
        tenant: Option<TenantIn>,
        floors: &[Demand],
    ) -> Self {
        let (requirement, reason) = match statement.ruling {
            Ruling::Public { reason } => ("public".to_owned(), Some(reason)),
            Ruling::Secured { policy, .. } => (policy.to_string(), None),
        };
        let floor = |demand: &Demand| Minimum {
            name: demand.site.name,
            requirement: demand.policy.to_string(),
        };
        Self {
            method: method.to_owned(),
            path: path.to_owned(),
            requirement,
            limit: statement.limit,
            checks: statement.checks,
            reason,
            // Who is not asked who they are belongs to none.
            tenant: tenant.filter(|_| reason.is_none()),
            floors: floors.iter().map(floor).collect(),
            below_floor: statement.below_floor,
            site: statement.site,
        }
    }
}

impl fmt::Display for Manifest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in &self.0 {
            let mut text = String::new();
            line.write(&mut text)?;
            // Whatever a path, the name of a check or a reason holds.
            writeln!(f, "{}", text.replace(forges, " "))?;
        }
        Ok(())
    }
}

impl Line {
    fn write(&self, to: &mut impl fmt::Write) -> fmt::Result {
        let Self {
            method,
            path,
            requirement,
            limit,
            checks,
            reason,
            tenant,
            floors,
            below_floor,
            site,
        } = self;
        write!(to, "{method:<7} {path} {requirement}")?;
        if let Some(limit) = limit {
            write!(to, ", limit = \"{limit}\"")?;
        }
        match checks {
            [] => {}
            [check] => write!(to, ", check = {check}")?,
            several => write!(to, ", check = [{}]", several.join(", "))?,
        }
        if let Some(tenant) = tenant {
            write!(to, ", tenant = {tenant}")?;
        }
        for floor in floors {
            write!(to, ", floor = {}", floor.name)?;
        }
        if let Some(reason) = below_floor {
            // With quotes of its own it would seem to end before what else it says.
            write!(to, ", below_floor = {reason:?}")?;
        }
        if let Some(reason) = reason {
            write!(to, " ({reason})")?;
        }
        write!(to, " {}:{} {}", site.file, site.line, site.name)
    }
}

/// What would make one line look like several, or like another: breaks, and what turns the direction of
/// writing.
fn forges(character: char) -> bool {
    character.is_control() || matches!(character, '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let alternatives: Vec<String> = self
            .alternatives()
            .map(|alternative| alternative.to_string())
            .collect();
        let text = joined("any", alternatives);
        if self.is_optional() {
            write!(f, "optional({text})")
        } else {
            f.write_str(&text)
        }
    }
}

impl fmt::Display for Alternative<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let schemes = self.schemes().map(|(scheme, need)| atom(scheme, need));
        f.write_str(&joined("all", schemes.collect()))
    }
}

impl Policy {
    /// One scheme of this requirement with what is needed of it.
    pub(crate) fn written(&self, need: Need) -> String {
        atom(self.scheme(need), need)
    }
}

/// As it would be written above a handler.
fn atom(scheme: &Scheme, need: Need) -> String {
    let mut arguments = Vec::new();
    if !need.scopes().is_empty() {
        arguments.push(quoted(scheme.scopes.names(need.scopes())));
    }
    if !need.roles().is_empty() {
        let roles = quoted(scheme.roles.names(need.roles()));
        arguments.push(format!("roles = {roles}"));
    }
    if let Some(level) = need.level() {
        arguments.push(format!("acr = \"{level}\""));
    }
    if let Some(max_age) = need.max_age() {
        arguments.push(format!("max_age = \"{}\"", span(max_age.as_secs())));
    }
    if arguments.is_empty() {
        return scheme.name.to_owned();
    }
    format!("{}({})", scheme.name, arguments.join(", "))
}

fn quoted(names: impl Iterator<Item = &'static str>) -> String {
    format!("\"{}\"", names.collect::<Vec<_>>().join(" "))
}

/// In the largest unit that says it exactly.
fn span(seconds: u64) -> String {
    let units = [(24 * 60 * 60, "d"), (60 * 60, "h"), (60, "m")];
    match units
        .iter()
        .find(|(length, _)| seconds.is_multiple_of(*length))
    {
        Some((length, unit)) => format!("{}{unit}", seconds / length),
        None => format!("{seconds}s"),
    }
}

fn joined(operator: &str, mut parts: Vec<String>) -> String {
    match parts.len() {
        1 => parts.remove(0),
        _ => format!("{operator}({})", parts.join(", ")),
    }
}
