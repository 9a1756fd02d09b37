//! x
use proc_macro::TokenStream;
#[proc_macro_attribute]
pub fn secured(_: TokenStream, i: TokenStream) -> TokenStream {
    i
}
#[proc_macro_attribute]
pub fn public(_: TokenStream, i: TokenStream) -> TokenStream {
    i
}
#[proc_macro]
pub fn routes(i: TokenStream) -> TokenStream {
    i
}
#[proc_macro]
pub fn requirement(i: TokenStream) -> TokenStream {
    i
}
#[proc_macro_derive(Scopes, attributes(scope))]
pub fn a(i: TokenStream) -> TokenStream {
    i
}
#[proc_macro_derive(SecuritySchemes, attributes(scheme, schemes))]
pub fn b(i: TokenStream) -> TokenStream {
    i
}
