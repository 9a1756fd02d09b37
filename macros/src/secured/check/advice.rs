//! Advice: the line the author may have meant.

use crate::{
    secured::args::{Atom, Expr, Operator, ScopeItem, ScopeList, Value},
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

/// The expression with the scopes given to one scheme: to one that has scopes already, else to
/// one named like a token, else to the last.
pub(super) fn with_scopes(expr: &Expr, list: &ScopeList) -> String {
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
    rewritten(expr, chosen, list)
}

fn atoms(expr: &Expr) -> Vec<&Atom> {
    match expr {
        Expr::Operator(_, _, members) | Expr::Unknown(_, members) => {
            members.iter().flat_map(atoms).collect()
        }
        Expr::Atom(atom) => vec![atom],
        Expr::Quoted(_) => Vec::new(),
    }
}

fn rewritten(expr: &Expr, chosen: Option<&Atom>, list: &ScopeList) -> String {
    match expr {
        Expr::Operator(_, ident, members) => {
            let members: Vec<_> = members
                .iter()
                .map(|member| rewritten(member, chosen, list))
                .collect();
            format!("{ident}({})", members.join(", "))
        }
        Expr::Atom(atom) if chosen.is_some_and(|chosen| std::ptr::eq(chosen, atom)) => {
            scoped(atom, list)
        }
        other => other.written(),
    }
}

/// What the author demanded already stays demanded: following the advice never weakens.
fn scoped(atom: &Atom, list: &ScopeList) -> String {
    let name = atom.written.split('(').next().unwrap_or_default();
    let named = atom.named.iter().filter_map(|named| match &named.value {
        Some(Value::Scopes(scopes)) => Some(scopes),
        _ => None,
    });
    let texts: Vec<String> = atom
        .positional
        .iter()
        .chain(named)
        .chain([list])
        .flat_map(|list| &list.items)
        .map(|item| match item {
            ScopeItem::Text(text) => format!("\"{}\"", text.value()),
            ScopeItem::Path(path) => {
                let segments = path.segments.iter();
                let segments = segments.map(|segment| segment.ident.to_string());
                segments.collect::<Vec<_>>().join("::")
            }
        })
        .collect();
    match texts.as_slice() {
        [one] => format!("{name}({one})"),
        several => format!("{name}([{}])", several.join(", ")),
    }
}
