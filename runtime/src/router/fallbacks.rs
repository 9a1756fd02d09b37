//! Fallbacks, kept apart until the router is split: of a router without a fallback of its own, axum
//! forgets those that are nested in it as soon as it is nested itself.

use std::convert::Infallible;

use axum::{Router, extract::Request, response::IntoResponse, routing::Route};
use tower::{Layer, Service};

use crate::router::composing::joined;

/// Fallbacks with the prefixes they stand at, each alone in a router.
pub(super) struct Fallbacks<S>(Vec<(String, Router<S>)>);

impl<S: Clone + Send + Sync + 'static> Fallbacks<S> {
    pub(super) fn new() -> Self {
        Self(Vec::new())
    }

    pub(super) fn push(&mut self, fallback: Router<S>) {
        self.0.push(("/".to_owned(), fallback));
    }

    pub(super) fn extend(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    /// The same, of a router that is nested.
    pub(super) fn below(mut self, prefix: &str) -> Self {
        for (path, _) in &mut self.0 {
            *path = joined(prefix, path);
        }
        self
    }

    pub(super) fn layer<L>(&mut self, layer: &L)
    where
        L: Layer<Route> + Clone + Send + Sync + 'static,
        L::Service: Service<Request> + Clone + Send + Sync + 'static,
        <L::Service as Service<Request>>::Response: IntoResponse + 'static,
        <L::Service as Service<Request>>::Error: Into<Infallible> + 'static,
        <L::Service as Service<Request>>::Future: Send + 'static,
    {
        for (_, fallback) in &mut self.0 {
            *fallback = std::mem::take(fallback).layer(layer.clone());
        }
    }

    /// All of them on `router`, once it is known that they fit.
    pub(super) fn onto(self, router: Router<S>) -> Router<S> {
        self.0
            .into_iter()
            .fold(router, |router, (path, fallback)| match &*path {
                "/" => router.merge(fallback),
                path => router.nest(path, fallback),
            })
    }
}
