//! The arguments of `#[scheme(...)]` and `#[schemes(...)]`.

use syn::{
    Attribute, Ident, LitStr, Path, Token,
    ext::IdentExt,
    parse::{Parse, ParseStream},
};

use crate::{errors::with_help, schemes::kind::Kind, suggest::suggest};

/// `#[schemes(realm = "…", render = path, crate = path)]`.
#[derive(Default)]
pub(crate) struct StructArgs {
    pub(crate) krate: Option<Path>,
    pub(crate) realm: Option<LitStr>,
    pub(crate) render: Option<Path>,
}

/// `#[scheme(KIND, scopes = path, realm = "…")]`.
pub(crate) struct SchemeArgs {
    pub(crate) kind: Kind,
    pub(crate) scopes: Option<Path>,
    pub(crate) realm: Option<LitStr>,
}

impl StructArgs {
    pub(crate) fn read(attributes: &[Attribute]) -> syn::Result<Self> {
        let mut args = Self::default();
        for attribute in attributes
            .iter()
            .filter(|attribute| attribute.path().is_ident("schemes"))
        {
            attribute.parse_args_with(|input: ParseStream<'_>| {
                while !input.is_empty() {
                    let name = input.call(Ident::parse_any)?;
                    let text = name.to_string();
                    let known = ["realm", "render", "crate"];
                    if !known.contains(&text.as_str()) {
                        return Err(with_help(
                            name.span(),
                            &format!("unknown option `{text}`"),
                            &suggest(&text, &known),
                        ));
                    }
                    input.parse::<Token![=]>()?;
                    match text.as_str() {
                        "realm" => once(&mut args.realm, realm(input)?, &name)?,
                        "render" => {
                            once(&mut args.render, input.call(Path::parse_mod_style)?, &name)?;
                        }
                        _ => once(&mut args.krate, input.call(Path::parse_mod_style)?, &name)?,
                    }
                    if !input.is_empty() {
                        input.parse::<Token![,]>()?;
                    }
                }
                Ok(())
            })?;
        }
        Ok(args)
    }
}

impl Parse for SchemeArgs {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let kind = input.parse()?;
        let mut args = Self {
            kind,
            scopes: None,
            realm: None,
        };
        while !input.is_empty() {
            input.parse::<Token![,]>()?;
            if input.is_empty() {
                break;
            }
            let name = input.call(Ident::parse_any)?;
            let text = name.to_string();
            if text != "scopes" && text != "realm" {
                return Err(with_help(
                    name.span(),
                    &format!("unknown option `{text}`"),
                    &suggest(&text, &["scopes", "realm"]),
                ));
            }
            input.parse::<Token![=]>()?;
            if text == "realm" {
                once(&mut args.realm, realm(input)?, &name)?;
            } else {
                if input.peek(LitStr) {
                    return Err(input.error(
                        "`scopes` names the enum that derives `Scopes`\nhelp: `scopes = Scope`",
                    ));
                }
                once(&mut args.scopes, input.call(Path::parse_mod_style)?, &name)?;
            }
        }
        Ok(args)
    }
}

pub(crate) fn once<T>(slot: &mut Option<T>, value: T, name: &Ident) -> syn::Result<()> {
    if slot.replace(value).is_some() {
        return Err(with_help(name.span(), &format!("duplicate `{name}`"), ""));
    }
    Ok(())
}

/// RFC 9110, section 5.6.4: what a quoted string can carry, here without tabs.
fn realm(input: ParseStream<'_>) -> syn::Result<LitStr> {
    let realm: LitStr = input.parse()?;
    if realm.value().is_empty()
        || !realm
            .value()
            .bytes()
            .all(|byte| (b' '..=b'~').contains(&byte))
    {
        return Err(with_help(
            realm.span(),
            "a realm is visible ASCII and spaces, and not empty",
            "`realm = \"items\"`",
        ));
    }
    Ok(realm)
}
