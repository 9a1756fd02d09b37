//! Advice: the line the author may have meant.

use crate::{
    secured::args::{Atom, Expr, Operator, ScopeItem, Value},
    suggest::suggest,
};

/// What to write for `name(members)`.
pub(super) fn operator(name: &str, members: &[Expr]) -> String {
    match Operator::meant_by(name) {
        Some("") => "say who may call; who may not follows from it".to_owned(),
        Some(ours) => {
            let members: Vec<_> = members.iter().map(Expr::written).collect();
            format!("write `{ours}({})`", members.join(", "))
        }
        None => suggest(name, &Operator::NAMES),
    }
}

/// What to write for a scheme in quotes: the name of a header or a role is nobody's.
pub(super) fn unquoted(text: &str) -> String {
    let is_name = text.starts_with(|first: char| first.is_ascii_lowercase())
        && text
            .bytes()
            .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'));
    if is_name {
        format!("write `{text}`")
    } else {
        "name a field of the struct that derives `SecuritySchemes`".to_owned()
    }
}

/// What is wrong with `nested` among the scopes of `atom`, and what to write; `None` where its name
/// says nothing.
pub(super) fn nested(atom: &Atom, nested: &Expr) -> Option<(&'static str, String)> {
    let scheme = scheme(atom);
    let (name, scopes) = named_scopes(nested)?;
    let beside: Vec<String> = beside(atom).map(ScopeItem::written).collect();
    let together = scoped(scheme, [beside.clone(), scopes.clone()].concat());
    match Operator::meant_by(&name).unwrap_or(&name) {
        "any" => {
            let alternatives: Vec<_> = scopes
                .iter()
                .map(|scope| scoped(scheme, [beside.clone(), vec![scope.clone()]].concat()))
                .collect();
            let help = match alternatives.as_slice() {
                [] => "list them: `any(bearer(\"a\"), bearer(\"b\"))`".to_owned(),
                [one] => format!("`{one}`"),
                several => format!("`any({})`", several.join(", ")),
            };
            Some(("one of several scopes is several alternatives", help))
        }
        "all" => Some((
            "a scheme demands every scope it lists",
            format!("`{together}`"),
        )),
        "optional" => Some((
            "`optional(...)` stands outermost only",
            format!("write `optional({together})`"),
        )),
        "scopes" | "scope" => Some((
            "scopes stand in the parentheses of their scheme",
            format!("`{together}`"),
        )),
        _ => None,
    }
}

/// `name("a", B)`, taken apart.
fn named_scopes(nested: &Expr) -> Option<(String, Vec<String>)> {
    match nested {
        Expr::Operator(_, ident, members) | Expr::Unknown(ident, members) => {
            let scopes = members.exprs.iter().map(|member| match member {
                Expr::Quoted(text) => ScopeItem::Text(text.clone()).written(),
                other => other.written(),
            });
            Some((ident.to_string(), scopes.collect()))
        }
        Expr::Atom(inner) => {
            let items = inner.positional.iter().flat_map(|list| &list.items);
            let scopes: Vec<_> = items.map(ScopeItem::written).collect();
            Some((inner.path.get_ident()?.to_string(), scopes))
        }
        Expr::Quoted(_) => None,
    }
}

/// The expression with the scopes given to one scheme: to one that has scopes already, else to
/// one named like a token, else to the last.
pub(super) fn with_scopes(expr: &Expr, items: &[ScopeItem]) -> String {
    let atoms = atoms(expr);
    let fitness = |atom: &&Atom| {
        let name = atom.written.to_ascii_lowercase();
        let token = ["bearer", "token", "oauth", "oidc", "jwt"]
            .iter()
            .any(|word| name.contains(word));
        (atom.parenthesized, token)
    };
    // Of equals the last.
    let chosen = atoms.into_iter().max_by_key(fitness);
    rewritten(expr, chosen, items)
}

fn atoms(expr: &Expr) -> Vec<&Atom> {
    match expr {
        Expr::Operator(_, _, members) | Expr::Unknown(_, members) => {
            members.exprs.iter().flat_map(atoms).collect()
        }
        Expr::Atom(atom) => vec![atom],
        Expr::Quoted(_) => Vec::new(),
    }
}

fn rewritten(expr: &Expr, chosen: Option<&Atom>, items: &[ScopeItem]) -> String {
    match expr {
        Expr::Operator(_, ident, members) | Expr::Unknown(ident, members) => {
            let name = ident.to_string();
            let name = Operator::meant_by(&name).unwrap_or(&name);
            let members: Vec<_> = members
                .exprs
                .iter()
                .map(|member| rewritten(member, chosen, items))
                .collect();
            format!("{name}({})", members.join(", "))
        }
        Expr::Atom(atom) if chosen.is_some_and(|chosen| std::ptr::eq(chosen, atom)) => {
            with_more(atom, items)
        }
        other => other.written(),
    }
}

/// What the author demanded already stays demanded: following the advice never weakens.
fn with_more(atom: &Atom, items: &[ScopeItem]) -> String {
    let nested = atom.nested.iter().filter_map(named_scopes);
    let items = beside(atom).chain(items).map(ScopeItem::written);
    let texts = nested.flat_map(|(_, scopes)| scopes).chain(items);
    scoped(scheme(atom), texts.collect())
}

/// The scopes of the scheme that stand where they belong.
fn beside(atom: &Atom) -> impl Iterator<Item = &ScopeItem> {
    let named = atom.named.iter().filter_map(|named| match &named.value {
        Some(Value::Scopes(scopes)) => Some(scopes),
        _ => None,
    });
    let lists = atom.positional.iter().chain(named);
    lists.flat_map(|list| &list.items)
}

fn scheme(atom: &Atom) -> &str {
    atom.written.split('(').next().unwrap_or_default()
}

/// The scheme with the scopes, each of them once.
fn scoped(scheme: &str, texts: Vec<String>) -> String {
    let mut known: Vec<String> = Vec::new();
    let mut listed: Vec<String> = Vec::new();
    for text in texts {
        let Some(quoted) = text
            .strip_prefix('"')
            .and_then(|text| text.strip_suffix('"'))
        else {
            if !listed.contains(&text) {
                listed.push(text);
            }
            continue;
        };
        let new: Vec<_> = quoted
            .split_whitespace()
            .filter(|token| !known.iter().any(|known| known == token))
            .map(str::to_owned)
            .collect();
        if !new.is_empty() {
            listed.push(format!("\"{}\"", new.join(" ")));
            known.extend(new);
        }
    }
    match listed.as_slice() {
        [] => scheme.to_owned(),
        [one] => format!("{scheme}({one})"),
        several => format!("{scheme}([{}])", several.join(", ")),
    }
}
