//! The expansion: a type of the function's name, and what the guard asks of it.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens as _, format_ident, quote, quote_spanned};
use syn::{
    GenericParam, Generics, Ident, ItemFn, ReturnType, WherePredicate, parse_quote,
    parse_quote_spanned, spanned::Spanned,
};

use super::signature::Check;
use crate::secured::{
    expand::{at, placed},
    handler::mentions,
    model::plain,
};

/// The type of the function's name, by which `check = ...` names it: in the type namespace alone, so
/// that the function stays what it is.
fn named(function: &ItemFn) -> TokenStream {
    let (visibility, name) = (&function.vis, &function.sig.ident);
    let bare = |param: &GenericParam| -> Option<GenericParam> {
        match param {
            GenericParam::Lifetime(_) => None,
            GenericParam::Type(param) => {
                let name = &param.ident;
                Some(parse_quote!(#name: ?::core::marker::Sized))
            }
            GenericParam::Const(param) => {
                let (name, ty) = (&param.ident, &param.ty);
                Some(parse_quote!(const #name: #ty))
            }
        }
    };
    let generics = &function.sig.generics;
    let bare: Vec<_> = generics.params.iter().filter_map(bare).collect();
    let types: Vec<_> = generics.type_params().map(|param| &param.ident).collect();
    let held = (!types.is_empty()).then(|| {
        quote! {
            #[doc(hidden)]
            __Never(
                ::core::convert::Infallible,
                #(::core::marker::PhantomData<fn() -> ::core::marker::PhantomData<#types>>,)*
            )
        }
    });
    let deprecated = function
        .attrs
        .iter()
        .filter(|attribute| attribute.path().is_ident("deprecated"));
    let about = format!("The check `{}`, as `check = ...` names it.", plain(name));
    quote! {
        #[doc = #about]
        #(#deprecated)*
        #[allow(non_camel_case_types, dead_code, missing_debug_implementations, unreachable_pub)]
        #visibility enum #name<#(#bare),*> { #held }
    }
}

/// The parameters of the function, as those of its type, which lives on its own. A principal that is one
/// of them, or holds one, is what principals are.
fn generics(function: &ItemFn, check: &Check) -> Generics {
    let mut generics = function.sig.generics.clone();
    let types: Vec<_> = generics
        .type_params()
        .map(|param| param.ident.clone())
        .collect();
    if !types.is_empty() {
        let clause = generics.make_where_clause();
        clause.predicates.extend(
            types
                .iter()
                .map(|name| -> WherePredicate { parse_quote!(#name: 'static) }),
        );
    }
    let referred = check.referred();
    let is_mentioned =
        |name: &Ident| mentions(referred.to_token_stream(), &[&name.to_string()]).is_some();
    if types.iter().any(is_mentioned) {
        let span = at(referred.span());
        let clause = generics.make_where_clause();
        clause.predicates.push(
            parse_quote_spanned!(span=> #referred: ::core::marker::Send + ::core::marker::Sync),
        );
    }
    generics
}

/// `generics` with one more parameter.
fn with(generics: &Generics, param: GenericParam) -> Generics {
    let mut generics = generics.clone();
    generics.params.push(param);
    generics
}

pub(super) fn check(function: &ItemFn, check: &Check, krate: &TokenStream) -> TokenStream {
    let named = named(function);
    let name = &function.sig.ident;
    let generics = generics(function, check);
    let (implemented, arguments, bounds) = generics.split_for_impl();
    let principal = &check.principal;
    let (_, is_admitted, is_optional) = check.wanted();
    let associated = {
        // Where it is less visible than the function, rustc says so.
        let span = at(principal.span());
        quote_spanned!(span=> type Principal = #principal;)
    };
    let obtains = obtains(function, check, krate);
    let runs = runs(function, check, krate);
    let anonymous = is_optional.then(|| {
        quote! {
            impl #implemented #krate::__private::Anonymous for #name #arguments #bounds {
                fn absent() -> #principal {
                    ::core::option::Option::None
                }
            }
        }
    });
    quote! {
        #named
        #[allow(deprecated)] // it is said where it is named
        const _: () = {
            impl #implemented #krate::__private::Check for #name #arguments #bounds {
                #associated
                const PROOFS: ::core::primitive::bool = #is_admitted;
            }
            #anonymous
            #obtains
            #runs
        };
    }
}

/// How the principal is obtained, from whatever an alternative yields.
fn obtains(function: &ItemFn, check: &Check, krate: &TokenStream) -> TokenStream {
    let (name, generics) = (&function.sig.ident, &generics(function, check));
    let (_, arguments, _) = generics.split_for_impl();
    let principal = &check.principal;
    let (wanted, is_admitted, is_optional) = check.wanted();
    let span = at(wanted.span());
    let mut generics = with(generics, parse_quote!(__P));
    generics
        .make_where_clause()
        .predicates
        .push(parse_quote_spanned!(span=> #wanted: ::core::convert::From<__P>));
    let (implemented, _, bounds) = generics.split_for_impl();
    let mut obtained = quote!(<#wanted as ::core::convert::From<__P>>::from(__principal));
    if is_admitted {
        obtained = quote!(#krate::Admitted::new(#obtained, __proofs.to_vec()));
    }
    if is_optional {
        obtained = quote!(::core::option::Option::Some(#obtained));
    }
    quote! {
        impl #implemented #krate::__private::Obtains<__P> for #name #arguments #bounds {
            fn obtain(__principal: __P, __proofs: &[#krate::__private::Proof]) -> #principal {
                #obtained
            }
        }
    }
}

/// What extracts and calls, in whatever state the extractors know.
fn runs(function: &ItemFn, check: &Check, krate: &TokenStream) -> TokenStream {
    let (name, generics) = (&function.sig.ident, &generics(function, check));
    let (_, arguments, _) = generics.split_for_impl();
    let (principal, extracted) = (&check.principal, &check.extracted);
    let state = parse_quote!(__S: ::core::marker::Send + ::core::marker::Sync);
    let mut generics = with(generics, state);
    let clause = generics.make_where_clause();
    for ty in extracted {
        let span = at(ty.span());
        let krate = placed(krate, ty.span());
        clause.predicates.push(parse_quote_spanned! {span=>
            #ty: #krate::__private::FromRequestParts<__S> + ::core::marker::Send
        });
    }
    let (implemented, _, bounds) = generics.split_for_impl();
    let values = (0..extracted.len())
        .map(|index| format_ident!("__extracted_{index}", span = Span::call_site()));
    let values: Vec<_> = values.collect();
    let turbofish = arguments.as_turbofish();
    let output = match &function.sig.output {
        ReturnType::Default => name.span(),
        ReturnType::Type(_, ty) => ty.span(),
    };
    let who = if check.inside {
        quote!(::core::option::Option::as_ref(__principal))
    } else {
        quote!(__principal)
    };
    let mut name_there = name.clone();
    name_there.set_span(name.span().located_at(output));
    let called = quote_spanned!(output=> #name_there #turbofish (#who, #(#values),*).await);
    quote! {
        impl #implemented #krate::__private::CheckIn<__S> for #name #arguments #bounds {
            async fn check(
                __principal: &#principal,
                __parts: &mut #krate::__private::Parts,
                __state: &__S,
            ) -> ::core::result::Result<#krate::Decision, #krate::__private::Response> {
                #(let #values = #krate::__private::extracted::<#extracted, __S>(__parts, __state).await?;)*
                let __decision: #krate::Decision = #called;
                ::core::result::Result::Ok(__decision)
            }
        }
    }
}

/// What stands in for a check that is refused, so that it is told of once; beside a `compile_error!` it
/// looks at nobody.
pub(super) fn refused(function: &ItemFn, krate: &TokenStream) -> TokenStream {
    let named = named(function);
    let name = &function.sig.ident;
    let mut generics = Generics::default();
    for param in &function.sig.generics.params {
        match param {
            GenericParam::Lifetime(_) => {}
            GenericParam::Type(param) => {
                let name = &param.ident;
                generics.params.push(parse_quote!(#name: 'static));
            }
            GenericParam::Const(_) => generics.params.push(param.clone()),
        }
    }
    let (implemented, arguments, _) = generics.split_for_impl();
    let obtaining = with(&generics, parse_quote!(__P));
    let (obtaining, ..) = obtaining.split_for_impl();
    let running = with(&generics, parse_quote!(__S: ::core::marker::Sync));
    let (running, ..) = running.split_for_impl();
    quote! {
        #named
        #[allow(deprecated)] // it is said where it is named
        const _: () = {
            impl #implemented #krate::__private::Check for #name #arguments {
                type Principal = ();
                const PROOFS: ::core::primitive::bool = false;
            }
            impl #implemented #krate::__private::Anonymous for #name #arguments {
                fn absent() {}
            }
            impl #obtaining #krate::__private::Obtains<__P> for #name #arguments {
                fn obtain(_: __P, _: &[#krate::__private::Proof]) {}
            }
            impl #running #krate::__private::CheckIn<__S> for #name #arguments {
                async fn check(
                    _: &(),
                    _: &mut #krate::__private::Parts,
                    _: &__S,
                ) -> ::core::result::Result<#krate::Decision, #krate::__private::Response> {
                    ::core::result::Result::Ok(#krate::Decision::Hide)
                }
            }
        };
    }
}
