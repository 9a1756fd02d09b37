//! The rules of a requirement, with their wording.

mod advice;
mod expression;
mod options;
mod scopes;

use proc_macro2::Span;
use syn::{Path, spanned::Spanned};

pub(crate) use self::scopes::is_scope_character;
use self::{expression::Build, options::Options};
use crate::{
    errors::Errors,
    secured::{
        args::{Args, Expr, Operator},
        handler::Handler,
        model::Policy,
    },
};

/// The most alternatives the runtime takes.
const MAX_ALTERNATIVES: usize = 16;

/// What `#[secured(...)]` says.
pub(crate) struct Stated {
    pub(crate) policy: Policy,
    pub(crate) krate: Option<Path>,
}

/// Checks the arguments of `#[secured]`; `None` if there is an error among them.
pub(crate) fn secured(args: &Args, errors: &mut Errors) -> Option<Stated> {
    let Some((first, more)) = args.requirements.split_first() else {
        errors.push(
            Span::call_site(),
            "`#[secured]` needs a requirement",
            "`#[secured(bearer)]`, or `#[public(\"why\")]` for a route open to everyone",
        );
        return None;
    };
    let mut sound = true;
    for second in more {
        let written = second.written();
        errors.push(
            second.span(),
            "a second requirement needs to be joined to the first",
            &format!(
                "`any(..., {written})` if one suffices, `all(..., {written})` if both are needed"
            ),
        );
        sound = false;
    }
    let options = Options::read(&args.options, errors);
    let mut build = Build::new(errors);
    let groups = build.outermost(first);
    if let (Some((name, list)), Some(_)) = (options.scopes, &groups) {
        build.sugar(first, name, list);
    }
    let policy = build.finish(groups, first)?;
    (sound && options.sound).then(|| Stated {
        policy,
        krate: options.krate.cloned(),
    })
}

/// Checks the expression of `requirement!`.
pub(crate) fn expression(expr: &Expr, errors: &mut Errors) -> Option<Policy> {
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
    build.finish(groups, expr)
}

/// What attribute and function must agree on.
pub(crate) fn together(policy: &Policy, handler: &Handler, errors: &mut Errors) {
    if let Some(principal) = &handler.principal
        && policy.optional
        && principal.optional().is_none()
    {
        errors.push(
            principal.ty.span(),
            "an anonymous caller has no principal",
            "write the argument's type as `Option<...>`, not through an alias",
        );
    }
}
