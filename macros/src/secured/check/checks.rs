//! Checks: which functions have a say, each once.

use proc_macro2::Span;
use quote::ToTokens;
use syn::{Path, spanned::Spanned};

use super::readable;
use crate::{
    errors::Errors,
    secured::{
        args::{CheckItem, CheckList, Operator},
        model::Check,
    },
};

/// The most checks of one handler that the runtime takes.
const MAX_CHECKS: usize = 8;

/// The checks that are listed; `None` if there is an error among them.
pub(super) fn checks(list: &CheckList, errors: &mut Errors) -> Option<Vec<Check>> {
    let mut checks: Vec<Check> = Vec::new();
    let mut sound = true;
    let mut refuse = |span: Span, problem: &str, help: &str| {
        errors.push(span, problem, help);
        sound = false;
    };
    if list.items.is_empty() {
        refuse(list.span, "`check` is empty", "remove it");
    }
    for item in &list.items {
        match item {
            CheckItem::Path(path) if checks.iter().any(|known| known.path == *path) => {
                let problem = format!("duplicate check `{}`", name(path));
                refuse(path.span(), &problem, "");
            }
            CheckItem::Path(path) => checks.push(Check {
                path: path.clone(),
                name: name(path),
                span: path.span(),
            }),
            CheckItem::Quoted(text) => {
                let is_name = syn::parse_str::<Path>(&text.value()).is_ok();
                let help = if is_name {
                    format!("write `{}`", text.value())
                } else {
                    NAMED.to_owned()
                };
                refuse(text.span(), "a check is written without quotes", &help);
            }
            CheckItem::Called(name, span) if is_operator(name) => refuse(
                *span,
                "checks are not joined, every one of them is required",
                "list them: `check = [can_edit, is_open]`",
            ),
            CheckItem::Called(name, span) => refuse(
                *span,
                "a check is named, not called",
                &format!("write `{name}`"),
            ),
            CheckItem::Other(span) => refuse(*span, "a check is the name of a function", NAMED),
        }
    }
    if checks.len() > MAX_CHECKS {
        let problem = format!(
            "a handler has at most {MAX_CHECKS} checks, found {}",
            checks.len()
        );
        refuse(list.span, &problem, "join some of them in one function");
    }
    told_apart(&mut checks);
    sound.then_some(checks)
}

const NAMED: &str = "put `#[check]` above an `async fn` and name it: `check = can_edit`";

fn is_operator(name: &str) -> bool {
    Operator::NAMES.contains(&name) || Operator::meant_by(name).is_some()
}

/// As it is published: what stands before the last name says only where it is.
fn name(path: &Path) -> String {
    path.segments.last().map(published).unwrap_or_default()
}

/// The whole path, where another check has the same last name.
fn told_apart(checks: &mut [Check]) {
    let names: Vec<String> = checks.iter().map(|check| check.name.clone()).collect();
    for check in checks {
        if names.iter().filter(|name| **name == check.name).count() > 1 {
            check.name = published(&check.path);
        }
    }
}

/// One line, though a literal may hold breaks.
fn published(tokens: impl ToTokens) -> String {
    let name = readable(tokens.to_token_stream()).replace(super::forges, " ");
    name.strip_prefix("r#")
        .unwrap_or(&name)
        .replace("::r#", "::")
}
