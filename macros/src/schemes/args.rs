//! The arguments of `#[scheme(...)]` and `#[schemes(...)]`.

use syn::{Attribute, LitStr, Path, parse::ParseStream};

use crate::{
    errors::Errors,
    schemes::{
        kind::{self, Kind},
        named::{Known, Named, comma, content, drain, needs_arguments, path, skip, string},
    },
};

const REALM: Known = ("realm", "realm = \"items\"");
const SCOPES: Known = ("scopes", "scopes = Scope");
const ROLES: Known = ("roles", "roles = Role");

const OF_STRUCT: [Known; 3] = [
    REALM,
    ("render", "render = axum_secured::render::Detail"),
    ("crate", "crate = ::axum_secured"),
];

pub(crate) const OF_SCHEME: [Known; 3] = [SCOPES, ROLES, REALM];

/// `#[schemes(realm = "…", render = path, crate = path)]`.
#[derive(Default)]
pub(crate) struct StructArgs {
    pub(crate) krate: Option<Path>,
    pub(crate) realm: Option<LitStr>,
    pub(crate) render: Option<Path>,
}

/// `#[scheme(KIND, scopes = path, roles = path, realm = "…")]`.
pub(crate) struct SchemeArgs {
    pub(crate) kind: Kind,
    pub(crate) scopes: Option<Path>,
    pub(crate) roles: Option<Path>,
    pub(crate) realm: Option<LitStr>,
}

impl StructArgs {
    pub(crate) fn read(attributes: &[Attribute], errors: &mut Errors) -> Self {
        let mut args = Self::default();
        let mut named = Named::new("option", &OF_STRUCT);
        let ours = attributes
            .iter()
            .filter(|attribute| attribute.path().is_ident("schemes"));
        for attribute in ours {
            let example = "#[schemes(realm = \"items\")]";
            content(attribute, example, errors, |input, errors| {
                named.read(input, errors, |known, _, input, errors| {
                    match known.0 {
                        "realm" => args.realm = Some(realm(known, input, errors)?),
                        "render" => args.render = Some(path(known, input, errors)?),
                        _ => args.krate = Some(path(known, input, errors)?),
                    }
                    Some(())
                });
                Some(())
            });
        }
        args
    }
}

impl SchemeArgs {
    pub(crate) fn read(attribute: &Attribute, errors: &mut Errors) -> Option<Self> {
        const EXAMPLE: &str = "#[scheme(http(bearer))]";
        content(attribute, EXAMPLE, errors, |input, errors| {
            if input.is_empty() {
                return needs_arguments(attribute, EXAMPLE, errors);
            }
            if kind::is_missing(input, errors) {
                drain(input);
                return None;
            }
            let kind = kind::read(input, errors);
            if kind.is_none() {
                skip(input);
            }
            let mut sound = comma(input, errors);
            let mut scopes = None;
            let mut roles = None;
            let mut own_realm = None;
            sound &= Named::new("option", &OF_SCHEME).hint(kind::second).read(
                input,
                errors,
                |known, _, input, errors| {
                    if known == REALM {
                        own_realm = Some(realm(known, input, errors)?);
                    } else if known == ROLES {
                        roles = Some(declaring("Roles", known, input, errors)?);
                    } else {
                        scopes = Some(declaring("Scopes", known, input, errors)?);
                    }
                    Some(())
                },
            );
            let kind = kind?;
            sound.then_some(Self {
                kind,
                scopes,
                roles,
                realm: own_realm,
            })
        })
    }
}

/// The enum that derives the trait.
fn declaring(
    derive: &str,
    known: Known,
    input: ParseStream<'_>,
    errors: &mut Errors,
) -> Option<Path> {
    if input.peek(LitStr) {
        let problem = format!("`{}` names the enum that derives `{derive}`", known.0);
        errors.push(input.span(), &problem, &format!("`{}`", known.1));
        return None;
    }
    path(known, input, errors)
}

/// RFC 9110, section 5.6.4: what a quoted string can carry, here without tabs.
fn realm(known: Known, input: ParseStream<'_>, errors: &mut Errors) -> Option<LitStr> {
    let realm = string(known, input, errors)?;
    if realm
        .value()
        .bytes()
        .all(|byte| (b' '..=b'~').contains(&byte))
    {
        return Some(realm);
    }
    errors.push(
        realm.span(),
        "a realm is visible ASCII and spaces",
        "`realm = \"items\"`",
    );
    None
}
