//! The expansion: an empty enum for each scheme, and the catalogue with its request state.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Ident, LitStr, Path, spanned::Spanned};

use crate::{
    schemes::{
        Catalogue, Scheme,
        kind::{Kind, optional},
        marker::marker,
        proofs::{carrier, credential, principal, proofs, roles, scopes},
    },
    secured::model::plain,
};

pub(crate) fn expand(catalogue: &Catalogue) -> TokenStream {
    let Catalogue { krate, schemes, .. } = catalogue;
    let markers = schemes.iter().map(|scheme| {
        marker(
            &scheme.name,
            &scheme.visibility,
            &catalogue.visibility,
            scheme.description.as_ref(),
        )
    });
    let carrier = carrier();
    let schemes = || schemes.iter().enumerate();
    let proofs = schemes().map(|(index, scheme)| proofs(scheme, index, krate));
    let slots = schemes().map(|(index, scheme)| {
        let name = &scheme.name;
        let credential = credential(scheme, index, krate);
        let principal = principal(scheme, index, krate);
        quote!(#name: #krate::__private::Entry<#credential, #principal>)
    });
    let implementation = implementation(catalogue);
    let atoms = schemes().map(|(index, scheme)| atom(scheme, index, catalogue));
    quote! {
        #(#markers)*
        #[allow(clippy::all, clippy::pedantic, deprecated)]
        const _: () = {
            #carrier
            #(#proofs)*
            #[derive(::core::default::Default)]
            #[allow(unreachable_pub, missing_debug_implementations)]
            pub struct __Slots {
                #(#slots,)*
            }
            #implementation
            #(#atoms)*
        };
    }
}

fn implementation(catalogue: &Catalogue) -> TokenStream {
    let Catalogue {
        name,
        krate,
        schemes,
        ..
    } = catalogue;
    let fields: Vec<&Ident> = schemes.iter().map(|scheme| &scheme.name).collect();
    let indices: Vec<usize> = (0..schemes.len()).collect();
    let constants = schemes
        .iter()
        .enumerate()
        .map(|(index, scheme)| constant(scheme, index, catalogue));
    let reads = schemes.iter().enumerate().map(|(index, scheme)| {
        let field = &scheme.name;
        match &scheme.kind {
            Kind::Custom { .. } => quote!(__slots.#field.read_custom()),
            Kind::Header(name) => {
                // As the map of headers compares it, and made before the first request.
                let name = LitStr::new(&name.value().to_ascii_lowercase(), name.span());
                let header = quote!(#krate::__private::HeaderName);
                quote! {{
                    static __NAME: #header = #header::from_static(#name);
                    __slots.#field.read_header(&__NAME, __parts)
                }}
            }
            _ => quote!(__slots.#field.read(&Self::SCHEMES[#index], __parts)),
        }
    });
    let waits = schemes.iter().enumerate().map(|(index, scheme)| {
        let field = &scheme.name;
        let wait = Ident::new(
            if scheme.kind.is_custom() {
                "wait_custom"
            } else {
                "wait"
            },
            Span::call_site(),
        );
        quote!(__slots.#field.#wait(&self.#field, &Self::SCHEMES[#index], __parts).await)
    });
    let practices = practices(catalogue);
    let progress = quote!(#krate::__private::Progress);
    let render = catalogue.render.as_ref().map_or_else(
        || quote!(#krate::render::Problem),
        ToTokens::to_token_stream,
    );
    quote! {
        impl #krate::Catalogue for #name {
            type Slots = __Slots;
            type Render = #render;
            const SCHEMES: &'static [#krate::Scheme] = &[#(#constants),*];

            #practices

            fn read(
                &self,
                __scheme: ::core::primitive::usize,
                __parts: &#krate::__private::Parts,
                __slots: &mut __Slots,
            ) -> #progress {
                match __scheme {
                    #(#indices => #reads,)*
                    _ => #progress::Done,
                }
            }

            fn verify(
                &self,
                __scheme: ::core::primitive::usize,
                __parts: &#krate::__private::Parts,
                __slots: &mut __Slots,
            ) -> #progress {
                match __scheme {
                    #(#indices => {
                        __slots.#fields.verify(&self.#fields, &Self::SCHEMES[#indices], __parts)
                    })*
                    _ => #progress::Done,
                }
            }

            async fn wait(
                &self,
                __scheme: ::core::primitive::usize,
                __parts: &#krate::__private::Parts,
                __slots: &mut __Slots,
            ) {
                match __scheme {
                    #(#indices => #waits,)*
                    _ => {}
                }
            }

            fn standing(
                __scheme: ::core::primitive::usize,
                __slots: &__Slots,
            ) -> #krate::__private::Standing<'_> {
                match __scheme {
                    #(#indices => __slots.#fields.standing(),)*
                    _ => #krate::__private::Standing::Fault,
                }
            }
        }
    }
}

fn practices(catalogue: &Catalogue) -> TokenStream {
    let Catalogue { krate, schemes, .. } = catalogue;
    let found = schemes.iter().enumerate().map(|(index, scheme)| {
        let (field, verifier) = (&scheme.name, &scheme.verifier);
        let credential = credential(scheme, index, krate);
        quote! {
            #krate::__private::practices::<#verifier, #credential>(
                &self.#field, &Self::SCHEMES[#index],
            )
        }
    });
    quote! {
        fn practices(&self) -> #krate::Practices {
            #krate::Practices::new() #(.and(#found))*
        }
    }
}

