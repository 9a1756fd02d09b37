//! `open_id_connect(...)`: tokens of a provider that describes itself.

use syn::{Ident, parse::ParseStream};

use crate::{
    errors::Errors,
    schemes::{
        kind::Kind,
        named::{Known, Named, string},
    },
};

const URL: [Known; 1] = [(
    "url",
    "url = \"https://id.example.com/.well-known/openid-configuration\"",
)];

pub(super) fn open_id_connect(
    input: ParseStream<'_>,
    own: &Ident,
    errors: &mut Errors,
) -> Option<Kind> {
    let mut url = None;
    let sound = Named::new("argument", &URL).read(input, errors, |known, _, input, errors| {
        url = Some(string(known, input, errors)?);
        Some(())
    });
    if sound && url.is_none() {
        let help = format!("`open_id_connect({})`", URL[0].1);
        errors.push(own.span(), "`open_id_connect` needs its `url`", &help);
    }
    url.filter(|_| sound).map(Kind::OpenIdConnect)
}
