//! Checks: what an alternative yields, shared out among them and the handler.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::{GenericParam, Generics, Ident, Signature, Type, parse_quote, parse_quote_spanned};

use super::{
    placed,
    principal::{Wanted, mentions, name, take_arms, used_generics},
};
use crate::secured::{
    handler::{Principal, own_ident},
    model::{Check, Policy},
};

/// The checks of a handler.
pub(super) struct Checks<'c> {
    each: Vec<Named<'c>>,
    krate: &'c TokenStream,
}

/// A check by a type that can be named where the handler stands.
struct Named<'c> {
    check: &'c Check,
    ty: TokenStream,
    /// Whether that is an alias of ours. What mentions parameters of the handler no alias can say.
    aliased: bool,
}

impl Named<'_> {
    /// The path is what rustc complains about: with the author's own span.
    fn ident(&self, suffix: &str) -> Ident {
        Ident::new(&format!("{}{suffix}", self.ty), self.check.span)
    }
}

impl<'c> Checks<'c> {
    pub(super) fn new(checks: &'c [Check], signature: &Signature, krate: &'c TokenStream) -> Self {
        let params = &signature.generics.params;
        let named = |(index, check): (usize, &'c Check)| {
            let path = check.path.to_token_stream();
            let aliased = !params
                .iter()
                .any(|param| mentions(path.clone(), name(param)));
            let ty = if aliased {
                let mut alias = own_ident("check_", &signature.ident, &format!("_{index}"));
                alias.set_span(check.span);
                alias.into_token_stream()
            } else {
                placed(&path, check.span)
            };
            Named { check, ty, aliased }
        };
        Self {
            each: checks.iter().enumerate().map(named).collect(),
            krate,
        }
    }

