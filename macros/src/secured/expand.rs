//! The expansion: one marker, one constant, the principal, the document's link, the function.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{
    FnArg, GenericArgument, GenericParam, Generics, Ident, Pat, PathArguments, Type, parse_quote,
    spanned::Spanned,
};

use crate::secured::{
    handler::{Handler, Principal, own_ident},
    model::{Group, Member, Policy, Reason, Scope},
};

/// The author's place, with names of ours resolved where the macro stands: an author's token that
/// came through `macro_rules!` sees other names.
pub(crate) fn at(span: Span) -> Span {
    span.resolved_at(Span::call_site())
}

/// A guarded handler.
pub(crate) fn secured(policy: &Policy, mut handler: Handler, krate: &TokenStream) -> TokenStream {
    let name = handler.signature.ident.clone();
    let marker = own_ident("decision_", &name, "");
    let aliases = aliases(policy, &name);
    let declared = declared_aliases(policy, &aliases);
    let first = &aliases[policy.groups[0].members[0]];
    let catalogue = quote!(<#first as #krate::Atom>::Catalogue);
    let requirement = requirement(policy, &aliases, &marker, &handler.name(), krate);
    let (guard, yields) = match handler.principal.take() {
        None => (
            quote!(#krate::__private::Guard<#marker, #catalogue>),
            TokenStream::new(),
        ),
        Some(principal) => {
            let yields = yields(
                policy,
                &aliases,
                &principal,
                &handler.signature.generics,
                &marker,
                krate,
            );
            let ty = &principal.ty;
            let guard = quote!(#krate::__private::GuardWith<#marker, #catalogue, #ty>);
            handler.principal = Some(principal);
            (guard, yields)
        }
    };
    let argument: FnArg = match handler.principal.take() {
        None => parse_quote!(_: #guard),
        Some(Principal { pattern, .. }) => {
            let pattern = named_wildcards(pattern);
            parse_quote!(#krate::__private::GuardWith(#pattern): #guard)
        }
    };
    let rest = assemble(&marker, &guard, argument, handler, krate);
    quote! {
        #declared
        const _: () = {
            type __Catalogue = #catalogue;
            #requirement
            #yields
        };
        #rest
    }
}

/// A public handler.
pub(crate) fn public(
    Reason(reason): &Reason,
    handler: Handler,
    krate: &TokenStream,
) -> TokenStream {
    let marker = own_ident("decision_", &handler.signature.ident, "");
    let site = site(&handler.name(), krate);
    let guard = quote!(#krate::__private::Open<#marker>);
    let argument = parse_quote!(_: #guard);
    let rest = assemble(&marker, &guard, argument, handler, krate);
    quote! {
        const _: () = {
            impl #krate::__private::Declaration for #marker {
                const REASON: &'static ::core::primitive::str = #reason;
                const SITE: #krate::requirement::Site = #site;
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
        attributes,
        visibility,
        mut signature,
        body,
        documented,
        ..
    } = handler;
    let path = own_ident("path_", &signature.ident, "");
    let document = if documented {
        quote!(#krate::__documented! { #marker, #path, #guard })
    } else {
        quote!(#krate::__undocumented! { #visibility #path })
    };
    signature.inputs.insert(0, argument);
    quote! {
        #[doc(hidden)]
        #[allow(non_camel_case_types, dead_code, missing_debug_implementations, unreachable_pub)]
        #visibility enum #marker {}
        #document
        #(#attributes)*
        #visibility #signature #body
    }
}

/// One alias for each written path, so that a misspelt one is reported once, and where it stands.
pub(crate) fn aliases(policy: &Policy, owner: &Ident) -> Vec<Ident> {
    let alias = |(index, atom): (usize, &Member)| {
        let mut alias = own_ident("scheme_", owner, &format!("_{index}"));
        alias.set_span(at(atom.path.span()).resolved_at(owner.span()));
        alias
    };
    policy.atoms.iter().enumerate().map(alias).collect()
}

/// The same tokens, all of them at `span`: one that stands elsewhere would widen the arrow.
fn placed(tokens: &TokenStream, span: Span) -> TokenStream {
    tokens
        .clone()
        .into_iter()
        .map(|mut token| {
            token.set_span(token.span().located_at(span));
            token
        })
        .collect()
}

pub(crate) fn declared_aliases(policy: &Policy, aliases: &[Ident]) -> TokenStream {
    let paths = policy.atoms.iter().map(|atom| &atom.path);
    quote!(#(#[doc(hidden)] #[allow(non_camel_case_types, dead_code)] type #aliases = #paths;)*)
}

/// The constant everything reads, and the assertions that need the types.
pub(crate) fn requirement(
    policy: &Policy,
    aliases: &[Ident],
    marker: &Ident,
    name: &str,
    krate: &TokenStream,
) -> TokenStream {
    let site = site(name, krate);
    let optional = policy.optional;
    let draft = draft(policy, aliases, krate);
    let assertions = assertions(policy, aliases, krate);
    quote! {
        const __DRAFT: #krate::__private::Draft = #draft;
        #assertions
        impl #krate::__private::Requirement<__Catalogue> for #marker {
            const POLICY: &'static #krate::requirement::Policy = {
                const NEEDS: [#krate::requirement::Need; __DRAFT.needs_len()] = __DRAFT.needs();
                const ENDS: [::core::primitive::u8; __DRAFT.len()] = __DRAFT.ends();
                &#krate::requirement::Policy::new(
                    &NEEDS,
                    &ENDS,
                    #optional,
                    <__Catalogue as #krate::Catalogue>::SCHEMES,
                )
            };
            const SITE: #krate::requirement::Site = #site;
        }
    }
}

pub(crate) fn draft(policy: &Policy, aliases: &[Ident], krate: &TokenStream) -> TokenStream {
    let groups = policy.groups.iter().map(|group| {
        let members = group.members.iter().map(|member| {
            let alias = &aliases[*member];
            let scopes = policy.atoms[*member].scopes.iter().map(|scope| match scope {
                Scope::Token(token, _) => {
                    quote!(.scope(<<#alias as #krate::Atom>::Scopes as #krate::Scopes>::TABLE, #token))
                }
                Scope::Variant(path) => {
                    let span = path.span();
                    let typed = quote_spanned!(at(span)=> {
                        const __SCOPE: <#alias as #krate::Atom>::Scopes = #path;
                        __SCOPE as ::core::primitive::usize
                    });
                    quote!(.scope_at(#typed))
                }
            });
            quote!(<#alias as #krate::Atom>::DRAFT #(#scopes)*)
        });
        quote!(.or(&[#(#members),*]))
    });
    quote!(#krate::__private::Draft::EMPTY #(#groups)*)
}

/// Declared scopes, alternatives that matter, schemes of one struct.
pub(crate) fn assertions(policy: &Policy, aliases: &[Ident], krate: &TokenStream) -> TokenStream {
    let scopes = policy.atoms.iter().zip(aliases).flat_map(|(atom, alias)| {
        atom.scopes.iter().filter_map(move |scope| match scope {
            Scope::Token(token, span) => {
                let krate = placed(krate, *span);
                let alias = placed(&alias.to_token_stream(), *span);
                Some(quote_spanned! {at(*span)=>
                const _: () = #krate::__private::assert_scope(<#alias as #krate::Atom>::SCHEME, #token);
                })
            }
            Scope::Variant(_) => None,
        })
    });
    let catalogues = policy.atoms.iter().zip(aliases).skip(1).map(|(atom, alias)| {
        let span = atom.path.span();
        let krate = placed(krate, span);
        quote_spanned!(at(span)=> const _: () = #krate::__private::same_struct::<#alias, __Catalogue>();)
    });
    let alive = alive(policy, aliases, krate);
    quote!(#(#scopes)* #(#catalogues)* #alive)
}

fn alive(policy: &Policy, aliases: &[Ident], krate: &TokenStream) -> TokenStream {
    if policy.groups.len() == 1 {
        return TokenStream::new();
    }
    let count = policy.groups.len();
    let lengths = policy
        .groups
        .iter()
        .map(|group| product_of_lengths(group, aliases, krate));
    let written = policy.groups.iter().map(|group| policy.written(group));
    let checks = policy.groups.iter().enumerate().skip(1).map(|(index, group)| {
        let span = policy.atoms[group.members[0]].span;
        let krate = placed(krate, span);
        quote_spanned! {at(span)=>
            const _: () = #krate::__private::assert_alive(
                &__DRAFT, <__Catalogue as #krate::Catalogue>::SCHEMES, #index, &__LENGTHS, &__WRITTEN,
            );
        }
    });
    quote! {
        const __LENGTHS: [::core::primitive::usize; #count] = [#(#lengths),*];
        const __WRITTEN: [&::core::primitive::str; #count] = [#(#written),*];
        #(#checks)*
    }
}

fn product_of_lengths(group: &Group, aliases: &[Ident], krate: &TokenStream) -> TokenStream {
    let lengths = group.members.iter().map(|member| {
        let alias = &aliases[*member];
        quote!(<#alias as #krate::Atom>::DRAFT.len())
    });
    quote!(1 #(* #lengths)*)
}

pub(crate) fn site(name: &str, krate: &TokenStream) -> TokenStream {
    quote!(#krate::requirement::Site {
        name: #name,
        file: ::core::file!(),
        line: ::core::line!(),
    })
}

/// How the handler's principal is obtained from each alternative.
fn yields(
    policy: &Policy,
    aliases: &[Ident],
    principal: &Principal,
    generics: &Generics,
    marker: &Ident,
    krate: &TokenStream,
) -> TokenStream {
    let ty = &principal.ty;
    let used = used_generics(generics, ty);
    let (implemented, _, bounds) = used.split_for_impl();
    let span = ty.span();
    let (inner, wrap, anonymous): (TokenStream, TokenStream, TokenStream) = if policy.optional {
        let inner = if let Some(inner) = argument_of(ty, "Option") {
            inner.to_token_stream()
        } else {
            quote_spanned!(at(span)=> <#ty as #krate::__private::Absentable>::Present)
        };
        (
            inner,
            quote_spanned!(at(span)=> <#ty as #krate::__private::Absentable>::present),
            quote_spanned!(at(span)=> ::core::option::Option::Some(<#ty as #krate::__private::Absentable>::anonymous())),
        )
    } else {
        (
            ty.to_token_stream(),
            quote!(::core::convert::identity),
            quote!(::core::option::Option::None),
        )
    };
    let admitted = if policy.optional {
        argument_of(ty, "Option")
    } else {
        Some(ty)
    }
    .and_then(|ty| argument_of(ty, "Admitted"));
    let arms = take_arms(policy, aliases, krate, |group| {
        if let Some(of) = admitted {
            let span = of.span();
            quote_spanned! {at(span)=>
                #wrap(#krate::Admitted::new(
                    <#of as ::core::convert::From<#group>>::from(__principal),
                    __proofs,
                ))
            }
        } else {
            quote_spanned! {at(span)=>
                #wrap(<#inner as ::core::convert::From<#group>>::from(__principal))
            }
        }
    });
    let mutable = (policy.groups.len() > 1).then(|| quote!(mut));
    let unwrapped = if policy.optional {
        quote! {
            let ::core::option::Option::Some(#mutable __rest) = __alternative else {
                return #anonymous;
            };
        }
    } else {
        quote!(let #mutable __rest = __alternative?;)
    };
    let proofs = admitted.map(|_| {
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

/// One arm for each written alternative; `convert` makes the wanted value of `__principal`, whose
/// type it is given.
pub(crate) fn take_arms(
    policy: &Policy,
    aliases: &[Ident],
    krate: &TokenStream,
    convert: impl Fn(&TokenStream) -> TokenStream,
) -> TokenStream {
    let apart = policy.groups.iter().filter(|group| group.members.len() > 1).map(|group| {
        let span = policy.atoms[group.members[0]].span;
        let krate = placed(krate, span);
        let members = group.members.iter().map(|member| placed(&aliases[*member].to_token_stream(), span));
        quote_spanned! {at(span)=>
            const _: () = #krate::__private::assert_apart(&[#(<#members as #krate::Atom>::DRAFT),*]);
        }
    });
    let last = policy.groups.len() - 1;
    let arms = policy.groups.iter().enumerate().map(|(index, group)| {
        let members = group.members.iter().map(|member| &aliases[*member]);
        let tuple = quote!((#(#members,)*) as #krate::__private::Group<__Catalogue>);
        let converted = convert(&quote!(<#tuple>::Principal));
        let next = (index != last).then(|| quote!(__rest -= <#tuple>::LEN;));
        quote! {
            if __rest < <#tuple>::LEN {
                return match <#tuple>::take(__rest, __slots) {
                    ::core::option::Option::Some(__principal) => {
                        ::core::option::Option::Some(#converted)
                    }
                    ::core::option::Option::None => ::core::option::Option::None,
                };
            }
            #next
        }
    });
    quote!(#(#apart)* #(#arms)*)
}

/// `T` of `Name<T>`, written so.
fn argument_of<'t>(ty: &'t Type, name: &str) -> Option<&'t Type> {
    let Type::Path(path) = ty else {
        return None;
    };
    let last = path
        .path
        .segments
        .last()
        .filter(|last| last.ident == name)?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

/// The handler's type parameters that the principal's type mentions, with their bounds.
fn used_generics(generics: &Generics, ty: &Type) -> Generics {
    let mut used = generics.clone();
    let mentioned = |tokens: TokenStream, name: &Ident| mentions(tokens, name);
    used.params = generics
        .params
        .iter()
        .filter(|param| match param {
            GenericParam::Type(param) => mentioned(ty.to_token_stream(), &param.ident),
            GenericParam::Const(param) => mentioned(ty.to_token_stream(), &param.ident),
            GenericParam::Lifetime(param) => mentioned(ty.to_token_stream(), &param.lifetime.ident),
        })
        .cloned()
        .collect();
    let dropped: Vec<&Ident> = generics
        .type_params()
        .map(|param| &param.ident)
        .filter(|name| !mentions(ty.to_token_stream(), name))
        .collect();
    if let Some(clause) = &mut used.where_clause {
        clause.predicates = clause
            .predicates
            .iter()
            .filter(|predicate| {
                !dropped
                    .iter()
                    .any(|name| mentions(predicate.to_token_stream(), name))
            })
            .cloned()
            .collect();
    }
    used
}

fn mentions(tokens: TokenStream, name: &Ident) -> bool {
    tokens.into_iter().any(|token| match token {
        proc_macro2::TokenTree::Ident(ident) => ident == *name,
        proc_macro2::TokenTree::Group(group) => mentions(group.stream(), name),
        _ => false,
    })
}

/// `_` by a name: utoipa, below us, looks for one.
fn named_wildcards(pattern: Pat) -> Pat {
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
