//! Composition: routers below and beside one another, and what one takes over of another.

use axum::Router;

use crate::{
    floor::Floor,
    practices::Practices,
    router::{
        SecuredRouter,
        fallbacks::Fallbacks,
        mounted::{Mounted, conflicts, unnestable},
    },
};

impl<S: Clone + Send + Sync + 'static, F: Floor> SecuredRouter<S, F> {
    /// Adds the routes of another router below `path`.
    #[must_use]
    pub fn nest<G: Floor>(mut self, path: &str, other: SecuredRouter<S, G>) -> Self {
        let (router, fallbacks, mounted) = self.adopt(other);
        let mounted = mounted
            .into_iter()
            .map(|mut route| {
                route.path = joined(path, &route.path);
                route
            })
            .collect();
        self.mount_below(path, mounted, |axum| axum.nest(path, router));
        self.fallbacks.extend(fallbacks.below(path));
        self
    }

    /// Adds the routes of another router.
    #[must_use]
    pub fn merge<G: Floor>(mut self, other: SecuredRouter<S, G>) -> Self {
        let (router, fallbacks, mounted) = self.adopt(other);
        self.mount(mounted, |axum| axum.merge(router));
        self.fallbacks.extend(fallbacks);
        self
    }

    /// Adds to the axum router unless that would make it panic; the conflict is reported when the
    /// router is split.
    pub(super) fn mount(
        &mut self,
        mounted: Vec<Mounted>,
        add: impl FnOnce(Router<S>) -> Router<S>,
    ) {
        self.mounted.extend(mounted);
        if self.errors.is_empty() && conflicts(&self.mounted).is_empty() {
            self.router = add(std::mem::take(&mut self.router));
        }
    }

    /// The same below a prefix.
    pub(super) fn mount_below(
        &mut self,
        prefix: &str,
        mounted: Vec<Mounted>,
        add: impl FnOnce(Router<S>) -> Router<S>,
    ) {
        self.errors.extend(unnestable(prefix));
        self.mount(mounted, add);
    }

    fn adopt<G: Floor>(
        &mut self,
        mut other: SecuredRouter<S, G>,
    ) -> (Router<S>, Fallbacks<S>, Vec<Mounted>) {
        other.hand_tenant_down();
        self.errors.extend(other.errors);
        if other.accepted != Practices::new() {
            self.errors
                .push("only the outermost router accepts practices".to_owned());
        }
        for route in &mut other.mounted {
            route.floors.splice(..0, other.floors.iter().copied());
        }
        #[cfg(feature = "openapi")]
        if other.base.is_some() {
            self.errors
                .push("only the outermost router takes a base document".to_owned());
        }
        #[cfg(feature = "swagger-ui")]
        if other.swagger.is_some() {
            self.errors
                .push("only the outermost router serves Swagger UI".to_owned());
        }
        #[cfg(feature = "limits")]
        if let Some(limits) = other.limits {
            let limits = axum::Extension(limits);
            other.fallbacks.layer(&limits);
            other.router = other.router.layer(limits);
        }
        (other.router, other.fallbacks, other.mounted)
    }
}

pub(super) fn joined(prefix: &str, path: &str) -> String {
    match path {
        "/" => prefix.to_owned(),
        path => format!("{}{path}", prefix.trim_end_matches('/')),
    }
}
