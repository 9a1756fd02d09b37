//! The constant that everything reads, and the assertions that need the types.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Ident, spanned::Spanned};

use super::{at, placed};
use crate::secured::{
    handler::own_ident,
    model::{Group, Limit, Member, Policy, Reason, Said, Word},
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
    said: &Said<'_>,
    aliases: &[Ident],
    marker: &Ident,
    name: &str,
    krate: &TokenStream,
) -> TokenStream {
    let site = site(name, krate);
    let said = self::said(said, krate);
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
            #said
        }
    }
}

/// What a decision says beside who may call, where it says anything.
pub(super) fn said(said: &Said<'_>, krate: &TokenStream) -> TokenStream {
    let limit = limit(said.limit, krate);
    let below_floor = said.below_floor.map(|Reason(reason)| {
        quote! {
            const BELOW_FLOOR: ::core::option::Option<&'static ::core::primitive::str> =
                ::core::option::Option::Some(#reason);
        }
    });
    quote!(#limit #below_floor)
}

/// The constant of a handler that has a limit.
fn limit(limit: Option<&Limit>, krate: &TokenStream) -> Option<TokenStream> {
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
        const MODULE: &'static ::core::primitive::str = ::core::module_path!();
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
            let scopes = words(atom, alias, &atom.scopes, &SCOPES, krate);
            let roles = words(atom, alias, &atom.roles, &ROLES, krate);
            let acr = atom.acr.iter().map(|(acr, _)| quote!(.level(#acr)));
            let max_age = atom.max_age.iter().map(|(age, _)| quote!(.max_age(#age)));
            let draft = quote_spanned!(at(atom.span)=> <#alias as #krate::Atom>::DRAFT);
            quote!(#draft #(#scopes)* #(#roles)* #(#acr)* #(#max_age)*)
        });
        quote!(.or(&[#(#members),*]))
    });
    quote!({
        #(#related)*
        #krate::__private::Draft::EMPTY #(#groups)*
    })
}

/// By which items of the runtime words are known.
struct Declared {
    of: &'static str,
    demand: &'static str,
    demand_at: &'static str,
    assertion: &'static str,
}

const SCOPES: Declared = Declared {
    of: "Scopes",
    demand: "scope",
    demand_at: "scope_at",
    assertion: "assert_scope",
};

const ROLES: Declared = Declared {
    of: "Roles",
    demand: "role",
    demand_at: "role_at",
    assertion: "assert_role",
};

/// What adds the words to the draft of their scheme.
fn words(
    atom: &Member,
    alias: &Ident,
    words: &[Word],
    declared: &Declared,
    krate: &TokenStream,
) -> Vec<TokenStream> {
    let span = at(atom.span);
    let [of, demand] = [declared.of, declared.demand].map(|name| Ident::new(name, span));
    let demand_at = Ident::new(declared.demand_at, Span::call_site());
    words
        .iter()
        .map(|word| match word {
            Word::Token(token, _) => {
                quote_spanned!(span=> .#demand(<<#alias as #krate::Atom>::#of as #krate::#of>::TABLE, #token))
            }
            Word::Variant(path) => {
                let span = path.span();
                let of = Ident::new(declared.of, at(span));
                let typed = quote_spanned!(at(span)=> {
                    const __WORD: <#alias as #krate::Atom>::#of = #path;
                    __WORD as ::core::primitive::usize
                });
                quote!(.#demand_at(#typed))
            }
        })
        .collect()
}

/// Refuses what the scheme does not declare, each on the author's literal, and what it cannot say.
fn arguments(atom: &Member, alias: &Ident, krate: &TokenStream) -> TokenStream {
    let assertion = |name: &str, span: Span, argument: &str| {
        let (krate, name) = (placed(krate, span), Ident::new(name, at(span)));
        let alias = placed(&alias.to_token_stream(), span);
        quote_spanned! {at(span)=>
            const _: () = #krate::__private::#name(<#alias as #krate::Atom>::SCHEME, #argument);
        }
    };
    let words = [(&atom.scopes, SCOPES), (&atom.roles, ROLES)];
    let words = words.iter().flat_map(|(words, declared)| {
        words.iter().filter_map(|word| match word {
            Word::Token(token, span) => Some(assertion(declared.assertion, *span, token)),
            Word::Variant(_) => None,
        })
    });
    let acr = atom
        .acr
        .iter()
        .map(|(_, span)| assertion("assert_stepped", *span, "acr"));
    let max_age = atom.max_age.iter();
    let max_age = max_age.map(|(_, span)| assertion("assert_stepped", *span, "max_age"));
    quote!(#(#words)* #(#acr)* #(#max_age)*)
}

/// Declared scopes and roles; alternatives that fit, that name a scheme once and that matter.
fn assertions(policy: &Policy, aliases: &[Ident], krate: &TokenStream) -> TokenStream {
    let atoms = policy.atoms.iter().zip(aliases);
    let arguments = atoms.map(|(atom, alias)| arguments(atom, alias, krate));
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
    quote!(#(#arguments)* #(#once)* #fit #alive)
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

/// What is said of whole alternatives: each matters, and in none a scheme needs two levels.
fn alive(policy: &Policy, aliases: &[Ident], krate: &TokenStream) -> TokenStream {
    let count = policy.groups.len();
    let joined = policy.groups.iter().any(|group| group.members.len() > 1);
    if count == 1 && !joined {
        return TokenStream::new();
    }
    let lengths = policy.groups.iter().map(|group| {
        let members = group.members.iter().map(|member| &aliases[*member]);
        quote!(1 #(* <#members as #krate::Atom>::DRAFT.len())*)
    });
    let written = policy.groups.iter().map(|group| policy.written(group));
    let checks = policy.groups.iter().enumerate().map(|(index, group)| {
        let krate = placed(krate, group.span);
        let one_level = (group.members.len() > 1).then(|| {
            quote_spanned! {at(group.span)=>
                const _: () = #krate::__private::assert_one_level(&__DRAFT, #index, &__LENGTHS);
            }
        });
        let alive = (index > 0).then(|| {
            quote_spanned! {at(group.span)=>
                const _: () = #krate::__private::assert_alive(
                    &__DRAFT, <__Catalogue as #krate::Catalogue>::SCHEMES, #index, &__LENGTHS, &__WRITTEN,
                );
            }
        });
        quote!(#one_level #alive)
    });
    let written = (count > 1).then(|| {
        quote! {
            #[allow(clippy::possible_missing_comma)]
            const __WRITTEN: [&::core::primitive::str; #count] = [#(#written),*];
        }
    });
    quote! {
        // Where the attribute spans several lines, so does this.
        #[allow(clippy::possible_missing_comma)]
        const __LENGTHS: [::core::primitive::usize; #count] = [#(#lengths),*];
        #written
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
