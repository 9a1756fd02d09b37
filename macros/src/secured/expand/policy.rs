//! The constant that everything reads, and the assertions that need the types.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Ident, spanned::Spanned};

use super::{at, placed};
use crate::secured::{
    handler::own_ident,
    model::{Group, Limit, Member, Policy, Scope},
};

/// One alias for each written path, so that a misspelt one is reported once, and where it stands.
pub(crate) fn aliases(policy: &Policy, prefix: &str, owner: &Ident) -> Vec<Ident> {
    let alias = |(index, atom): (usize, &Member)| {
        let mut alias = own_ident(prefix, owner, &format!("_{index}"));
        alias.set_span(at(atom.span));
        alias
    };
    policy.atoms.iter().enumerate().map(alias).collect()
}

pub(crate) fn declared_aliases(policy: &Policy, aliases: &[Ident]) -> TokenStream {
    let paths = policy.atoms.iter().map(|atom| &atom.path);
    quote!(#(#[doc(hidden)] #[allow(non_camel_case_types, dead_code)] type #aliases = #paths;)*)
}

/// The struct that the first scheme belongs to, and with it all of them.
pub(crate) fn catalogue(policy: &Policy, aliases: &[Ident], krate: &TokenStream) -> TokenStream {
    let alias = &aliases[policy.groups[0].members[0]];
    let span = policy.first().span;
    let krate = placed(krate, span);
    quote_spanned!(at(span)=> <#alias as #krate::Atom>::Catalogue)
}

/// The requirement of `marker`. `__Catalogue` is in scope.
///
/// What is no scheme is reported wherever it is used as one. All of it stands where the first
/// scheme is written, so that rustc repeats itself word for word, and then says it once.
pub(crate) fn requirement(
    policy: &Policy,
    limit: Option<&Limit>,
    aliases: &[Ident],
    marker: &Ident,
    name: &str,
    krate: &TokenStream,
) -> TokenStream {
    let site = site(name, krate);
    let limit = self::limit(limit, krate);
    let optional = policy.optional;
    let draft = draft(policy, aliases, krate);
    let assertions = assertions(policy, aliases, krate);
    let span = at(policy.first().span);
    let krate = placed(krate, span);
    quote_spanned! {span=>
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
            #limit
        }
    }
}

/// The constant of a handler that has a limit.
pub(super) fn limit(limit: Option<&Limit>, krate: &TokenStream) -> Option<TokenStream> {
    let Limit {
        count,
        period,
        span,
    } = limit?;
    let period = Ident::new(period.variant(), Span::call_site());
    let krate = &placed(krate, *span);
    // Without the feature it is an error, which stands on the author's literal.
    let checked = quote_spanned!(at(*span)=> #krate::__limit! { #count #period });
    Some(quote! {
        const LIMIT: ::core::option::Option<#krate::Limit> = ::core::option::Option::Some(#checked);
    })
}

/// Schemes of two structs are a type error in the constant's own body: what is asserted of the
/// constant then stays silent.
fn draft(policy: &Policy, aliases: &[Ident], krate: &TokenStream) -> TokenStream {
    let related = policy
        .atoms
        .iter()
        .zip(aliases)
        .skip(1)
        .map(|(atom, alias)| {
            let krate = placed(krate, atom.span);
            quote_spanned!(at(atom.span)=> #krate::__private::one_struct::<<#alias as #krate::Atom>::Catalogue, __Catalogue>();)
        });
    let groups = policy.groups.iter().map(|group| {
        let members = group.members.iter().map(|member| {
            let (atom, alias) = (&policy.atoms[*member], &aliases[*member]);
            let krate = &placed(krate, atom.span);
            let scopes = atom.scopes.iter().map(|scope| match scope {
                Scope::Token(token, _) => {
                    quote_spanned!(at(atom.span)=> .scope(<<#alias as #krate::Atom>::Scopes as #krate::Scopes>::TABLE, #token))
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
            let draft = quote_spanned!(at(atom.span)=> <#alias as #krate::Atom>::DRAFT);
            quote!(#draft #(#scopes)*)
        });
        quote!(.or(&[#(#members),*]))
    });
    quote!({
        #(#related)*
        #krate::__private::Draft::EMPTY #(#groups)*
    })
}

/// Declared scopes; alternatives that fit, that name a scheme once and that matter.
fn assertions(policy: &Policy, aliases: &[Ident], krate: &TokenStream) -> TokenStream {
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
    let once = policy
        .groups
        .iter()
        .filter(|group| group.members.len() > 1)
        .map(|group| {
            let span = group.span;
            let krate = placed(krate, span);
            let members = drafts(group, aliases, &krate, span);
            quote_spanned!(at(span)=> const _: () = #krate::__private::assert_once(&[#members]);)
        });
    let fit = {
        let span = policy.span;
        let krate = placed(krate, span);
        quote_spanned!(at(span)=> const _: () = #krate::__private::assert_fit(&__DRAFT);)
    };
    let alive = alive(policy, aliases, krate);
    quote!(#(#scopes)* #(#once)* #fit #alive)
}

/// The members of an alternative, as drafts.
pub(super) fn drafts(
    group: &Group,
    aliases: &[Ident],
    krate: &TokenStream,
    span: proc_macro2::Span,
) -> TokenStream {
    let members = group
        .members
        .iter()
        .map(|member| placed(&aliases[*member].to_token_stream(), span));
    quote_spanned!(at(span)=> #(<#members as #krate::Atom>::DRAFT),*)
}

fn alive(policy: &Policy, aliases: &[Ident], krate: &TokenStream) -> TokenStream {
    if policy.groups.len() == 1 {
        return TokenStream::new();
    }
    let count = policy.groups.len();
    let lengths = policy.groups.iter().map(|group| {
        let members = group.members.iter().map(|member| &aliases[*member]);
        quote!(1 #(* <#members as #krate::Atom>::DRAFT.len())*)
    });
    let written = policy.groups.iter().map(|group| policy.written(group));
    let checks = policy.groups.iter().enumerate().skip(1).map(|(index, group)| {
        let krate = placed(krate, group.span);
        quote_spanned! {at(group.span)=>
            const _: () = #krate::__private::assert_alive(
                &__DRAFT, <__Catalogue as #krate::Catalogue>::SCHEMES, #index, &__LENGTHS, &__WRITTEN,
            );
        }
    });
    quote! {
        // Where the attribute spans several lines, so does this.
        #[allow(clippy::possible_missing_comma)]
        const __LENGTHS: [::core::primitive::usize; #count] = [#(#lengths),*];
        const __WRITTEN: [&::core::primitive::str; #count] = [#(#written),*];
        #(#checks)*
    }
}

pub(crate) fn site(name: &str, krate: &TokenStream) -> TokenStream {
    quote!(#krate::requirement::Site {
        name: #name,
        file: ::core::file!(),
        line: ::core::line!(),
    })
}
