//! Options and arguments by name: which there are, and where they stand.

use syn::{Ident, Path};

use crate::{
    errors::{Errors, with_help},
    secured::{
        args::{Atom, Named, Value, WordItem},
        check::{checks::checks, limit, reason},
        model::{Check, Limit, Reason},
    },
    suggest::suggest,
};

/// Options beside the expression.
pub(crate) const OPTIONS: [&str; 8] = [
    "scopes",
    "crate",
    "roles",
    "acr",
    "max_age",
    "check",
    "limit",
    "below_floor",
];

/// Arguments of a scheme.
const ARGUMENTS: [&str; 4] = ["scopes", "roles", "acr", "max_age"];

/// What is said of a handler and of none of its schemes.
const OF_THE_HANDLER: [&str; 3] = ["check", "limit", "below_floor"];

/// The options beside the expression.
pub(super) struct Options<'a> {
    pub(super) krate: Option<&'a Path>,
    /// Arguments of the scheme, written beside it.
    pub(super) arguments: Vec<&'a Named>,
    pub(super) limit: Option<Limit>,
    pub(super) below_floor: Option<Reason>,
    pub(super) checks: Option<Vec<Check>>,
    pub(super) sound: bool,
}

impl<'a> Options<'a> {
    pub(super) fn read(written: &'a [Named], errors: &mut Errors) -> Self {
        let mut options = Self {
            krate: None,
            arguments: Vec::new(),
            limit: None,
            below_floor: None,
            checks: None,
            sound: true,
        };
        let (mut has_limit, mut has_reason, mut has_checks) = (false, false, false);
        for option in written {
            if !is_known(option, &OPTIONS, "option", errors) {
                options.sound = false;
                continue;
            }
            let name = option.name.to_string();
            let taken = match &*name {
                "crate" => options.krate.is_some(),
                "limit" => std::mem::replace(&mut has_limit, true),
                "below_floor" => std::mem::replace(&mut has_reason, true),
                "check" => std::mem::replace(&mut has_checks, true),
                _ => {
                    let mut arguments = options.arguments.iter();
                    arguments.any(|argument| argument.name == name)
                }
            };
            match &option.value {
                _ if taken => {
                    errors.push(option.name.span(), &format!("duplicate `{name}`"), "");
                    options.sound = false;
                }
                Some(Value::Path(path)) => options.krate = Some(path),
                Some(Value::Checks(list)) => {
                    options.checks = checks(list, errors);
                    options.sound &= options.checks.is_some();
                }
                Some(value @ (Value::Text(_) | Value::Unquoted(_))) if name == "limit" => {
                    options.limit = limit(value, errors);
                    options.sound &= options.limit.is_some();
                }
                Some(value @ (Value::Text(_) | Value::Unquoted(_))) if name == "below_floor" => {
                    options.below_floor = reason(value, errors);
                    options.sound &= options.below_floor.is_some();
                }
                Some(Value::Words(_) | Value::Text(_) | Value::Unquoted(_)) => {
                    options.arguments.push(option);
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

/// Whether it is an argument of a scheme, and has a value.
pub(super) fn is_argument(named: &Named, errors: &mut Errors) -> bool {
    if is_of_the_handler(&named.name) {
        stands_behind(&named.name, "the requirement", "bearer", errors);
        return false;
    }
    if !is_known(named, &ARGUMENTS, "argument", errors) {
        return false;
    }
    if named.value.is_none() {
        needs_value(&named.name, errors);
    }
    named.value.is_some()
}

/// Whether an option is written like a requirement: without a value, or with it in parentheses; then
/// that is told.
pub(super) fn is_option(atom: &Atom, errors: &mut Errors) -> bool {
    let Some(name) = atom.path.get_ident() else {
        return false;
    };
    if !OPTIONS.iter().any(|known| name == known) || (atom.parenthesized && name == "crate") {
        return false;
    }
    if atom.parenthesized && is_of_the_handler(name) {
        called(name, atom, errors);
    } else {
        needs_value(name, errors);
    }
    true
}

fn is_of_the_handler(name: &Ident) -> bool {
    OF_THE_HANDLER.iter().any(|known| name == known)
}

/// Options among the members of `operator(...)`, which takes none. Arguments of a scheme, if they are
/// given, are for the caller to place.
pub(super) fn inside<'a>(
    written: &'a [Named],
    operator: &Ident,
    errors: &mut Errors,
) -> Vec<&'a Named> {
    let mut arguments = Vec::new();
    for option in written {
        if !is_known(option, &OPTIONS, "option", errors) {
            continue;
        }
        match &option.value {
            Some(Value::Text(_) | Value::Unquoted(_)) if is_of_the_handler(&option.name) => {
                let behind = format!("`{operator}(...)`");
                stands_behind(&option.name, &behind, "any(api_key, bearer)", errors);
            }
            Some(Value::Words(_) | Value::Text(_) | Value::Unquoted(_)) => arguments.push(option),
            Some(Value::Path(_) | Value::Checks(_)) => {
                let behind = format!("`{operator}(...)`");
                stands_behind(&option.name, &behind, "any(api_key, bearer)", errors);
            }
            None => needs_value(&option.name, errors),
        }
    }
    arguments
}

/// An argument written like an operator.
pub(super) fn called_argument(name: &Ident, errors: &mut Errors) {
    let argument = Named {
        name: name.clone(),
        value: None,
    };
    is_argument(&argument, errors);
}

/// Options behind the expression of `requirement!`, which takes none.
pub(super) fn beside_named(written: &[Named], requirement: &Ident, errors: &mut Errors) {
    for option in written {
        if !is_known(option, &OPTIONS, "option", errors) {
            continue;
        }
        let name = &option.name;
        let (problem, help) = if ARGUMENTS.iter().any(|known| name == known) {
            (
                format!("`{name}` stands in the parentheses of its scheme"),
                format!("`bearer({})`", example(name)),
            )
        } else {
            (
                format!("`{name}` belongs to the handler"),
                format!("`#[secured({requirement}, {})]`", example(name)),
            )
        };
        errors.push(name.span(), &problem, &help);
    }
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
    let texts: Vec<String> = texts.map(WordItem::written).collect();
    let help = match texts.as_slice() {
        [text] if name == "check" || text.starts_with('"') => format!("write `{name} = {text}`"),
        _ => format!("write `{}`", example(name)),
    };
    errors.push(name.span(), &format!("`{name}` is written with `=`"), &help);
}

/// The same, called with what no requirement is made of.
pub(crate) fn called_with(name: &Ident) -> syn::Error {
    let problem = format!("`{name}` is written with `=`");
    with_help(name.span(), &problem, &format!("write `{}`", example(name)))
}

fn example(name: &Ident) -> &'static str {
    match name.to_string().as_str() {
        "crate" => "crate = ::axum_secured",
        "roles" => "roles = \"editor\"",
        "acr" => "acr = \"mfa\"",
        "max_age" => "max_age = \"15m\"",
        "limit" => "limit = \"100/minute\"",
        "below_floor" => "below_floor = \"why\"",
        "check" => "check = can_edit",
        _ => "scopes = \"items:read\"",
    }
}

fn needs_value(name: &Ident, errors: &mut Errors) {
    let help = format!("`{}`", example(name));
    errors.push(name.span(), &format!("`{name}` needs a value"), &help);
}

fn is_known(option: &Named, table: &[&str], what: &str, errors: &mut Errors) -> bool {
    let name = option.name.to_string();
    if table.contains(&name.as_str()) {
        return true;
    }
    errors.push(
        option.name.span(),
        &format!("unknown {what} `{name}`"),
        &suggest(&name, table),
    );
    false
}
