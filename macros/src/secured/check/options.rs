//! Options and arguments by name: which there are, which are still to come.

use syn::{Ident, Path};

use crate::{
    errors::Errors,
    secured::{
        args::{Atom, Named, ScopeItem, ScopeList, Value},
        check::limit,
        model::Limit,
    },
    suggest::suggest,
};

/// Options beside the expression: name, and whether it is there already.
const OPTIONS: [(&str, bool); 8] = [
    ("scopes", true),
    ("crate", true),
    ("roles", false),
    ("acr", false),
    ("max_age", false),
    ("check", false),
    ("limit", true),
    ("below_floor", false),
];

/// Arguments of a scheme.
const ARGUMENTS: [(&str, bool); 4] = [
    ("scopes", true),
    ("roles", false),
    ("acr", false),
    ("max_age", false),
];

/// The options beside the expression.
pub(super) struct Options<'a> {
    pub(super) krate: Option<&'a Path>,
    pub(super) scopes: Option<(&'a Ident, &'a ScopeList)>,
    pub(super) limit: Option<Limit>,
    pub(super) sound: bool,
}

impl<'a> Options<'a> {
    pub(super) fn read(written: &'a [Named], errors: &mut Errors) -> Self {
        let mut options = Self {
            krate: None,
            scopes: None,
            limit: None,
            sound: true,
        };
        let mut has_limit = false;
        for option in written {
            if !is_known(option, &OPTIONS, "option", errors) {
                options.sound = false;
                continue;
            }
            let name = option.name.to_string();
            let taken = match &*name {
                "crate" => options.krate.is_some(),
                "limit" => std::mem::replace(&mut has_limit, true),
                _ => options.scopes.is_some(),
            };
            match &option.value {
                _ if taken => {
                    errors.push(option.name.span(), &format!("duplicate `{name}`"), "");
                    options.sound = false;
                }
                Some(Value::Path(path)) => options.krate = Some(path),
                Some(Value::Scopes(list)) => options.scopes = Some((&option.name, list)),
                Some(value @ (Value::Text(_) | Value::Unquoted(_))) => {
                    options.limit = limit(value, errors);
                    options.sound &= options.limit.is_some();
                }
                None => {
                    needs_value(&option.name, errors);
                    options.sound = false;
                }
            }
        }
        options
    }
}

/// The scopes among a scheme's named arguments, for each time they are given.
pub(super) fn argument<'a>(named: &'a Named, errors: &mut Errors) -> Option<&'a ScopeList> {
    if named.name == "limit" {
        stands_behind(&named.name, "the requirement", "bearer", errors);
        return None;
    }
    if !is_known(named, &ARGUMENTS, "argument", errors) {
        return None;
    }
    if let Some(Value::Scopes(list)) = &named.value {
        return Some(list);
    }
    needs_value(&named.name, errors);
    None
}

/// Whether an option is written like a requirement: without a value, or with parentheses under a
/// name that is reserved; then that is told.
pub(super) fn is_option(atom: &Atom, errors: &mut Errors) -> bool {
    let Some(name) = atom.path.get_ident() else {
        return false;
    };
    match OPTIONS.iter().find(|(known, _)| name == known) {
        Some((_, false)) => not_yet(name, errors),
        Some(("limit", _)) if atom.parenthesized => called(name, atom, errors),
        Some((_, true)) if !atom.parenthesized => needs_value(name, errors),
        _ => return false,
    }
    true
}

/// Options among the members of `operator(...)`, which takes none. The scopes, if they are given,
/// are for the caller to place.
pub(super) fn inside<'a>(
    written: &'a [Named],
    operator: &Ident,
    errors: &mut Errors,
) -> Vec<(&'a Ident, &'a ScopeList)> {
    let mut scopes = Vec::new();
    for option in written {
        if !is_known(option, &OPTIONS, "option", errors) {
            continue;
        }
        match &option.value {
            Some(Value::Scopes(list)) => scopes.push((&option.name, list)),
            Some(Value::Path(_) | Value::Text(_) | Value::Unquoted(_)) => {
                let behind = format!("`{operator}(...)`");
                stands_behind(&option.name, &behind, "any(api_key, bearer)", errors);
            }
            None => needs_value(&option.name, errors),
        }
    }
    scopes
}

/// An argument written like an operator under a name that says nothing.
pub(super) fn unknown_argument(name: &Ident, errors: &mut Errors) {
    let argument = Named {
        name: name.clone(),
        value: None,
    };
    is_known(&argument, &ARGUMENTS, "argument", errors);
}

fn stands_behind(name: &Ident, what: &str, shown: &str, errors: &mut Errors) {
    errors.push(
        name.span(),
        &format!("`{name}` stands behind {what}"),
        &format!("`#[secured({shown}, {})]`", example(name)),
    );
}

/// An option written like a call.
fn called(name: &Ident, atom: &Atom, errors: &mut Errors) {
    let texts = atom.positional.iter().flat_map(|list| &list.items);
    let texts: Vec<String> = texts.map(ScopeItem::written).collect();
    let help = match texts.as_slice() {
        [text] if text.starts_with('"') => format!("write `{name} = {text}`"),
        _ => format!("write `{}`", example(name)),
    };
    errors.push(name.span(), &format!("`{name}` is written with `=`"), &help);
}

fn example(name: &Ident) -> &'static str {
    if name == "crate" {
        "crate = ::axum_secured"
    } else if name == "limit" {
        "limit = \"100/minute\""
    } else {
        "scopes = \"items:read\""
    }
}

fn not_yet(name: &Ident, errors: &mut Errors) {
    errors.push(
        name.span(),
        &format!("`{name}` is not supported yet"),
        "remove it; it is reserved for a later version",
    );
}

fn needs_value(name: &Ident, errors: &mut Errors) {
    let help = format!("`{}`", example(name));
    errors.push(name.span(), &format!("`{name}` needs a value"), &help);
}

fn is_known(option: &Named, table: &[(&str, bool)], what: &str, errors: &mut Errors) -> bool {
    let name = option.name.to_string();
    match table.iter().find(|(known, _)| *known == name) {
        Some((_, true)) => true,
        Some((_, false)) => {
            not_yet(&option.name, errors);
            false
        }
        None => {
            let names: Vec<_> = table
                .iter()
                .filter(|(_, there)| *there)
                .map(|(name, _)| *name)
                .collect();
            errors.push(
                option.name.span(),
                &format!("unknown {what} `{name}`"),
                &suggest(&name, &names),
            );
            false
        }
    }
}