    /// An alias for each path, so that a misspelt one is reported once, and one that rests on the proof
    /// that it is a check: of what is not proven nothing follows, no second error either.
    pub(super) fn declared(&self) -> TokenStream {
        let nameable = self.each.iter().filter(|named| named.aliased);
        let aliases = nameable.map(|named| {
            let Check { path, span, .. } = named.check;
            let krate = self.krate;
            let (alias, written) = (&named.ty, named.ident("_written"));
            let is_check = {
                let krate = placed(krate, *span);
                quote_spanned!(*span=> #krate::__private::is_check::<#written>())
            };
            quote! {
                #[doc(hidden)]
                #[allow(non_camel_case_types, dead_code)]
                type #written = #path;
                #[doc(hidden)]
                #[allow(non_camel_case_types, dead_code)]
                type #alias =
                    <#krate::__private::Proven<{ #is_check }> as #krate::__private::Of<#written>>::Type;
            }
        });
        quote!(#(#aliases)*)
    }

    /// Those that mention parameters of the handler, as a tuple: the guard has to say them.
    pub(super) fn mentioning(&self) -> TokenStream {
        let types = self.each.iter().filter(|named| !named.aliased);
        let types = types.map(|named| &named.ty);
        quote!((#(#types,)*))
    }

    /// All of them, as a tuple.
    fn tuple(&self) -> TokenStream {
        let types = self.each.iter().map(|named| &named.ty);
        quote!((#(#types,)*))
    }

    /// Their names, and how they and the handler get their principals.
    pub(super) fn checking(
        &self,
        policy: &Policy,
        aliases: &[Ident],
        principal: Option<&Principal>,
        generics: &Generics,
        marker: &Ident,
    ) -> TokenStream {
        let krate = self.krate;
        let nothing: Type = parse_quote!(());
        let ty = principal.map_or(&nothing, |principal| &principal.ty);
        let mentioning = self.mentioning();
        let used = self.used_generics(generics, &quote!(#ty #mentioning));
        let (implemented, _, bounds) = used.split_for_impl();
        let params = used
            .params
            .iter()
            .filter(|param| !matches!(param, GenericParam::Lifetime(_)));
        let params = params.map(name);
        let wanted = principal.map(|principal| Wanted::new(principal, policy));
        let arms = take_arms(policy, aliases, krate, |group| {
            self.shared(group, wanted.as_ref())
        });
        let rest = self.rest(policy, wanted.is_some());
        let is_admitted = wanted.as_ref().is_some_and(Wanted::is_admitted);
        let proofs = if is_admitted {
            quote!(proofs::<__Catalogue>)
        } else {
            let tuple = self.tuple();
            quote!(proofs_for::<__Catalogue, #tuple>)
        };
        let names = self.each.iter().map(|named| &named.check.name);
        quote! {
            impl #krate::__private::Checked for #marker {
                const CHECKS: &'static [&'static ::core::primitive::str] = &[#(#names),*];
            }
            impl #implemented #krate::__private::Checking<__S, #ty, #mentioning, __Catalogue> for #marker #bounds {
                fn take(
                    __alternative: ::core::option::Option<::core::primitive::usize>,
                    __slots: &mut <__Catalogue as #krate::Catalogue>::Slots,
                ) -> ::core::option::Option<(#ty, impl #krate::__private::Run<__S> + use<#(#params),*>)> {
                    #rest
                    let __proofs = #krate::__private::#proofs(
                        <Self as #krate::__private::Requirement<__Catalogue>>::POLICY,
                        __rest,
                        __slots,
                    );
                    #arms
                    ::core::option::Option::None
                }
            }
        }
    }

    /// What determines the implementation, with the state in which the checks can run.
    fn used_generics(&self, generics: &Generics, mentioned: &TokenStream) -> Generics {
        let mut used = used_generics(generics, mentioned);
        used.params.push(parse_quote!(__S: ::core::marker::Sync));
        let clause = used.make_where_clause();
        for Named { check, ty, .. } in &self.each {
            let krate = placed(self.krate, check.span);
            clause
                .predicates
                .push(parse_quote_spanned!(check.span=> #ty: #krate::__private::CheckIn<__S>));
        }
        used
    }

    /// What is yielded is cloned for each of them, except for the last who receives it: the handler,
    /// if it wants the principal.
    fn shared(&self, group: &TokenStream, wanted: Option<&Wanted<'_>>) -> TokenStream {
        let count = self.each.len();
        let lent = self.each.iter().enumerate();
        let lent = lent.map(|(index, Named { check, ty, .. })| {
            let krate = placed(self.krate, check.span);
            let is_last = index + 1 == count && wanted.is_none();
            let (lent, yielded) = if is_last {
                ("lent", quote!(__principal, &__proofs))
            } else {
                ("lent_a_clone", quote!(&__principal, &__proofs))
            };
            let lent = Ident::new(lent, check.span);
            quote_spanned!(check.span=> #krate::__private::#lent::<#ty, #group>(#yielded))
        });
        let nothing = || quote!(());
        let converted = wanted.map_or_else(nothing, |wanted| wanted.converted(group, self.krate));
        let lending = self.lending();
        quote!({
            let __checks = #lending((#(#lent,)*));
            (#converted, __checks)
        })
    }

    /// Which alternative it is; where there is none, what is lent to checks of anonymous callers.
    fn rest(&self, policy: &Policy, is_wanted: bool) -> TokenStream {
        if !policy.optional {
            return quote!(let mut __rest = __alternative?;);
        }
        let lent = self.each.iter().map(|Named { check, ty, .. }| {
            let krate = placed(self.krate, check.span);
            quote_spanned!(check.span=> #krate::__private::lent_to_anonymous::<#ty>())
        });
        let principal = if is_wanted {
            quote!(::core::option::Option::None)
        } else {
            quote!(())
        };
        let lending = self.lending();
        quote! {
            let ::core::option::Option::Some(mut __rest) = __alternative else {
                return ::core::option::Option::Some((#principal, #lending((#(#lent,)*))));
            };
        }
    }

    /// What makes them runnable of what is lent to each.
    fn lending(&self) -> TokenStream {
        let (krate, tuple) = (self.krate, self.tuple());
        quote!(#krate::__private::Lending::<#tuple>::new)
    }
}
