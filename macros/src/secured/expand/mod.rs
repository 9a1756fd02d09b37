//! The expansion: one marker, one constant, the principal, the document's link, the function.

mod checks;
mod policy;
mod principal;

use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::{FnArg, Ident, Meta, parse_quote};

use self::checks::Checks;
pub(crate) use self::{
    policy::{aliases, catalogue, declared_aliases, requirement, site},
    principal::take_arms,
};
use crate::secured::{
    handler::{Handler, Principal, own_ident},
    model::{Policy, Reason, Said},
};

/// The author's place, with names of ours resolved where the macro stands: an author's token that
/// came through `macro_rules!` sees other names.
pub(crate) fn at(span: Span) -> Span {
    span.resolved_at(Span::call_site())
}

/// The same tokens, all of them at `span`: one that stands elsewhere would widen the arrow.
pub(crate) fn placed(tokens: &TokenStream, span: Span) -> TokenStream {
    let place = |token: TokenTree| {
        let mut token = match token {
            TokenTree::Group(group) => {
                Group::new(group.delimiter(), placed(&group.stream(), span)).into()
            }
            token => token,
        };
        token.set_span(token.span().located_at(span));
        token
    };
    tokens.clone().into_iter().map(place).collect()
}

/// A guarded handler.
pub(crate) fn secured(
    policy: &Policy,
    said: &Said<'_>,
    mut handler: Handler,
    krate: &TokenStream,
) -> TokenStream {
    let name = handler.signature.ident.clone();
    let marker = own_ident("decision_", &name, "");
    let aliases = aliases(policy, "scheme_", &name);
    let declared = declared_aliases(policy, &aliases);
    let catalogue = catalogue(policy, &aliases, krate);
    let requirement = requirement(policy, said, &aliases, &marker, &handler.name(), krate);
    let principal = handler.principal.take();
    let generics = &handler.signature.generics;
    let guarding = if said.checks.is_empty() {
        let code = principal.as_ref().map(|principal| {
            principal::yields(policy, &aliases, principal, generics, &marker, krate)
        });
        Guarding::plain(principal.as_ref(), code.unwrap_or_default())
    } else {
        let checks = Checks::new(said.checks, &handler.signature, krate);
        let code = checks.checking(policy, &aliases, principal.as_ref(), generics, &marker);
        Guarding::checked(principal.as_ref(), &checks, code)
    };
    let Guarding {
        kind,
        arguments,
        declared: declared_checks,
        code,
    } = guarding;
    let span = at(policy.first().span);
    let placed = placed(krate, span);
    let guard = {
        let kind = Ident::new(kind, span);
        quote_spanned!(span=> #placed::__private::#kind<#marker, #catalogue #arguments>)
    };
    let argument = argument(principal, kind, &guard, krate);
    let rest = assemble(&marker, &guard, argument, handler, krate);
    quote! {
        #declared
        #declared_checks
        const _: () = {
            type __Catalogue = #catalogue;
            #requirement
            #code
        };
        #rest
    }
}

/// Which guard it is.
struct Guarding {
    kind: &'static str,
    /// Behind marker and catalogue.
    arguments: TokenStream,
    /// What stands beside the handler for it.
    declared: TokenStream,
    /// What stands beside the requirement for it.
    code: TokenStream,
}

impl Guarding {
    fn plain(principal: Option<&Principal>, code: TokenStream) -> Self {
        let ty = principal.map(|principal| &principal.ty);
        Self {
            kind: if ty.is_some() { "GuardWith" } else { "Guard" },
            arguments: ty.map(|ty| quote!(, #ty)).unwrap_or_default(),
            declared: TokenStream::new(),
            code,
        }
    }

    fn checked(principal: Option<&Principal>, checks: &Checks<'_>, code: TokenStream) -> Self {
        let ty = principal.map(|principal| principal.ty.to_token_stream());
        let ty = ty.unwrap_or_else(|| quote!(()));
        let mentioning = checks.mentioning();
        Self {
            kind: "GuardChecked",
            arguments: quote!(, #ty, #mentioning),
            declared: checks.declared(),
            code,
        }
    }
}

/// The guard as the handler's first argument: in the place of the principal, if there is one.
fn argument(
    principal: Option<Principal>,
    kind: &str,
    guard: &TokenStream,
    krate: &TokenStream,
) -> FnArg {
    let Some(principal) = principal else {
        return parse_quote!(_: #guard);
    };
    let kind = Ident::new(kind, Span::call_site());
    let attributes = &principal.attributes;
    let pattern = principal::named_wildcards(principal.pattern);
    parse_quote!(#(#attributes)* #krate::__private::#kind(#pattern): #guard)
}

/// A public handler.
pub(crate) fn public(
    Reason(reason): &Reason,
    said: &Said<'_>,
    handler: Handler,
    krate: &TokenStream,
) -> TokenStream {
    let marker = own_ident("decision_", &handler.signature.ident, "");
    let site = site(&handler.name(), krate);
    let said = policy::said(said, krate);
    let guard = quote!(#krate::__private::Open<#marker>);
    let argument = parse_quote!(_: #guard);
    let rest = assemble(&marker, &guard, argument, handler, krate);
    quote! {
        const _: () = {
            impl #krate::__private::Declaration for #marker {
                const REASON: &'static ::core::primitive::str = #reason;
                const SITE: #krate::requirement::Site = #site;
                #said
            }
        };
        #rest
    }
}

/// Marker, document and function: what both decisions share, names included, so that two
/// decisions on one handler collide.
fn assemble(
    marker: &Ident,
    guard: &TokenStream,
    argument: FnArg,
    handler: Handler,
    krate: &TokenStream,
) -> TokenStream {
    let Handler {
        mut attributes,
        visibility,
        mut signature,
        body,
        document,
        ..
    } = handler;
    let path = own_ident("path_", &signature.ident, "");
    let document = match document {
        // The name that `#[utoipa::path]` takes: where it stands above the decision, and would
        // publish the operation without it, the two collide.
        None => quote! {
            #[doc(hidden)]
            #[allow(non_camel_case_types, dead_code, missing_debug_implementations, unreachable_pub)]
            #visibility enum #path {}
        },
        Some(index) => {
            // utoipa describes a type of ours; the type it would have made, which everybody asks
            // for the operation, then adds the decision.
            let described = own_ident("described_", &signature.ident, "");
            let mut attribute = attributes.remove(index);
            if let Meta::List(list) = &mut attribute.meta {
                let written = &list.tokens;
                list.tokens = quote!(impl_for = #described, #written);
            }
            // `#[debug_handler]` repeats what stands below it.
            attributes.insert(0, attribute);
            quote!(#krate::__documented! { #visibility #marker #path #described #guard })
        }
    };
    signature.inputs.insert(0, argument);
    quote! {
        #[doc(hidden)]
        #[allow(non_camel_case_types, dead_code, missing_debug_implementations, unreachable_pub)]
        #visibility enum #marker {}
        #document
        #(#attributes)*
        #[allow(private_interfaces)] // a scheme may be less visible than what it guards
        #visibility #signature #body
    }
}
