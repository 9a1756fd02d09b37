//! `open_id_connect(...)`: tokens of a provider that describes itself.

use proc_macro2::Span;
use syn::parse::ParseStream;

use crate::{
    errors::with_help,
    schemes::{
        args::once,
        kind::{
            Kind,
            pairs::{filled, pairs},
        },
    },
};

pub(super) fn open_id_connect(input: ParseStream<'_>, span: Span) -> syn::Result<Kind> {
    let mut url = None;
    pairs(input, &["url"], |_, value, name| {
        once(&mut url, value, name)
    })?;
    let url = url.ok_or_else(|| {
        with_help(
            span,
            "`open_id_connect` needs its `url`",
            "`open_id_connect(url = \"https://…\")`",
        )
    })?;
    Ok(Kind::OpenIdConnect(filled(url)?))
}
