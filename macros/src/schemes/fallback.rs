//! Fallback: what a struct of schemes with a mistake leaves, so that its handlers repeat no error.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Fields, Ident};

use crate::{
    errors::Errors,
    schemes::{PRIMITIVES, args::StructArgs, marker::marker, proofs::carrier},
    secured::{crate_path, model::plain},
};

/// The errors, and every scheme with the types and constants of an error already reported.
pub(crate) fn fallback(item: &DeriveInput, errors: &TokenStream) -> TokenStream {
    let Some(schemes) = schemes(item) else {
        return errors.clone();
    };
    let args = StructArgs::read(&item.attrs, &mut Errors::default());
    let krate = crate_path(args.krate);
    let markers = schemes
        .iter()
        .map(|(name, visibility)| marker(name, visibility, &item.vis, None));
    let owner = &item.ident;
    let carrier = carrier();
    let atoms = schemes.iter().map(|(name, _)| atom(name, owner, &krate));
    quote! {
        #(#markers)*
        const _: () = {
            #carrier
            const __FAILED: ::core::primitive::bool = {
                #errors
                true
            };
            type __Failed = <__Proof<{ __FAILED }> as __Of<()>>::Type;
            impl #krate::Catalogue for #owner {
                type Slots = ();
                type Render = #krate::render::Problem;
                const SCHEMES: &'static [#krate::Scheme] = {
                    let _: __Failed;
                    loop {}
                };
                fn practices(&self) -> #krate::Practices {
                    #krate::Practices::new()
                }
                fn read(
                    &self,
                    _: ::core::primitive::usize,
                    _: &#krate::__private::Parts,
                    _: &mut (),
                ) -> #krate::__private::Progress {
                    #krate::__private::Progress::Done
                }
                fn verify(
                    &self,
                    _: ::core::primitive::usize,
                    _: &#krate::__private::Parts,
                    _: &mut (),
                ) -> #krate::__private::Progress {
                    #krate::__private::Progress::Done
                }
                async fn wait(
                    &self,
                    _: ::core::primitive::usize,
                    _: &#krate::__private::Parts,
                    _: &mut (),
                ) {
                }
                fn standing(
                    _: ::core::primitive::usize,
                    _: &(),
                ) -> #krate::__private::Standing<'_> {
                    #krate::__private::Standing::Fault
                }
            }
            #(#atoms)*
        };
    }
}

/// The fields that can be schemes; `None` where there are none to speak of.
fn schemes(item: &DeriveInput) -> Option<Vec<(&Ident, &syn::Visibility)>> {
    let Data::Struct(data) = &item.data else {
        return None;
    };
    let Fields::Named(fields) = &data.fields else {
        return None;
    };
    if !item.generics.params.is_empty() {
        return None;
    }
    let schemes = fields
        .named
        .iter()
        .filter_map(|field| Some((field.ident.as_ref()?, &field.vis)))
        .filter(|(name, _)| !PRIMITIVES.contains(&plain(name).as_str()));
    Some(schemes.collect())
}

fn atom(name: &Ident, owner: &Ident, krate: &TokenStream) -> TokenStream {
    quote! {
        impl #krate::Atom for #name {
            type Catalogue = #owner;
            type Scopes = __Failed;
            type Roles = __Failed;
            type Principal = __Failed;
            const DRAFT: #krate::__private::Draft = {
                let _: __Failed;
                loop {}
            };
            const DEMAND: #krate::__private::Demand = {
                let _: __Failed;
                loop {}
            };
            const SCHEME: ::core::option::Option<&'static #krate::Scheme> = {
                let _: __Failed;
                loop {}
            };
            fn take(
                _: ::core::primitive::usize,
                _: &mut (),
            ) -> ::core::option::Option<Self::Principal> {
                ::core::option::Option::None
            }
        }
        impl #krate::__private::Requirement<#owner> for #name {
            const POLICY: &'static #krate::requirement::Policy = {
                let _: __Failed;
                loop {}
            };
            const SITE: #krate::requirement::Site = {
                let _: __Failed;
                loop {}
            };
        }
    }
}
