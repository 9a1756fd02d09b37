//! An alternative of as many schemes as one principal joins.
#![deny(warnings)]
#![allow(dead_code, clippy::unused_async)]
use std::sync::Arc;

use axum_secured::{
    Admitted, ApiKey, Context, SecuredRouter, SecuritySchemes, Verdict, Verifier, requirement,
    routing::get, secured,
};

struct Keys;

impl Verifier<ApiKey> for Keys {
    type Principal = u8;
    async fn verify(&self, _: ApiKey, _: &Context<'_>) -> Verdict<u8> {
        Verdict::Invalid
    }
}

macro_rules! schemes {
    ($($name:ident $header:literal)*) => {
        #[derive(SecuritySchemes)]
        struct Auth {
            $(#[scheme(api_key(header = $header))] $name: Keys,)*
        }
    };
}
schemes! {
    a "a" b "b" c "c" d "d" e "e" f "f" g "g" h "h"
    i "i" j "j" k "k" l "l" m "m" n "n" o "o" p "p"
}

type Nine = (u8, u8, u8, u8, u8, u8, u8, u8, u8);
type Sixteen = (u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8);

struct Caller;

impl From<Nine> for Caller {
    fn from(_: Nine) -> Self {
        Self
    }
}

impl From<Sixteen> for Caller {
    fn from(_: Sixteen) -> Self {
        Self
    }
}

#[secured(all(a, b, c, d, e, f, g, h, i))]
async fn nine(#[principal] _who: Nine) {}

#[secured(all(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p))]
async fn sixteen(#[principal] _who: Admitted<Caller>) {}

requirement!(
    #[allow(non_camel_case_types)]
    every -> Caller = all(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p)
);

// The same name as its requirement's.
#[secured(every)]
async fn every(#[principal] _who: Caller) {}

fn main() {
    let router = SecuredRouter::<Arc<Auth>>::new()
        .route("/nine", get(nine))
        .route("/sixteen", get(sixteen))
        .route("/every", get(every));
    let _ = router.split_for_parts();
}
