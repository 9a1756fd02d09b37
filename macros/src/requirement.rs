//! `requirement!`: a requirement with a name, used like a scheme.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{
    Attribute, Ident, Path, Token, Type, Visibility,
    ext::IdentExt,
    parse::{ParseStream, Parser},
    spanned::Spanned,
};

use crate::{
    errors::Errors,
    secured::{
        args::{Expr, Named, Operator},
        check,
        expand::{
            aliases, at, catalogue, declared_aliases, requirement as requirement_of, take_arms,
        },
        handler::uses,
        model::{Policy, Said, plain},
    },
};

struct Definition {
    krate: Path,
    attributes: Vec<Attribute>,
    visibility: Visibility,
    name: Ident,
    principal: Option<Type>,
    expr: Expr,
    options: Vec<Named>,
}

/// `$crate; pub Name -> Principal = EXPR`
pub(crate) fn requirement(tokens: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let Some(definition) = errors.take(parse.parse2(tokens)) else {
        return errors.compile_error().unwrap_or_default();
    };
    let Definition {
        name,
        principal,
        expr,
        options,
        ..
    } = &definition;
    if Operator::is_name(name) {
        errors.push(
            name.span(),
            &format!("`{name}` is part of the language"),
            "choose another name",
        );
    }
    if principal.is_none() {
        errors.push(
            name.span(),
            &format!("requirement `{name}` states no principal"),
            &format!("`requirement!({name} -> User = {})`", expr.written()),
        );
    }
    let policy = check::expression(name, expr, options, &mut errors);
    if let Some(policy) = &policy {
        check::yields_a_principal(policy, &mut errors);
    }
    match (policy, principal, errors.compile_error()) {
        (Some(policy), Some(principal), None) => expand(&definition, principal, &policy),
        (_, principal, error) => {
            let uses = uses(&expr.paths());
            let principal = principal.iter();
            quote! {
                #error
                #uses
                #(const _: ::core::marker::PhantomData<#principal> = ::core::marker::PhantomData;)*
            }
        }
    }
}

fn parse(input: ParseStream<'_>) -> syn::Result<Definition> {
    let krate = input.parse()?;
    input.parse::<Token![;]>()?;
    let attributes = input.call(Attribute::parse_outer)?;
    let visibility = input.parse()?;
    let name: Ident = input.parse()?;
    let principal = if input.peek(Token![=]) {
        None
    } else {
        input.parse::<Token![->]>()?;
        Some(input.parse()?)
    };
    input.parse::<Token![=]>()?;
    let expr = input.parse()?;
    let mut options = Vec::new();
    while input.peek(Token![,]) && input.peek2(Ident::peek_any) && input.peek3(Token![=]) {
        input.parse::<Token![,]>()?;
        options.push(input.parse()?);
    }
    input.parse::<Option<Token![;]>>()?;
    Ok(Definition {
        krate,
        attributes,
        visibility,
        name,
        principal,
        expr,
        options,
    })
}

fn expand(definition: &Definition, principal: &Type, policy: &Policy) -> TokenStream {
    let Definition {
        krate,
        attributes,
        visibility,
        name,
        ..
    } = definition;
    let krate = quote!(#krate);
    // A handler may have the same name.
    let aliases = aliases(policy, "requirement_", name);
    let declared = declared_aliases(policy, &aliases);
    let catalogue = catalogue(policy, &aliases, &krate);
    let stated = requirement_of(
        policy,
        &Said::default(),
        &aliases,
        name,
        &plain(name),
        &krate,
    );
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
            type __Catalogue = #catalogue;
            #stated
            impl #krate::Atom for #name {
                type Catalogue = __Catalogue;
                type Scopes = #krate::NoScopes;
                type Roles = #krate::NoRoles;
                type Principal = #principal;
                const DRAFT: #krate::__private::Draft = __DRAFT.named();
                const DEMAND: #krate::__private::Demand =
                    #krate::__private::Demand::of::<Self, __Catalogue>();
                const SCHEME: ::core::option::Option<&'static #krate::Scheme> =
                    ::core::option::Option::None;
                fn take(
                    mut __rest: ::core::primitive::usize,
                    __slots: &mut <__Catalogue as #krate::Catalogue>::Slots,
                ) -> ::core::option::Option<#principal> {
                    #arms
                    ::core::option::Option::None
                }
            }
        };
    }
}
