//! Roles, levels and ages in every form the grammar has.
#![deny(warnings)]
#![allow(dead_code, clippy::unused_async)]
use std::sync::Arc;

use axum_secured::{Admitted, Roles, SecuredRouter, SecuritySchemes, requirement, routing::get, secured};
use ui_tests::{Auth, Machine, Role, Role as Rank, Role::Editor, Scope, User, api_key, bearer};

pub mod ranks {
    pub type Alias = ui_tests::Role;
    pub const ADMIN: Alias = Alias::Admin;
}

#[secured(bearer(roles = "editor"))]
async fn name() {}
#[secured(bearer(roles = "editor admin"))]
async fn names() {}
#[secured(bearer(roles = ["editor", "admin",],))]
async fn list() {}
#[secured(bearer(roles = ["editor admin"]))]
async fn names_in_a_list() {}
#[secured(bearer(roles = Role::Editor))]
async fn variant() {}
#[secured(bearer(roles = [Rank::Editor, ranks::ADMIN]))]
async fn variants() {}
#[secured(bearer(roles = [Editor, "admin"]))]
async fn mixed() {}
#[secured(bearer(roles = ::ui_tests::Role::Admin))]
async fn full_path() {}
#[secured(bearer, roles = "editor")]
async fn option() {}
#[secured(roles = [ranks::Alias::Editor], bearer)]
async fn option_first() {}
#[secured(bearer("items:read", roles = "editor"))]
async fn beside_scopes() {}
#[secured(bearer(roles = "editor", scopes = Scope::ItemsRead))]
async fn before_named_scopes() {}
#[secured(bearer("items:read"), roles = "editor")]
async fn option_beside_scopes() {}
#[secured(bearer, acr = "urn:example:mfa", max_age = "31536000s")]
async fn level_and_age() {}
#[secured(bearer("items:read", roles = Role::Admin, acr = "mfa", max_age = "365d"))]
async fn everything() {}
#[secured(bearer(max_age = "1m", acr = "mfa", roles = "admin", scopes = "items:read"))]
async fn everything_the_other_way_round() {}
#[secured(bearer, scopes = "items:read", roles = "admin", acr = "mfa", max_age = "1h", crate = ::axum_secured)]
async fn everything_beside() {}
#[secured(optional(any(all(api_key, bearer(roles = "admin")), bearer(max_age = "0001m"))))]
async fn in_alternatives(#[principal] _who: Option<Caller>) {}
#[secured(any(bearer(roles = "admin"), bearer(roles = "editor"), bearer))]
async fn in_a_live_order() {}
#[secured(any(bearer(max_age = "1m"), bearer(max_age = "2m"), bearer(acr = "a"), bearer(acr = "b")))]
async fn levels_and_ages_in_a_live_order() {}

requirement!(Chief -> User = bearer(roles = "admin", acr = "mfa"));
requirement!(Fresh -> User = bearer(max_age = "5m", acr = "mfa"));

/// What two requirements need of one scheme unites.
#[secured(all(Chief, Fresh, bearer("items:write")))]
async fn united() {}
#[secured(Chief)]
async fn named(#[principal] _who: Admitted<User>) {}

pub struct Caller;

impl From<(Machine, User)> for Caller {
    fn from(_: (Machine, User)) -> Self {
        Self
    }
}
impl From<User> for Caller {
    fn from(_: User) -> Self {
        Self
    }
}

#[derive(Roles)]
pub enum Every {
    #[role("!#$%&'()*+-./:<=>?@[]^_`{|}~", includes(Plain))]
    EveryCharacter,
    #[role("plain")]
    Plain,
}

#[derive(SecuritySchemes)]
pub struct Own {
    #[scheme(api_key(header = "X-Key"), roles = Every, scopes = Scope)]
    pub key: ui_tests::Nobody,
    #[scheme(http(basic), roles = crate::ranks::Alias)]
    pub other: ui_tests::Nobody,
}

#[secured(any(key(roles = "plain"), other(roles = "editor")))]
async fn of_other_schemes() {}

fn main() {
    let held = <Every as Roles>::TABLE.granted("!#$%&'()*+-./:<=>?@[]^_`{|}~");
    let included: Vec<_> = <Every as Roles>::TABLE.names(held).collect();
    assert_eq!(included, ["!#$%&'()*+-./:<=>?@[]^_`{|}~", "plain"]);
    let router: SecuredRouter<Arc<Auth>> = SecuredRouter::new()
        .route("/a", get(name).put(names).post(list).delete(names_in_a_list))
        .route("/b", get(variant).put(variants).post(mixed).delete(full_path))
        .route("/c", get(option).put(option_first).post(beside_scopes).delete(before_named_scopes))
        .route("/d", get(option_beside_scopes).put(level_and_age).post(everything))
        .route("/e", get(everything_the_other_way_round).put(everything_beside))
        .route("/f", get(in_alternatives).put(in_a_live_order).post(levels_and_ages_in_a_live_order))
        .route("/g", get(united).put(named));
    let _ = router.split_for_parts();
}
