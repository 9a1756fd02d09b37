//! Type, lifetime and const parameters, with bounds and `where` clauses.
#![deny(warnings)]
#![allow(dead_code, clippy::unused_async)]
use std::{convert::Infallible, fmt::Debug, marker::PhantomData, sync::Arc};

use axum::{
    Json,
    extract::{FromRequestParts, Path},
    http::request::Parts,
};
use axum_secured::{
    Admitted, SecuredRouter, public,
    routing::{get, post},
    secured,
};
use ui_tests::{Auth, Machine, User, api_key, bearer};

/// Borrows, as far as its type goes.
struct Borrowed<'a>(PhantomData<&'a str>);

impl<S: Sync> FromRequestParts<S> for Borrowed<'_> {
    type Rejection = Infallible;
    async fn from_request_parts(_: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(PhantomData))
    }
}

struct Wrapped<T, const N: usize>(T);

impl<T: From<User>, const N: usize> From<User> for Wrapped<T, N> {
    fn from(user: User) -> Self {
        Self(T::from(user))
    }
}

#[secured(bearer)]
async fn bounded<U: From<User> + Send + 'static>(#[principal] _who: U) {}

#[secured(any(bearer, api_key))]
async fn where_clause<U>(#[principal] _who: U)
where
    U: From<User> + From<Machine> + Send + 'static,
    Vec<U>: Sized,
{
}

#[secured(bearer)]
async fn beside<T>(#[principal] _who: User, _: Json<T>)
where
    T: Default + Debug,
    for<'a> &'a T: Debug,
{
}

#[secured(bearer)]
async fn both<U, T, const N: usize>(#[principal] _who: U, _: Json<[T; N]>)
where
    U: From<User> + Send + 'static,
    T: Default,
{
}

#[secured(bearer)]
async fn wrapped<T: From<User> + Send + 'static, const N: usize>(
    #[principal] _who: Wrapped<T, N>,
) {
}

#[secured(optional(bearer))]
async fn maybe<U: From<User> + Send + 'static>(#[principal] _who: Option<U>) {}

#[secured(bearer)]
async fn admitted<U: From<User> + Send + 'static>(#[principal] _who: Admitted<U>) {}

#[secured(bearer)]
async fn elided(#[principal] _who: User, _: Borrowed<'_>) {}

#[secured(bearer)]
async fn lifetime<'a>(#[principal] _who: User, _: Borrowed<'a>) {}

#[secured(bearer)]
async fn early_bound<'a: 'a, T>(_: Borrowed<'a>, _: Json<T>)
where
    T: 'a,
{
}

#[public("open")]
async fn open<T: Send, const N: usize>(_: Path<T>) -> [u8; N] {
    [0; N]
}

fn main() {
    let router: SecuredRouter<Arc<Auth>> = SecuredRouter::new()
        .route("/bounded", get(bounded::<User>))
        .route("/beside", post(beside::<u8>))
        .route("/both", post(both::<User, u8, 3>))
        .route("/wrapped", get(wrapped::<User, 3>))
        .route("/maybe", get(maybe::<User>))
        .route("/admitted", get(admitted::<User>))
        .route("/elided", get(elided))
        .route("/lifetime", get(lifetime))
        .route("/early", post(early_bound::<u8>))
        .route("/open/{id}", get(open::<u8, 3>));
    let _ = router.split_for_parts();
}
