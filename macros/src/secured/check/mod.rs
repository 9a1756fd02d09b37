//! The rules of a requirement, with their wording.

mod advice;
mod checks;
mod expression;
mod limit;
mod misplaced;
mod options;
mod reason;
mod step_up;
mod words;

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::{Ident, Path, spanned::Spanned};

use self::{expression::Build, options::Options};
pub(crate) use self::{
    limit::limit,
    options::{OPTIONS, called_with},
    reason::{forges, reason},
    words::{is_role_character, is_scope_character},
};
use crate::{
    errors::Errors,
    secured::{
        args::{Args, Expr, Named, Operator},
        handler::{Handler, argument_of},
        model::{Check, Limit, Policy, Reason},
    },
};

/// The most alternatives the runtime takes.
const MAX_ALTERNATIVES: usize = 16;

/// The most members of an alternative whose principals the runtime joins.
const MAX_JOINED: usize = 16;

/// What `#[secured(...)]` says.
pub(crate) struct Stated {
    pub(crate) policy: Policy,
    pub(crate) limit: Option<Limit>,
    pub(crate) below_floor: Option<Reason>,
    pub(crate) checks: Vec<Check>,
    pub(crate) krate: Option<Path>,
}

/// Checks the arguments of `#[secured]`; `None` if there is an error among them.
pub(crate) fn secured(args: &Args, errors: &mut Errors) -> Option<Stated> {
    let Some((first, more)) = args.requirements.split_first() else {
        Options::read(&args.options, errors);
        let first = args.options.first();
        errors.push(
            first.map_or_else(Span::call_site, |option| option.name.span()),
            "`#[secured]` needs a requirement",
            "`#[secured(bearer)]`, or `#[public(\"why\")]` for a route open to everyone",
        );
        return None;
    };
    let mut build = Build::new(errors);
    let groups = build.outermost(first);
    build.one(first, more);
    let options = Options::read(&args.options, build.errors);
    let sound = options.sound && more.is_empty();
    if groups.is_some() {
        for argument in options.arguments {
            build.sugar(first, argument);
        }
    }
    let policy = build.finish(groups, first)?;
    sound.then(|| Stated {
        policy,
        limit: options.limit,
        below_floor: options.below_floor,
        checks: options.checks.unwrap_or_default(),
        krate: options.krate.cloned(),
    })
}

/// Checks the expression of `requirement!`, and that no options stand behind it.
pub(crate) fn expression(
    name: &Ident,
    expr: &Expr,
    options: &[Named],
    errors: &mut Errors,
) -> Option<Policy> {
    if let Expr::Operator(Operator::Optional, ident, _) = expr {
        errors.push(
            ident.span(),
            "a named requirement cannot be optional",
            "put `optional(...)` around it where it is used",
        );
        return None;
    }
    let mut build = Build::new(errors);
    let groups = build.flatten(expr).map(|groups| (groups, false));
    options::beside_named(options, name, build.errors);
    build.finish(groups, expr)
}

/// Refuses alternatives that join more principals than one tuple holds.
pub(crate) fn yields_a_principal(policy: &Policy, errors: &mut Errors) {
    for group in &policy.groups {
        let count = group.members.len();
        if count > MAX_JOINED {
            errors.push(
                group.span,
                &format!("a principal joins at most {MAX_JOINED} schemes, found {count}"),
                "join fewer, or some of them by a named requirement",
            );
            return;
        }
    }
}

/// What attribute and function must agree on.
pub(crate) fn together(policy: &Policy, handler: &Handler, errors: &mut Errors) {
    if handler.principal.is_some() {
        yields_a_principal(policy, errors);
    }
    if let Some(principal) = &handler.principal
        && policy.optional
        && principal.optional().is_none()
    {
        let admitted =
            argument_of(&principal.ty, "Admitted").and_then(|inner| argument_of(inner, "Option"));
        let help = match admitted {
            Some(inner) => format!(
                "write `Option<Admitted<{}>>`",
                readable(inner.to_token_stream())
            ),
            None => "write the argument's type as `Option<...>`, not through an alias".to_owned(),
        };
        errors.push(
            principal.ty.span(),
            "an anonymous caller has no principal",
            &help,
        );
    }
}

/// A type or path without the spaces that token printing puts in.
fn readable(tokens: TokenStream) -> String {
    let mut text = tokens.to_string();
    for sign in ["::", "<", ">", ",", "(", ")", "[", "]", "&"] {
        for spaced in [format!(" {sign}"), format!("{sign} ")] {
            text = text.replace(&spaced, sign);
        }
    }
    text.replace(',', ", ")
}