fn constant(scheme: &Scheme, index: usize, catalogue: &Catalogue) -> TokenStream {
    let krate = &catalogue.krate;
    let name = plain(&scheme.name);
    let description = scheme.description.clone().unwrap_or_else(|| quote!(""));
    let realm = optional(scheme.realm.as_ref().or(catalogue.realm.as_ref()));
    let kind = scheme.kind.constant(krate);
    let (scopes, roles) = (scopes(scheme, index, krate), roles(scheme, index, krate));
    let verifier = &scheme.verifier;
    let credential = credential(scheme, index, krate);
    quote! {
        #krate::Scheme::new(
            #name,
            #description,
            #realm,
            #kind,
            <#scopes as #krate::Scopes>::TABLE,
            <#roles as #krate::Roles>::TABLE,
        )
        .throttles(<#verifier as #krate::Verifier<#credential>>::THROTTLES)
    }
}

fn atom(scheme: &Scheme, index: usize, catalogue: &Catalogue) -> TokenStream {
    let Catalogue {
        name: owner, krate, ..
    } = catalogue;
    let name = &scheme.name;
    let text = plain(name);
    let principal = principal(scheme, index, krate);
    let scopes = scopes(scheme, index, krate);
    // What rustc says of them, that they are private for example, is about the author's types.
    let span = |path: Option<&Path>| path.map_or_else(Span::call_site, Spanned::span);
    let scopes = quote_spanned!(span(scheme.scopes.as_ref())=> type Scopes = #scopes;);
    let roles = roles(scheme, index, krate);
    let roles = quote_spanned!(span(scheme.roles.as_ref())=> type Roles = #roles;);
    let principal = quote_spanned!(scheme.verifier.span()=> type Principal = #principal;);
    let site = crate::secured::expand::site(&text, krate);
    quote! {
        impl #krate::Atom for #name {
            type Catalogue = #owner;
            #scopes
            #roles
            #principal
            const DRAFT: #krate::__private::Draft = #krate::__private::Draft::scheme(#index as ::core::primitive::u8);
            const DEMAND: #krate::__private::Demand =
                #krate::__private::Demand::of::<Self, #owner>();
            const SCHEME: ::core::option::Option<&'static #krate::Scheme> =
                ::core::option::Option::Some(&<#owner as #krate::Catalogue>::SCHEMES[#index]);
            fn take(
                _: ::core::primitive::usize,
                __slots: &mut __Slots,
            ) -> ::core::option::Option<Self::Principal> {
                __slots.#name.take()
            }
        }
        impl #krate::__private::Requirement<#owner> for #name {
            const POLICY: &'static #krate::requirement::Policy = {
                const NEEDS: [#krate::requirement::Need; 1] =
                    #krate::__private::Draft::scheme(#index as ::core::primitive::u8).needs();
                &#krate::requirement::Policy::new(
                    &NEEDS, &[1], false, <#owner as #krate::Catalogue>::SCHEMES,
                )
            };
            const SITE: #krate::requirement::Site = #site;
        }
    }
}
