//! `requirement!`: a requirement with a name, used like a scheme.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{
    Attribute, Ident, Path, Token, Type, Visibility,
    parse::{ParseStream, Parser},
    spanned::Spanned,
};

use crate::{
    errors::Errors,
    secured::{
        args::{Expr, Operator},
        check,
        expand::{aliases, assertions, at, declared_aliases, draft, site, take_arms},
        model::plain,
    },
};

struct Definition {
    krate: Path,
    attributes: Vec<Attribute>,
    visibility: Visibility,
    name: Ident,
    principal: Type,
    expr: Expr,
}

/// `$crate; pub Name -> Principal = EXPR`
pub(crate) fn requirement(tokens: TokenStream) -> TokenStream {
    let parsed = (|input: ParseStream<'_>| {
        let krate = input.parse()?;
        input.parse::<Token![;]>()?;
        let attributes = input.call(Attribute::parse_outer)?;
        let visibility = input.parse()?;
        let name: Ident = input.parse()?;
        input.parse::<Token![->]>()?;
        let principal = input.parse()?;
        input.parse::<Token![=]>()?;
        let expr = input.parse()?;
        input.parse::<Option<Token![;]>>()?;
        Ok(Definition {
            krate,
            attributes,
            visibility,
            name,
            principal,
            expr,
        })
    })
    .parse2(tokens);
    let mut errors = Errors::default();
    let Some(definition) = errors.take(parsed) else {
        return errors.compile_error().unwrap_or_default();
    };
    if Operator::is_name(&definition.name) {
        let name = &definition.name;
        errors.push(
            name.span(),
            &format!("`{name}` is part of the language"),
            "choose another name",
        );
    }
    let policy = check::expression(&definition.expr, &mut errors);
    match (policy, errors.compile_error()) {
        (Some(policy), None) => expand(&definition, &policy),
        (_, error) => error.unwrap_or_default(),
    }
}

fn expand(definition: &Definition, policy: &crate::secured::model::Policy) -> TokenStream {
    let Definition {
        krate,
        attributes,
        visibility,
        name,
        principal,
        ..
    } = definition;
    let krate = quote!(#krate);
    let aliases = aliases(policy, name);
    let declared = declared_aliases(policy, &aliases);
    let first = &aliases[policy.groups[0].members[0]];
    let draft = draft(policy, &aliases, &krate);
    let assertions = assertions(policy, &aliases, &krate);
    let site = site(&plain(name), &krate);
    let mutable = (policy.groups.len() > 1).then(|| quote!(mut));
    let span = principal.span();
    let arms = take_arms(
        policy,
        &aliases,
        &krate,
        |group| quote_spanned!(at(span)=> <#principal as ::core::convert::From<#group>>::from(__principal)),
    );
    quote! {
        #(#attributes)*
        #[allow(missing_debug_implementations, missing_docs, dead_code)]
        #visibility enum #name {}
        #declared
        const _: () = {
            type __Catalogue = <#first as #krate::Atom>::Catalogue;
            const __DRAFT: #krate::__private::Draft = #draft;
            #assertions
            impl #krate::Atom for #name {
                type Catalogue = __Catalogue;
                type Scopes = #krate::NoScopes;
                type Principal = #principal;
                const DRAFT: #krate::__private::Draft = __DRAFT.named();
                const SCHEME: ::core::option::Option<&'static #krate::Scheme> =
                    ::core::option::Option::None;
                fn take(
                    #mutable __rest: ::core::primitive::usize,
                    __slots: &mut <__Catalogue as #krate::Catalogue>::Slots,
                ) -> ::core::option::Option<#principal> {
                    #arms
                    ::core::option::Option::None
                }
            }
            impl #krate::__private::Requirement<__Catalogue> for #name {
                const POLICY: &'static #krate::requirement::Policy = {
                    const NEEDS: [#krate::requirement::Need; __DRAFT.needs_len()] = __DRAFT.needs();
                    const ENDS: [::core::primitive::u8; __DRAFT.len()] = __DRAFT.ends();
                    &#krate::requirement::Policy::new(
                        &NEEDS, &ENDS, false, <__Catalogue as #krate::Catalogue>::SCHEMES,
                    )
                };
                const SITE: #krate::requirement::Site = #site;
            }
        };
    }
}
