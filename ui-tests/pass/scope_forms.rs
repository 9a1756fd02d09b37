//! Scopes in every form the grammar has.
#![deny(warnings)]
#![allow(dead_code, clippy::unused_async)]
use std::sync::Arc;

use axum_secured::{Scopes, SecuredRouter, SecuritySchemes, requirement, routing::get, secured};
use ui_tests::{Auth, Scope, Scope as Right, Scope::ItemsRead, api_key, bearer};

const READ: &str = "not a scope";

pub mod rights {
    pub use ui_tests::Scope;
    pub type Alias = Scope;
    pub const WRITE: Scope = Scope::ItemsWrite;
}

#[secured(bearer("items:read"))]
async fn token() {}
#[secured(bearer("items:read items:write"))]
async fn tokens() {}
#[secured(bearer(["items:read", "items:write"]))]
async fn list() {}
#[secured(bearer(["items:read", "items:write",],))]
async fn trailing_commas() {}
#[secured(bearer(["items:read items:write"]))]
async fn tokens_in_a_list() {}
#[secured(bearer(r"items:read"))]
async fn raw_string() {}
#[secured(bearer(r#"items:read"#))]
async fn raw_string_with_hashes() {}
#[secured(bearer("items:\u{72}ead"))]
async fn escaped() {}
#[secured(bearer(Scope::ItemsRead))]
async fn variant() {}
#[secured(bearer([Scope::ItemsRead, Scope::ItemsWrite]))]
async fn variants() {}
#[secured(bearer([Scope::ItemsRead, "items:write"]))]
async fn mixed() {}
#[secured(bearer(ItemsRead))]
async fn imported_variant() {}
#[secured(bearer(Right::ItemsRead))]
async fn renamed_enum() {}
#[secured(bearer(::ui_tests::Scope::ItemsRead))]
async fn full_path() {}
#[secured(bearer(rights::Alias::ItemsRead))]
async fn alias() {}
#[secured(bearer([rights::Scope::ItemsRead, rights::WRITE]))]
async fn constant() {}
#[secured(bearer, scopes = "items:read items:write")]
async fn option() {}
#[secured(bearer, scopes = ["items:read", "items:write"])]
async fn option_list() {}
#[secured(bearer, scopes = Scope::ItemsRead)]
async fn option_variant() {}
#[secured(scopes = [Scope::ItemsRead, Scope::ItemsWrite], bearer)]
async fn option_first() {}
#[secured(bearer(scopes = "items:read"))]
async fn argument() {}
#[secured(bearer(scopes = ["items:read", Scope::ItemsWrite],))]
async fn argument_list() {}
#[secured(optional(bearer("items:read")))]
async fn optional() {}
#[secured(any(all(api_key, bearer(Scope::ItemsRead)), bearer("items:write")))]
async fn in_alternatives() {}
#[secured(any(bearer("items:write"), bearer("items:read")))]
async fn any_of() {}
requirement!(Reader -> ui_tests::User = bearer(["items:read"]));
#[secured(Reader)]
async fn named() {}

/// Two that imply each other are one.
#[derive(Scopes)]
pub enum Equal {
    #[scope("old", implies(New))]
    Old,
    #[scope("new", implies(Old))]
    New,
    #[scope("!#$%&'()*+,-./:;<=>?@[]^_`{|}~")]
    EveryCharacter,
}

#[derive(SecuritySchemes)]
pub struct Own {
    #[scheme(api_key(header = "X-Key"), scopes = Equal)]
    pub key: ui_tests::Nobody,
    #[scheme(api_key(query = "key"), scopes = crate::rights::Alias)]
    pub other: ui_tests::Nobody,
}

#[secured(any(key("old"), other("items:read")))]
async fn of_a_key() {}

fn main() {
    let granted = <Equal as Scopes>::TABLE.granted("new");
    let names: Vec<_> = <Equal as Scopes>::TABLE.names(granted).collect();
    assert_eq!(names, ["old", "new"]);
    let _ = READ;
    let router: SecuredRouter<Arc<Auth>> = SecuredRouter::new()
        .route("/a", get(token).put(tokens).post(list).delete(trailing_commas))
        .route("/b", get(tokens_in_a_list).put(raw_string).post(raw_string_with_hashes))
        .route("/c", get(escaped).put(variant).post(variants).delete(mixed))
        .route("/d", get(imported_variant).put(renamed_enum).post(full_path).delete(alias))
        .route("/e", get(constant).put(option).post(option_list).delete(option_variant))
        .route("/f", get(option_first).put(argument).post(argument_list).delete(optional))
        .route("/g", get(in_alternatives).post(any_of).delete(named));
    let _ = router.split_for_parts();
}
