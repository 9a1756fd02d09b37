//! Every form in which a handler can receive who the caller is.
#![deny(warnings)]
#![allow(dead_code, clippy::unused_async)]
use std::sync::Arc;

use axum::Json;
use axum_secured::{Admitted, SecuredRouter, routing::get, secured};
use ui_tests::{Auth, Machine, User, api_key, basic, bearer};

pub struct Named {
    name: String,
    machine: Option<Machine>,
}
pub struct Tuple(u8, String);
pub enum Caller {
    User(User),
    Machine(Machine),
}

impl From<User> for Caller {
    fn from(user: User) -> Self {
        Self::User(user)
    }
}
impl From<Machine> for Caller {
    fn from(machine: Machine) -> Self {
        Self::Machine(machine)
    }
}
impl From<(User, Machine)> for Caller {
    fn from((user, _): (User, Machine)) -> Self {
        Self::User(user)
    }
}
impl From<User> for Named {
    fn from(_: User) -> Self {
        Self { name: String::new(), machine: None }
    }
}
impl From<User> for Tuple {
    fn from(_: User) -> Self {
        Self(0, String::new())
    }
}

#[secured(bearer)]
async fn plain(#[principal] who: User) {
    drop(who);
}
#[secured(bearer)]
async fn wildcard(#[principal] _: User) {}
#[secured(bearer)]
async fn mutable(#[principal] mut who: Named) -> String {
    who.name.push('!');
    who.name
}
#[secured(bearer)]
async fn by_reference(#[principal] ref who: Named) -> String {
    who.name.clone()
}
#[secured(bearer)]
async fn fields(#[principal] Named { name, machine: _ }: Named) -> String {
    name
}
#[secured(bearer)]
async fn some_fields(#[principal] Named { mut name, .. }: Named) -> String {
    name.push('!');
    name
}
#[secured(bearer)]
async fn positions(#[principal] Tuple(id, _): Tuple) -> String {
    id.to_string()
}
#[secured(bearer)]
async fn bound(#[principal] who @ Tuple(..): Tuple) -> String {
    who.1
}
#[secured(bearer)]
#[allow(unused_parens)]
async fn parenthesized(#[principal] (who): User) {
    drop(who);
}
#[secured(all(bearer, api_key))]
async fn pair(#[principal] (user, machine): (User, Machine)) {
    drop((user, machine));
}
#[secured(all(bearer, api_key))]
async fn pair_of_wildcards(#[principal] (_, _): (User, Machine)) {}
#[secured(all(bearer, api_key))]
async fn pair_unopened(#[principal] who: (User, Machine)) {
    drop(who);
}
#[secured(all(bearer, api_key))]
async fn converted_pair(#[principal] _who: Caller) {}
#[secured(any(bearer, api_key))]
async fn either(#[principal] who: Caller) -> &'static str {
    match who {
        Caller::User(_) => "user",
        Caller::Machine(_) => "machine",
    }
}
#[secured(any(bearer, all(basic, api_key), api_key))]
async fn alternatives(#[principal] _who: Caller) {}
#[secured(bearer)]
async fn admitted(#[principal] who: Admitted<User>) -> String {
    let _: &User = &who;
    who.scopes().collect()
}
#[secured(any(bearer, api_key))]
async fn admitted_either(#[principal] _who: Admitted<Caller>) {}
#[secured(all(bearer, api_key))]
async fn admitted_pair(#[principal] who: Admitted<(User, Machine)>) {
    drop(who.into_principal());
}
#[secured(bearer)]
async fn admitted_by_path(#[principal] _who: axum_secured::admitted::Admitted<User>) {}
#[secured(optional(bearer))]
async fn maybe(#[principal] who: Option<User>) -> &'static str {
    if who.is_some() { "known" } else { "stranger" }
}
#[secured(optional(bearer))]
async fn maybe_by_path(#[principal] _who: ::core::option::Option<User>) {}
#[secured(optional(any(bearer, api_key)))]
async fn maybe_either(#[principal] _who: Option<Caller>) {}
#[secured(optional(all(bearer, api_key)))]
async fn maybe_pair(#[principal] _who: Option<(User, Machine)>) {}
#[secured(optional(any(bearer, api_key)))]
async fn maybe_admitted(#[principal] _who: Option<Admitted<Caller>>) {}
#[secured(bearer)]
async fn boxed(#[principal] _who: Box<User>) {}
#[secured(bearer)]
async fn counted(#[principal] _who: Arc<User>) {}
#[secured(bearer)]
async fn surely(#[principal] _who: Option<User>) {}
#[secured(bearer)]
async fn generic<U: From<User> + Send + 'static>(#[principal] _who: U) {}
#[secured(any(bearer, api_key))]
async fn generic_either<U>(#[principal] _who: U)
where
    U: From<User> + From<Machine> + Send + 'static,
{
}
#[secured(bearer)]
async fn in_the_middle(_: axum::http::Method, #[principal] _who: User, _: Json<u8>) {}
#[secured(bearer)]
#[allow(unused_variables)]
async fn with_attributes(
    #[principal]
    #[allow(unused_variables)]
    who: User,
) {
}

fn main() {
    let router: SecuredRouter<Arc<Auth>> = SecuredRouter::new()
        .route("/a", get(plain).put(wildcard).post(mutable).delete(by_reference))
        .route("/b", get(fields).put(some_fields).post(positions).delete(bound))
        .route("/c", get(pair).put(pair_of_wildcards).post(pair_unopened).delete(converted_pair))
        .route("/d", get(either).put(alternatives).post(parenthesized).delete(surely))
        .route("/e", get(admitted).put(admitted_either).post(admitted_pair))
        .route("/f", get(maybe).put(maybe_by_path).post(maybe_either).delete(maybe_pair))
        .route("/g", get(maybe_admitted).delete(admitted_by_path))
        .route("/h", get(boxed).put(counted).post(generic::<User>).delete(generic_either::<Caller>))
        .route("/i", get(with_attributes).put(in_the_middle));
    let _ = router.split_for_parts();
}
