//! Layers on the router.

use std::convert::Infallible;

use axum::{extract::Request, response::IntoResponse, routing::Route};
use tower::{Layer, Service};

use crate::{floor::Floor, router::SecuredRouter};

impl<S: Clone + Send + Sync + 'static, F: Floor> SecuredRouter<S, F> {
    /// Wraps every route added so far, as [`axum::Router::layer`] does.
    #[must_use]
    pub fn layer<L>(mut self, layer: L) -> Self
    where
        L: Layer<Route> + Clone + Send + Sync + 'static,
        L::Service: Service<Request> + Clone + Send + Sync + 'static,
        <L::Service as Service<Request>>::Response: IntoResponse + 'static,
        <L::Service as Service<Request>>::Error: Into<Infallible> + 'static,
        <L::Service as Service<Request>>::Future: Send + 'static,
    {
        self.fallbacks.layer(&layer);
        self.router = self.router.layer(layer);
        self
    }

    /// Wraps every route added so far, but not the fallback, as [`axum::Router::route_layer`] does.
    #[must_use]
    pub fn route_layer<L>(mut self, layer: L) -> Self
    where
        L: Layer<Route> + Clone + Send + Sync + 'static,
        L::Service: Service<Request> + Clone + Send + Sync + 'static,
        <L::Service as Service<Request>>::Response: IntoResponse + 'static,
        <L::Service as Service<Request>>::Error: Into<Infallible> + 'static,
        <L::Service as Service<Request>>::Future: Send + 'static,
    {
        if !self.router.has_routes() && self.errors.is_empty() {
            self.errors
                .push("`route_layer` before any route would wrap nothing".to_owned());
        } else if self.errors.is_empty() {
            self.router = self.router.route_layer(layer);
        }
        self
    }
}
