//! Fallback: what a handler with a mistake leaves, so that nothing but the mistake is reported.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{
    Attribute, FnArg, GenericParam, Generics, Ident, Path, Signature, Visibility, braced,
    ext::IdentExt,
    parse::{ParseStream, Parser},
    parse_quote,
};

use super::{
    args::Args,
    crate_path, expand,
    handler::{self, Handler, decides, is_document, mentions, mentions_self, uses},
    model::{Reason, Said},
};

/// A function as written, without the attributes that are ours.
struct Function {
    attributes: Vec<Attribute>,
    visibility: Visibility,
    signature: Signature,
    /// With what uses the paths of the refused decision: their imports are not unused.
    body: Group,
}

/// What stands in for the item below `arguments` that are refused, or that are refused for it.
///
/// A router would refuse a handler without a guard once more, so that a free function becomes one
/// that is public; beside a `compile_error!` it serves nobody.
pub(crate) fn fallen_back(
    arguments: TokenStream,
    item: TokenStream,
    paths: &[&Path],
) -> TokenStream {
    let Ok(function) = parser(paths).parse2(item.clone()) else {
        let uses = is_item_of_a_module(item.clone()).then(|| {
            let uses = uses(paths);
            quote!(const _: () = { #uses };)
        });
        return quote!(#uses #item);
    };
    let Function {
        attributes,
        visibility,
        signature,
        body,
    } = function;
    let is_free = mentions_self(signature.to_token_stream()).is_none()
        && mentions(body.stream(), &["Self"]).is_none();
    // Decided already: it has its guard, and another would be a second item of the same name.
    if !is_free || handler::decided(&signature).is_some() {
        return quote!(#(#attributes)* #visibility #signature #body);
    }
    let (outer, inner): (Vec<_>, Vec<_>) = attributes.into_iter().partition(is_of_the_item);
    // rustc would refuse an inferred type once more.
    let is_inferred = signature.inputs.iter().any(|argument| match argument {
        FnArg::Typed(argument) => mentions(argument.ty.to_token_stream(), &["_"]).is_some(),
        FnArg::Receiver(_) => false,
    });
    let inner = if is_inferred {
        uses(paths)
    } else {
        quote! {
            #[allow(dead_code, unused)]
            #(#inner)*
            #signature #body
        }
    };
    let stub = Handler {
        document: outer.iter().position(is_document),
        attributes: outer.into_iter().map(handler::without_ours).collect(),
        visibility,
        signature: stub_signature(&signature),
        body: quote!({
            #inner
            ::core::unreachable!()
        }),
        principal: None,
    };
    let reason = Reason(parse_quote!("refused by the compiler"));
    // Else the router's floor would refuse it once more.
    let said = Said {
        below_floor: Some(&reason),
        ..Said::default()
    };
    expand::public(&reason, &said, stub, &crate_path(written_crate(arguments)))
}

fn parser(paths: &[&Path]) -> impl Fn(ParseStream<'_>) -> syn::Result<Function> {
    |input| {
        let attributes = input.call(Attribute::parse_outer)?;
        let visibility: Visibility = input.parse()?;
        let mut signature: Signature = input.parse()?;
        let body;
        let braces = braced!(body in input);
        let body: TokenStream = body.parse()?;
        for argument in &mut signature.inputs {
            let marks = handler::take_marks(argument);
            if let FnArg::Typed(argument) = argument
                && !marks.is_empty()
            {
                // Each was refused, or is a lint.
                argument.attrs.clear();
            }
        }
        let (deciding, attributes): (Vec<_>, Vec<_>) = attributes
            .into_iter()
            .partition(|attribute| decides(attribute).is_some());
        let second: Vec<Args> = deciding
            .iter()
            .filter_map(|attribute| attribute.parse_args().ok())
            .collect();
        let paths: Vec<&Path> = second
            .iter()
            .flat_map(Args::paths)
            .chain(paths.iter().copied())
            .collect();
        let uses = uses(&paths);
        let mut body = Group::new(Delimiter::Brace, quote!(#uses #body));
        body.set_span(braces.span.join());
        Ok(Function {
            attributes,
            visibility,
            signature,
            body,
        })
    }
}

/// Whether the attribute says something of the item alone; the others may read the arguments.
fn is_of_the_item(attribute: &Attribute) -> bool {
    const NAMES: [&str; 11] = [
        "cfg",
        "cfg_attr",
        "doc",
        "deprecated",
        "must_use",
        "allow",
        "expect",
        "warn",
        "deny",
        "forbid",
        // Of the author's own arguments it would ask that they be extractors, the principal's too.
        "debug_handler",
    ];
    is_document(attribute)
        || attribute
            .path()
            .segments
            .last()
            .is_some_and(|last| NAMES.iter().any(|name| last.ident == name))
}

/// `async fn name<…>() -> Infallible`, with parameters for those that are given where it is named.
fn stub_signature(signature: &Signature) -> Signature {
    let Signature {
        ident, generics, ..
    } = signature;
    let bare = |param: &GenericParam| -> Option<GenericParam> {
        match param {
            GenericParam::Lifetime(_) => None,
            GenericParam::Type(param) => {
                let name = &param.ident;
                Some(parse_quote!(#name))
            }
            GenericParam::Const(_) => Some(param.clone()),
        }
    };
    let generics = Generics {
        params: generics.params.iter().filter_map(bare).collect(),
        ..Generics::default()
    };
    let (generics, ..) = generics.split_for_impl();
    parse_quote!(async fn #ident #generics() -> ::core::convert::Infallible)
}

/// Where the author says to find the runtime crate, even if the rest cannot be read.
fn written_crate(arguments: TokenStream) -> Option<Path> {
    let tokens: Vec<TokenTree> = arguments.into_iter().collect();
    let at = tokens.windows(2).position(|pair| match pair {
        [TokenTree::Ident(name), TokenTree::Punct(equals)] => {
            name == "crate" && equals.as_char() == '='
        }
        _ => false,
    })?;
    let path = tokens[at + 2..]
        .iter()
        .take_while(|token| !matches!(token, TokenTree::Punct(comma) if comma.as_char() == ','))
        .cloned()
        .collect();
    Path::parse_mod_style.parse2(path).ok()
}

/// Whether it stands where a nameless constant can stand beside it.
fn is_item_of_a_module(item: TokenStream) -> bool {
    let kind = |input: ParseStream<'_>| {
        input.call(Attribute::parse_outer)?;
        input.parse::<Visibility>()?;
        let kind: Ident = input.call(Ident::parse_any)?;
        input.parse::<TokenStream>()?;
        Ok(kind)
    };
    kind.parse2(item).is_ok_and(|kind| {
        ["struct", "enum", "union", "impl", "trait", "mod"]
            .iter()
            .any(|known| kind == known)
    })
}
