//! What the messages suggest.
#![deny(warnings)]
#![allow(dead_code, clippy::unused_async)]
use axum_secured::{Admitted, public, requirement, secured};
use ui_tests::{Machine, Role, Scope, User, api_key, basic, bearer};

#[secured(bearer)]
async fn plain() {}
#[public("liveness probe")]
async fn open() {}
#[secured(any(api_key, bearer("items:read")))]
async fn given_to_the_scheme() {}
#[secured(all(api_key, bearer([Scope::ItemsRead, Scope::ItemsWrite])))]
async fn list_given_to_the_scheme() {}
#[secured(any(api_key, bearer))]
async fn either() {}
#[secured(all(api_key, bearer))]
async fn both() {}
#[secured(optional(any(api_key, bearer)))]
async fn optional() {}
#[secured(bearer("items:read items:write"))]
async fn joined() {}
#[secured(bearer(["items:read", "items:write"]))]
async fn listed() {}
#[secured(bearer, scopes = "items:read")]
async fn sugar() {}
#[secured(optional(bearer))]
async fn known_if_signed_in(#[principal] _who: Option<User>) {}
#[secured(optional(any(basic, api_key)))]
async fn optional_of_two() {}
#[secured(optional(any(bearer, all(basic, api_key))))]
async fn optional_of_two_nested() {}
#[secured(any(bearer("items:read"), api_key))]
async fn first_of_two_given() {}
#[secured(any(bearer("items:read items:write"), api_key))]
async fn nothing_given_twice() {}
#[secured(any(bearer(Scope::ItemsRead), api_key))]
async fn no_variant_given_twice() {}
#[secured(any(api_key, bearer(["items:read", "items:write"])))]
async fn all_given_at_once() {}
#[secured(any(bearer("items:write"), bearer("items:read")))]
async fn one_of_the_scopes() {}
#[secured(any(bearer(Scope::ItemsWrite), bearer(Scope::ItemsRead)))]
async fn one_of_the_variants() {}
#[secured(optional(bearer("items:read")))]
async fn optional_with_scope() {}
#[secured(any(api_key, bearer), crate = ::axum_secured)]
async fn crate_behind() {}
#[secured(optional(bearer))]
async fn option_outside(#[principal] _who: Option<Admitted<User>>) {}
#[public("sign-in form")]
async fn reason_without_name() {}
requirement!(Editor -> User = any(bearer("items:write"), basic));
#[secured(Editor)]
async fn named(#[principal] _who: User) {}
#[secured(Editor, limit = "100/minute")]
async fn named_with_limit() {}
#[secured(any(api_key, bearer(roles = "editor")))]
async fn roles_given_to_the_scheme() {}
#[secured(all(api_key, bearer("items:read", roles = [Role::Editor, Role::Admin])))]
async fn roles_given_beside_scopes() {}
#[secured(optional(bearer(roles = "editor")))]
async fn optional_with_role() {}
#[secured(any(bearer(roles = ["editor", "admin"]), api_key))]
async fn roles_given_to_one_that_has_some() {}
#[secured(bearer(roles = "editor"))]
async fn roles_behind_their_name() {}
#[secured(bearer("items:read", roles = Role::Editor))]
async fn a_role_behind_its_name() {}
#[secured(bearer("items:read", roles = "editor"))]
async fn scopes_in_front() {}
#[secured(bearer, roles = "editor")]
async fn roles_beside() {}
#[secured(bearer, acr = "mfa")]
async fn acr_beside() {}
#[secured(bearer, max_age = "15m")]
async fn max_age_beside() {}
#[secured(any(bearer(acr = "mfa"), api_key))]
async fn acr_given_to_the_token() {}
#[secured(any(bearer(max_age = "15m"), api_key))]
async fn max_age_given_to_the_token() {}
#[secured(all(bearer(acr = "mfa"), api_key))]
async fn acr_from_inside() {}
#[secured(all(bearer(max_age = "15m"), api_key))]
async fn max_age_from_inside() {}
#[secured(bearer("items:read", max_age = "15m"))]
async fn scopes_in_front_of_max_age() {}
#[secured(any(bearer(acr = "a"), bearer(acr = "b")))]
async fn one_of_two_levels() {}
#[secured(any(bearer(acr = "pwd"), api_key))]
async fn a_level_of_its_own() {}
#[secured(bearer, max_age = "30s")]
async fn time_to_return() {}
#[secured(optional(Editor))]
async fn named_optional(#[principal] _who: Option<User>) {}
#[secured(all(Editor, api_key))]
async fn product(#[principal] (_user, _machine): (User, Machine)) {}
#[secured(bearer, limit = "100/minute")]
async fn limited() {}
#[secured(any(api_key, bearer), limit = "100/minute")]
async fn limited_behind() {}
#[secured(bearer, limit = "1/second")]
async fn by_second() {}
#[secured(bearer, limit = "100/hour")]
async fn by_hour() {}
#[secured(bearer, limit = "1000000/day")]
async fn by_day() {}
#[public("sign-in", limit = "5/minute")]
async fn limited_for_all() {}
#[secured(bearer, below_floor = "why")]
async fn below() {}
#[secured(any(api_key, bearer), below_floor = "why")]
async fn below_behind() {}
#[secured(Editor, below_floor = "why")]
async fn named_below() {}
#[secured(bearer, below_floor = "the load balancer has no token")]
async fn below_with_a_reason() {}
#[public("liveness probe", below_floor = "why")]
async fn below_for_all() {}

fn main() {}
