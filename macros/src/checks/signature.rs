//! The signature of a check: a reference to the principal, then extractors.

use proc_macro2::Span;
use quote::ToTokens;
use syn::{Attribute, FnArg, ItemFn, ReturnType, Signature, Type, parse_quote, spanned::Spanned};

use super::{
    EXAMPLE,
    types::{bare, unfit_extractor, unfit_principal},
};
use crate::{
    errors::Errors,
    secured::handler::{argument_of, decided, decides, mentions, mentions_self, take_marks},
};

/// Extractors that read the body, by their names in axum.
const OF_THE_BODY: [&str; 8] = [
    "Body",
    "Bytes",
    "Form",
    "Json",
    "Multipart",
    "RawForm",
    "Request",
    "String",
];

/// What a checked function looks at.
pub(super) struct Check {
    pub(super) principal: Type,
    /// Whether it is written as `Option<&User>`.
    pub(super) inside: bool,
    pub(super) extracted: Vec<Type>,
}

impl Check {
    /// What stands behind the `&`.
    pub(super) fn referred(&self) -> &Type {
        let inner = argument_of(&self.principal, "Option").filter(|_| self.inside);
        inner.unwrap_or(&self.principal)
    }

    /// What the principal is converted to, whether that is admitted, and whether there may be none.
    pub(super) fn wanted(&self) -> (&Type, bool, bool) {
        let inner = argument_of(&self.principal, "Option");
        let ty = inner.unwrap_or(&self.principal);
        let admitted = argument_of(ty, "Admitted");
        (admitted.unwrap_or(ty), admitted.is_some(), inner.is_some())
    }
}

/// Reads the signature; `None` if there is an error in it.
pub(super) fn check(function: &mut ItemFn, errors: &mut Errors) -> Option<Check> {
    let mut refuse = Refuse {
        errors,
        sound: true,
    };
    refuse.attributes(&mut function.attrs, &function.sig);
    if !refuse.sound {
        return None;
    }
    refuse.marks(&mut function.sig);
    let signature = &function.sig;
    refuse.kind(signature);
    let mut types = signature.inputs.iter().filter_map(|input| match input {
        FnArg::Receiver(_) => None,
        FnArg::Typed(typed) => Some(&*typed.ty),
    });
    let principal = refuse.principal(signature, types.next());
    let extracted: Vec<Type> = types.cloned().collect();
    for ty in &extracted {
        refuse.extractor(ty);
    }
    refuse.output(signature);
    let (principal, inside) = principal.filter(|_| refuse.sound)?;
    Some(Check {
        principal,
        inside,
        extracted,
    })
}

struct Refuse<'e> {
    errors: &'e mut Errors,
    sound: bool,
}

