//! Foreign things on the router: services and axum's own routers, with a decision as a value.

use std::convert::Infallible;

use axum::{
    Router,
    extract::Request,
    handler::Handler,
    response::IntoResponse,
    routing::{self, MethodRouter},
};
use tower::{Service, ServiceExt};

use crate::{
    decision::{DecisionValue, Statement},
    floor::Floor,
    router::{
        SecuredRouter,
        binding::Binding,
        caching::Caching,
        mounted::{Methods, Mounted},
    },
};

impl<S: Clone + Send + Sync + 'static, F: Floor> SecuredRouter<S, F> {
    /// Adds a service for every method of `path`, behind `decision`.
    #[must_use]
    pub fn service<V, D>(mut self, path: &str, service: V, decision: D) -> Self
    where
        V: Service<Request, Error = Infallible> + Clone + Send + Sync + 'static,
        V::Response: IntoResponse,
        V::Future: Send + 'static,
        D: DecisionValue<S>,
    {
        let statement = decision.statement();
        let binding = Binding::new();
        let guarded = guarded::<S, V, D>(&statement, service, &binding);
        let mounted = vec![Mounted::new(path, Methods::Any, statement, binding)];
        self.mount(mounted, |axum| axum.route(path, guarded));
        self
    }

    /// Adds a plain axum router below `path`, all of it behind `decision`. Its routes see their
    /// paths without the prefix; none of them is documented.
    #[must_use]
    pub fn foreign<D: DecisionValue<S>>(mut self, path: &str, router: Router, decision: D) -> Self {
        let statement = decision.statement();
        let prefix = path.trim_end_matches('/');
        let binding = Binding::new();
        let guarded = guarded::<S, Router, D>(&statement, router, &binding);
        let mounted = [
            prefix.to_owned(),
            format!("{prefix}/"),
            format!("{prefix}/{{*rest}}"),
        ]
        .iter()
        .map(|path| Mounted::new(path, Methods::Any, statement, binding.clone()))
        .collect();
        self.mount_below(path, mounted, |axum| {
            // Routes and not a fallback: layers wrap them, an outer router takes them along, and no
            // wildcard elsewhere goes before them. axum hides a parameter of this name from `Path`.
            let below = Router::new()
                .route("/", guarded.clone())
                .route("/{*__private__axum_nest_tail_param}", guarded.clone());
            let slash = Router::new().route("/", guarded);
            axum.nest(prefix, below).nest(&format!("{prefix}/"), slash)
        });
        self
    }
}

/// Every method of a service, behind a guard.
fn guarded<S, V, D>(statement: &Statement, service: V, binding: &Binding) -> MethodRouter<S>
where
    S: Clone + Send + Sync + 'static,
    V: Service<Request, Error = Infallible> + Clone + Send + Sync + 'static,
    V::Response: IntoResponse,
    V::Future: Send + 'static,
    D: DecisionValue<S>,
{
    let handler = |_: D::Guard, request: Request| async move {
        match service.oneshot(request).await {
            Ok(response) => response.into_response(),
            Err(never) => match never {},
        }
    };
    let handler = binding.around(handler);
    match Caching::of(statement) {
        None => routing::any(handler),
        Some(caching) => routing::any(handler.layer(caching.layer())),
    }
}
