//! The principal: how the handler's type is obtained from each alternative.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{
    GenericParam, Generics, Ident, Pat, Type, TypeParamBound, parse_quote, punctuated::Punctuated,
    spanned::Spanned,
};

use super::{at, placed, policy::drafts};
use crate::secured::{
    handler::{Principal, argument_of},
    model::Policy,
};

pub(super) fn yields(
    policy: &Policy,
    aliases: &[Ident],
    principal: &Principal,
    generics: &Generics,
    marker: &Ident,
    krate: &TokenStream,
) -> TokenStream {
    let ty = &principal.ty;
    let used = used_generics(generics, &ty.to_token_stream());
    let (implemented, _, bounds) = used.split_for_impl();
    let wanted = Wanted::new(principal, policy);
    let arms = take_arms(policy, aliases, krate, |group| {
        wanted.converted(group, krate)
    });
    let unwrapped = if policy.optional {
        quote! {
            let ::core::option::Option::Some(mut __rest) = __alternative else {
                return ::core::option::Option::Some(::core::option::Option::None);
            };
        }
    } else {
        quote!(let mut __rest = __alternative?;)
    };
    let proofs = wanted.is_admitted().then(|| {
        quote! {
            let __proofs = #krate::__private::proofs::<__Catalogue>(
                <Self as #krate::__private::Requirement<__Catalogue>>::POLICY,
                __rest,
                __slots,
            );
        }
    });
    quote! {
        impl #implemented #krate::__private::Yields<#ty, __Catalogue> for #marker #bounds {
            fn take(
                __alternative: ::core::option::Option<::core::primitive::usize>,
                __slots: &mut <__Catalogue as #krate::Catalogue>::Slots,
            ) -> ::core::option::Option<#ty> {
                #unwrapped
                #proofs
                #arms
                ::core::option::Option::None
            }
        }
    }
}

/// What the handler asked for.
pub(super) struct Wanted<'t> {
    /// What is converted to.
    converted: &'t Type,
    admitted: bool,
    optional: bool,
}

impl<'t> Wanted<'t> {
    pub(super) fn new(principal: &'t Principal, policy: &Policy) -> Self {
        // `check` has seen to it that an optional requirement's principal is written as an `Option`.
        let inner = principal
            .optional()
            .filter(|_| policy.optional)
            .unwrap_or(&principal.ty);
        let admitted = argument_of(inner, "Admitted");
        Self {
            converted: admitted.unwrap_or(inner),
            admitted: admitted.is_some(),
            optional: policy.optional,
        }
    }

    /// Whether it tells how the caller got in.
    pub(super) fn is_admitted(&self) -> bool {
        self.admitted
    }

    /// It, made of `__principal` of the type `yielded` and of `__proofs`.
    pub(super) fn converted(&self, yielded: &TokenStream, krate: &TokenStream) -> TokenStream {
        let wanted = self.converted;
        let span = wanted.span();
        let mut converted = quote_spanned!(at(span)=> <#wanted as ::core::convert::From<#yielded>>::from(__principal));
        if self.admitted {
            converted = quote!(#krate::Admitted::new(#converted, __proofs));
        }
        if self.optional {
            converted = quote!(::core::option::Option::Some(#converted));
        }
        converted
    }
}

/// One arm for each written alternative; `convert` makes the wanted value of `__principal`, whose
/// type it is given.
pub(crate) fn take_arms(
    policy: &Policy,
    aliases: &[Ident],
    krate: &TokenStream,
    convert: impl Fn(&TokenStream) -> TokenStream,
) -> TokenStream {
    let apart = policy
        .groups
        .iter()
        .filter(|group| group.members.len() > 1)
        .map(|group| {
            let krate = placed(krate, group.span);
            let members = drafts(group, aliases, &krate, group.span);
            quote_spanned! {at(group.span)=>
                const _: () = #krate::__private::assert_apart(&[#members]);
            }
        });
    let arms = policy.groups.iter().map(|group| {
        let members = group.members.iter().map(|member| &aliases[*member]);
        let group = quote!(<(#(#members,)*) as #krate::__private::Group<__Catalogue>>);
        let converted = convert(&quote!(#group::Principal));
        quote! {
            if #group::holds(&mut __rest) {
                return #group::take(__rest, __slots).map(|__principal| #converted);
            }
        }
    });
    quote!(#(#apart)* #(#arms)*)
}

/// The handler's parameters that the principal's type mentions, with the bounds that mention no
/// other: nothing would determine the rest.
pub(super) fn used_generics(generics: &Generics, ty: &TokenStream) -> Generics {
    let (kept, dropped): (Vec<&GenericParam>, Vec<&GenericParam>) = generics
        .params
        .iter()
        .partition(|param| mentions(ty.clone(), name(param)));
    let is_determined = |tokens: TokenStream| {
        !dropped
            .iter()
            .any(|param| mentions(tokens.clone(), name(param)))
    };
    let mut used = generics.clone();
    used.params = kept.into_iter().cloned().collect();
    for param in used.type_params_mut() {
        let bounds: Punctuated<TypeParamBound, _> = std::mem::take(&mut param.bounds)
            .into_iter()
            .filter(|bound| is_determined(bound.to_token_stream()))
            .collect();
        param.bounds = bounds;
    }
    if let Some(clause) = &mut used.where_clause {
        clause.predicates = std::mem::take(&mut clause.predicates)
            .into_iter()
            .filter(|predicate| is_determined(predicate.to_token_stream()))
            .collect();
    }
    used
}

pub(super) fn name(param: &GenericParam) -> &Ident {
    match param {
        GenericParam::Type(param) => &param.ident,
        GenericParam::Const(param) => &param.ident,
        GenericParam::Lifetime(param) => &param.lifetime.ident,
    }
}

pub(super) fn mentions(tokens: TokenStream, name: &Ident) -> bool {
    tokens.into_iter().any(|token| match token {
        proc_macro2::TokenTree::Ident(ident) => ident == *name,
        proc_macro2::TokenTree::Group(group) => mentions(group.stream(), name),
        _ => false,
    })
}

/// `_` by a name: utoipa, below us, looks for one.
pub(super) fn named_wildcards(pattern: Pat) -> Pat {
    match pattern {
        Pat::Wild(_) => {
            let name = format_ident!("__principal", span = Span::call_site());
            parse_quote!(#name)
        }
        Pat::Tuple(mut tuple) => {
            for (index, element) in tuple.elems.iter_mut().enumerate() {
                if matches!(element, Pat::Wild(_)) {
                    let name = format_ident!("__principal_{index}", span = Span::call_site());
                    *element = parse_quote!(#name);
                }
            }
            Pat::Tuple(tuple)
        }
        pattern => pattern,
    }
}