impl Refuse<'_> {
    fn push(&mut self, span: Span, problem: &str, help: &str) {
        self.errors.push(span, problem, help);
        self.sound = false;
    }

    /// A second `#[check]`, and the decisions of handlers.
    fn attributes(&mut self, attributes: &mut Vec<Attribute>, signature: &Signature) {
        const BOTH: (&str, &str) = (
            "a function is a check or a handler, not both",
            "write a check of its own and name it: `#[secured(bearer, check = can_edit)]`",
        );
        if decided(signature).is_some() {
            self.push(signature.ident.span(), BOTH.0, BOTH.1);
        }
        attributes.retain(|attribute| {
            let is_second = attribute.path().is_ident("check");
            if is_second {
                self.push(attribute.path().span(), "duplicate `#[check]`", "");
            } else if decides(attribute).is_some() {
                self.push(attribute.path().span(), BOTH.0, BOTH.1);
            }
            !is_second
        });
    }

    /// `#[principal]`, which belongs to handlers, and what would take an argument away.
    fn marks(&mut self, signature: &mut Signature) {
        for argument in &mut signature.inputs {
            if let Some(mark) = take_marks(argument).first() {
                self.push(
                    mark.path().span(),
                    "a check's first argument is the principal",
                    "remove `#[principal]`",
                );
            }
            let FnArg::Typed(argument) = argument else {
                continue;
            };
            let is_conditional = |known: &&Attribute| {
                ["cfg", "cfg_attr"]
                    .iter()
                    .any(|name| known.path().is_ident(name))
            };
            if let Some(condition) = argument.attrs.iter().find(is_conditional) {
                self.push(
                    condition.path().span(),
                    "a check's arguments are not conditional",
                    "write two checks, each below its own `#[cfg(...)]`",
                );
            }
        }
    }

    fn kind(&mut self, signature: &Signature) {
        let name = &signature.ident;
        if signature.asyncness.is_none() {
            self.push(
                name.span(),
                &format!("check `{name}` must be async"),
                &format!("write `async fn {name}`"),
            );
        }
        if let Some(token) = mentions(signature.to_token_stream(), &["unsafe"]) {
            self.push(
                token,
                &format!("check `{name}` must be safe"),
                "remove `unsafe`",
            );
        }
        if let Some(span) = mentions_self(signature.to_token_stream()) {
            self.push(
                span,
                &format!("check `{name}` must be a free function"),
                "move it out of the `impl` block",
            );
        }
        if let Some(lifetime) = signature.generics.lifetimes().next() {
            self.push(
                lifetime.span(),
                &format!("check `{name}` has a lifetime of its own"),
                "leave it out: `user: &User`",
            );
        }
    }

    fn output(&mut self, signature: &Signature) {
        let name = &signature.ident;
        let span = match &signature.output {
            ReturnType::Default => name.span(),
            ReturnType::Type(_, ty) if is_named(ty, &["bool", "Option", "Result"]).is_some() => {
                ty.span()
            }
            ReturnType::Type(..) => return,
        };
        self.push(
            span,
            &format!("check `{name}` answers no `Decision`"),
            "`Decision::Allow`, `Decision::Deny(\"why\")` or `Decision::Hide`",
        );
    }

    /// What is referred to, and whether that stands inside of an `Option`.
    fn principal(&mut self, signature: &Signature, first: Option<&Type>) -> Option<(Type, bool)> {
        let inner = first.and_then(|ty| argument_of(ty, "Option"));
        let reference = match inner.or(first).map(bare) {
            Some(Type::Reference(reference)) if reference.mutability.is_none() => reference,
            // What has a receiver is told so.
            None if signature.receiver().is_some() => return None,
            _ => {
                let span = first.map_or_else(|| signature.ident.span(), Spanned::span);
                let problem = "a check begins with a reference to the principal";
                self.push(span, problem, EXAMPLE);
                return None;
            }
        };
        // One of the function's own is told of already.
        if let Some(lifetime) = &reference.lifetime
            && signature.generics.lifetimes().next().is_none()
        {
            self.push(
                lifetime.span(),
                "the principal is lent for the time of the check",
                "leave the lifetime out: `user: &User`",
            );
        }
        if let Some((span, problem, help)) = unfit_principal(&reference.elem) {
            self.push(span, problem, help);
        }
        let ty = &reference.elem;
        Some(match inner {
            Some(_) => (parse_quote!(::core::option::Option<#ty>), true),
            None => ((**ty).clone(), false),
        })
    }

    fn extractor(&mut self, ty: &Type) {
        if let Some((span, problem, help)) = unfit_extractor(ty) {
            self.push(span, problem, help);
        } else if let Some(name) = is_named(ty, &OF_THE_BODY) {
            self.push(
                ty.span(),
                &format!("a check runs before the body is read, and takes no `{name}`"),
                "look at the body in the handler",
            );
        }
    }
}

/// Which of the names the type has.
fn is_named(ty: &Type, names: &[&'static str]) -> Option<&'static str> {
    let Type::Path(path) = bare(ty) else {
        return None;
    };
    let last = path.path.segments.last()?;
    names.iter().copied().find(|name| last.ident == name)
}
