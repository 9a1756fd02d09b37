//! Errors: collected, so that one look shows every mistake.

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::parse::ParseStream;

/// Every mistake found so far, in the order it was found.
#[derive(Default)]
pub(crate) struct Errors(Option<syn::Error>);

impl Errors {
    /// One mistake: what is wrong, and what to write instead.
    pub(crate) fn push(&mut self, span: Span, problem: &str, help: &str) {
        self.add(with_help(span, problem, help));
    }

    pub(crate) fn add(&mut self, error: syn::Error) {
        match &mut self.0 {
            Some(errors) => errors.combine(error),
            None => self.0 = Some(error),
        }
    }

    pub(crate) fn take<T>(&mut self, result: syn::Result<T>) -> Option<T> {
        result.map_err(|error| self.add(error)).ok()
    }

    /// `None` if there are none.
    pub(crate) fn compile_error(&self) -> Option<TokenStream> {
        self.0.as_ref().map(syn::Error::to_compile_error)
    }
}

/// One error in the house's two lines.
pub(crate) fn with_help(span: Span, problem: &str, help: &str) -> syn::Error {
    if help.is_empty() {
        return syn::Error::new(span, problem);
    }
    syn::Error::new(span, format!("{problem}\nhelp: {help}"))
}

/// An attribute on what it does not apply to: `what` it wants and what stands there instead.
pub(crate) fn misapplied(what: &str, input: ParseStream<'_>, help: &str) -> syn::Error {
    let found = input.fork().parse::<TokenTree>().ok();
    let span = found.as_ref().map_or_else(Span::call_site, TokenTree::span);
    let kind = found.map(|token| token.to_string()).unwrap_or_default();
    let article = if kind.starts_with(['a', 'e', 'i', 'o', 'u']) {
        "an"
    } else {
        "a"
    };
    with_help(span, &format!("{what}, found {article} {kind}"), help)
}

/// What stands in for something that is refused never stands without an error beside it.
pub(crate) fn unexplained() -> TokenStream {
    quote::quote!(::core::compile_error! { "this is refused without a reason" })
}
