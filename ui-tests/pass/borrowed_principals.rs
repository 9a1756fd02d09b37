//! Verifiers whose type holds a lifetime: `'static` text for a principal, to begin with.
#![deny(warnings)]
#![allow(dead_code, clippy::unused_async)]
use std::{borrow::Cow, sync::Arc};

use axum_secured::{
    ApiKey, ApiKeys, Context, SecuredRouter, SecuritySchemes, Verdict, Verifier, routing::get,
    secured,
};

struct Table<'t>(&'t [&'t str]);

impl Verifier<ApiKey> for Table<'static> {
    type Principal = &'static str;
    async fn verify(&self, key: ApiKey, _: &Context<'_>) -> Verdict<&'static str> {
        let known = self.0.iter().find(|known| **known == key.expose());
        known.map_or(Verdict::Invalid, |known| Verdict::valid(*known))
    }
}

#[derive(SecuritySchemes)]
struct Auth {
    #[scheme(api_key(header = "a"))]
    named: ApiKeys<&'static str>,
    #[scheme(api_key(header = "b"))]
    table: Table<'static>,
    #[scheme(api_key(header = "c"))]
    cow: ApiKeys<Cow<'static, str>>,
}

#[secured(any(named, table))]
async fn either(#[principal] _who: &'static str) {}

#[secured(all(cow, table))]
async fn both(#[principal] (_one, _other): (Cow<'static, str>, &'static str)) {}

fn main() {
    let router = SecuredRouter::<Arc<Auth>>::new()
        .route("/either", get(either))
        .route("/both", get(both));
    let _ = router.split_for_parts();
}
