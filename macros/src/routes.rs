//! `routes!`: the documented handlers of one path, decided ones alone.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::{
    Path, Token, parenthesized,
    parse::{ParseStream, Parser},
    punctuated::Punctuated,
    spanned::Spanned,
};

use crate::{
    errors::with_help,
    secured::expand::{at, placed},
};

/// `$crate; handler, …`
pub(crate) fn routes(tokens: TokenStream) -> TokenStream {
    let parsed = (|input: ParseStream<'_>| {
        let krate: Path = input.parse()?;
        input.parse::<Token![;]>()?;
        let handlers = Punctuated::<Path, Token![,]>::parse_terminated_with(input, handler)?;
        if handlers.is_empty() {
            return Err(with_help(
                input.span(),
                "`routes!` lists no handler",
                "name the handlers of one path: `routes!(list_items, create_item)`",
            ));
        }
        Ok((krate, handlers))
    })
    .parse2(tokens);
    let (krate, handlers) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => return error.to_compile_error(),
    };
    let added = handlers.iter().map(|handler| add(&krate, handler));
    quote! {
        |__routes: #krate::__private::Routes<_, _>| {
            #(let __routes = #added;)*
            __routes
        }
    }
}

/// The path of a handler, and nothing around it or behind it.
fn handler(input: ParseStream<'_>) -> syn::Result<Path> {
    let path: Path = input.parse()?;
    if !input.peek(syn::token::Paren) {
        return Ok(path);
    }
    let content;
    parenthesized!(content in input);
    let span = path.span();
    let wrapped: TokenStream = content.parse()?;
    if wrapped.is_empty() {
        let name = path.to_token_stream().to_string().replace(' ', "");
        return Err(with_help(
            span,
            "`routes!` names handlers and calls none",
            &format!("write `{name}`"),
        ));
    }
    let name = wrapped.to_string().replace(' ', "");
    Err(with_help(
        span,
        "`routes!` takes the method from `#[utoipa::path]`",
        &format!("write `{name}`"),
    ))
}

/// A trait of the handler's own lets the missing decision be reported by the handler's name. A constant
/// that is matched is evaluated by `cargo check` already, which knows the types by then.
fn add(krate: &Path, handler: &Path) -> TokenStream {
    let name = handler
        .segments
        .last()
        .map(|last| last.ident.to_string())
        .unwrap_or_default();
    let name = name.strip_prefix("r#").unwrap_or(&name);
    let undecided = format!("handler `{name}` has no security decision");
    let span = handler.span();
    let krate = krate.to_token_stream();
    let used = quote_spanned!(at(span)=> #handler);
    let read = quote_spanned!(at(span)=> __read(&__routes, &#handler));
    let met = quote_spanned!(at(span)=> __Floored::MET);
    let assertion = {
        let krate = placed(&krate, span);
        quote_spanned!(at(span)=> #krate::__private::assert_floor::<__D, __G>())
    };
    quote! {{
        #[diagnostic::on_unimplemented(
            message = #undecided,
            label = "add `#[secured(...)]` or `#[public(\"why\")]`"
        )]
        trait __Decided<__S>: #krate::__private::Decision {
            type Marker;
            fn statement() -> #krate::__private::Statement;
        }
        impl<__R: #krate::__private::Requirement<__C>, __C: #krate::Catalogue, __S> __Decided<__S>
            for #krate::__private::Guard<__R, __C>
        where
            Self: #krate::__private::Wired<__S>,
        {
            type Marker = __R;
            fn statement() -> #krate::__private::Statement {
                <Self as #krate::__private::Decision>::statement()
            }
        }
        impl<__R: #krate::__private::Yields<__T, __C>, __C: #krate::Catalogue, __T: 'static, __S>
            __Decided<__S> for #krate::__private::GuardWith<__R, __C, __T>
        where
            Self: #krate::__private::Wired<__S>,
        {
            type Marker = __R;
            fn statement() -> #krate::__private::Statement {
                <Self as #krate::__private::Decision>::statement()
            }
        }
        impl<__R, __C, __T: 'static, __X: 'static, __S> __Decided<__S>
            for #krate::__private::GuardChecked<__R, __C, __T, __X>
        where
            __R: #krate::__private::Requirement<__C> + #krate::__private::Checked,
            __C: #krate::Catalogue,
            Self: #krate::__private::Wired<__S>,
        {
            type Marker = __R;
            fn statement() -> #krate::__private::Statement {
                <Self as #krate::__private::Decision>::statement()
            }
        }
        impl<__D: #krate::__private::Declaration, __S> __Decided<__S> for #krate::__private::Open<__D> {
            type Marker = __D;
            fn statement() -> #krate::__private::Statement {
                <Self as #krate::__private::Decision>::statement()
            }
        }
        trait __Floored {
            const MET: Self;
        }
        impl<__D: __Decided<__S>, __S, __G: #krate::Floor> __Floored
            for ::core::marker::PhantomData<(__D, __S, __G)>
        {
            const MET: Self = {
                #assertion;
                ::core::marker::PhantomData
            };
        }
        fn __read<__F, __A, __S, __G>(
            _: &#krate::__private::Routes<__S, __G>,
            _: &__F,
        ) -> (
            #krate::__private::Statement,
            #krate::__private::Document,
            ::core::marker::PhantomData<(__F::First, __S, __G)>,
        )
        where
            __F: #krate::__private::FirstArgument<__A>,
            __F::First: __Decided<__S, Marker: #krate::__private::Documented>,
        {
            (
                <__F::First as __Decided<__S>>::statement(),
                <<__F::First as __Decided<__S>>::Marker as #krate::__private::Documented>::document(),
                ::core::marker::PhantomData,
            )
        }
        let (__statement, __document, #met) = #read;
        __routes.add(#used, __statement, __document)
    }}
}
