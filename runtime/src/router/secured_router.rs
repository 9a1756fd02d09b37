//! `SecuredRouter`: collects decided routes, then hands out axum's router and the document.

use std::{fmt, marker::PhantomData};

use axum::{Router, handler::Handler};

#[cfg(feature = "swagger-ui")]
use crate::requirement::Site;
#[cfg(feature = "openapi")]
use crate::router::routes::Routes;
use crate::{
    decision::{Decision, FirstArgument, Wired},
    floor::{Demand, Floor, NoFloor, assert_floor},
    manifest::Manifest,
    practices::Practices,
    router::{
        Misrouted,
        binding::Binding,
        caching::Caching,
        fallbacks::Fallbacks,
        mounted::{Methods, Mounted, conflicts, unnestable, unreasoned},
        routing::MethodRoutes,
        tenants::{settle, untenable},
    },
    tenant::TenantIn,
};

/// A router on which every route carries a decision. It has axum's vocabulary and becomes an
/// [`axum::Router`] when it is split.
///
/// Answers of a route that reads a cookie or an API key say `Cache-Control: private`, unless the
/// handler says otherwise, and name the field in `Vary`: shared caches know `Authorization` alone for
/// a credential (RFC 9111, section 3.5).
///
/// # Floors
/// A router can demand a minimum of everything in it: `SecuredRouter::new().floor::<Editor>()`. What is
/// weaker does not compile, or is an error when the router is split, unless it says why: see
/// [`floor`](Self::floor). The second parameter of the type is that floor.
pub struct SecuredRouter<S = (), F = NoFloor> {
    pub(super) router: Router<S>,
    pub(super) fallbacks: Fallbacks<S>,
    pub(super) mounted: Vec<Mounted>,
    pub(super) errors: Vec<String>,
    /// What of it is accepted, and nothing else.
    pub(super) accepted: Practices,
    pub(super) floors: Vec<Demand>,
    floor: PhantomData<fn() -> F>,
    #[cfg(feature = "openapi")]
    pub(super) base: Option<utoipa::openapi::OpenApi>,
    #[cfg(feature = "swagger-ui")]
    swagger: Option<crate::swagger::Swagger>,
    #[cfg(feature = "limits")]
    limits: Option<crate::limits::Limits>,
    pub(super) tenant: Option<TenantIn>,
}

impl<S: Clone + Send + Sync + 'static> SecuredRouter<S> {
    /// A router without routes.
    pub fn new() -> Self {
        Self {
            router: Router::new(),
            fallbacks: Fallbacks::new(),
            mounted: Vec::new(),
            errors: Vec::new(),
            accepted: Practices::new(),
            floors: Vec::new(),
            floor: PhantomData,
            #[cfg(feature = "openapi")]
            base: None,
            #[cfg(feature = "swagger-ui")]
            swagger: None,
            #[cfg(feature = "limits")]
            limits: None,
            tenant: None,
        }
    }
}

impl<S: Clone + Send + Sync + 'static, F: Floor> SecuredRouter<S, F> {
    /// Adds the documented handlers of one path: `.routes(routes!(list_items, create_item))`.
    #[cfg(feature = "openapi")]
    #[must_use]
    pub fn routes(mut self, collect: impl FnOnce(Routes<S, F>) -> Routes<S, F>) -> Self {
        let Routes {
            router,
            mounted,
            errors,
            ..
        } = collect(Routes::new());
        self.errors.extend(errors);
        if let Some(path) = mounted.first().map(|first| first.path.clone()) {
            self.mount(mounted, |axum| axum.route(&path, router));
        }
        self
    }

    /// Adds decided handlers without a document: `.route("/ws", get(handler))` with this crate's
    /// [`get`](crate::routing::get).
    #[must_use]
    pub fn route(mut self, path: &str, methods: MethodRoutes<S, F>) -> Self {
        let MethodRoutes {
            router,
            statements,
            binding,
            errors,
            ..
        } = methods;
        self.errors
            .extend(errors.into_iter().map(|error| format!("`{path}`: {error}")));
        let mounted = statements
            .into_iter()
            .map(|(methods, statement)| Mounted::new(path, methods, statement, binding.clone()))
            .collect();
        self.mount(mounted, |axum| axum.route(path, router));
        self
    }

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

    /// Serves what no route matches with a decided handler. Without one, axum answers 404.
    #[must_use]
    pub fn fallback<H, T, A>(mut self, handler: H) -> Self
    where
        H: Handler<T, S> + FirstArgument<A>,
        H::First: Wired<S>,
        T: 'static,
    {
        const { assert_floor::<H::First, F>() };
        let statement = H::First::statement();
        let binding = Binding::new();
        let handler = binding.around(handler);
        let mounted = vec![Mounted::new("/", Methods::Fallback, statement, binding)];
        self.mount(mounted, |axum| axum);
        self.fallbacks.push(match Caching::of(&statement) {
            None => Router::new().fallback(handler),
            Some(caching) => Router::new().fallback(handler.layer(caching.layer())),
        });
        self
    }

    /// Takes title, version, servers, tags and components from `base`.
    #[cfg(feature = "openapi")]
    #[must_use]
    pub fn openapi(mut self, base: utoipa::openapi::OpenApi) -> Self {
        if self.base.is_some() {
            self.errors
                .push("there are two base documents: only one is published".to_owned());
        }
        let declares = base.components.as_ref();
        if declares.is_some_and(|components| !components.security_schemes.is_empty()) {
            self.errors.push(
                "the base document declares security schemes: those of the mounted requirements \
                 are published, and no others"
                    .to_owned(),
            );
        }
        if !base.paths.paths.is_empty() {
            self.errors
                .push("the base document has paths: mount their handlers instead".to_owned());
        }
        if base.security.is_some() {
            self.errors.push(
                "the base document has root-level `security`: each operation states its own"
                    .to_owned(),
            );
        }
        self.base = Some(base);
        self
    }

    /// Serves Swagger UI below `path` and the document at `document`, both open to everyone.
    ///
    /// So they stand below no [`floor`](Self::floor): a router that has one is merged into one without.
    ///
    /// ```
    /// # use axum_secured::{BearerToken, Context, SecuritySchemes, Verdict, Verifier};
    /// # struct V;
    /// # impl Verifier<BearerToken> for V { type Principal = u8; async fn verify(&self, _: BearerToken, _: &Context<'_>) -> Verdict<u8> { Verdict::Invalid } }
    /// # #[derive(SecuritySchemes)] struct Auth { #[scheme(http(bearer))] bearer: V }
    /// use std::sync::Arc;
    ///
    /// use axum_secured::{SecuredRouter, routing::get, secured};
    ///
    /// #[secured(bearer)]
    /// async fn list() {}
    ///
    /// let floored = || {
    ///     let router = SecuredRouter::<Arc<Auth>>::new().floor::<bearer>();
    ///     router.route("/items", get(list))
    /// };
    /// let router = SecuredRouter::new().merge(floored());
    /// assert!(router.swagger_ui("/docs", "/openapi.json").try_into_router().is_ok());
    /// let refused = floored().swagger_ui("/docs", "/openapi.json").try_into_router();
    /// let errors = refused.expect_err("pages below a floor").to_string();
    /// assert!(errors.contains("merge the router into one without a floor"));
    /// ```
    #[cfg(feature = "swagger-ui")]
    #[must_use]
    #[track_caller]
    pub fn swagger_ui(mut self, path: &'static str, document: &'static str) -> Self {
        let swagger = crate::swagger::Swagger::new(path, document);
        let site = Site::here("swagger_ui");
        let routes = swagger.routes();
        self.mount_below(path, swagger.mounted(site), |axum| axum.merge(routes));
        self.swagger = Some(swagger);
        self
    }

    /// Where requests are counted, on every route of this router, and how a client's address is found.
    /// Without, as on a plain router, the process's own counters count.
    #[cfg(feature = "limits")]
    #[must_use]
    pub fn limits(mut self, limits: crate::limits::Limits) -> Self {
        if self.limits.replace(limits).is_some() {
            self.errors
                .push("there are two `limits`: only one counts".to_owned());
        }
        self
    }

    /// Every route with its decision.
    pub fn manifest(&self) -> Manifest {
        let routes = self.tenanted();
        let lines = routes
            .iter()
            .flat_map(|route| route.lines(&self.above(route)));
        Manifest::new(lines.collect())
    }

    /// The same, as far as its type says what is demanded.
    pub(super) fn retyped<G>(self) -> SecuredRouter<S, G> {
        SecuredRouter {
            router: self.router,
            fallbacks: self.fallbacks,
            mounted: self.mounted,
            errors: self.errors,
            accepted: self.accepted,
            floors: self.floors,
            floor: PhantomData,
            #[cfg(feature = "openapi")]
            base: self.base,
            #[cfg(feature = "swagger-ui")]
            swagger: self.swagger,
            #[cfg(feature = "limits")]
            limits: self.limits,
            tenant: self.tenant,
        }
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

    /// With all that was kept apart.
    fn whole(self) -> Router<S> {
        settle(&self.mounted);
        let router = self.fallbacks.onto(self.router);
        #[cfg(feature = "limits")]
        if let Some(limits) = self.limits {
            return router.layer(axum::Extension(limits));
        }
        router
    }

    fn checked(&mut self) -> Result<(), Misrouted> {
        self.hand_tenant_down();
        let mut errors = self.errors.clone();
        errors.extend(unreasoned(&self.mounted));
        errors.extend(conflicts(&self.mounted));
        errors.extend(untenable(&self.mounted));
        errors.extend(self.weaknesses());
        if errors.is_empty() {
            Ok(())
        } else {
            Err(Misrouted(errors))
        }
    }
}

#[cfg(feature = "openapi")]
impl<S: Clone + Send + Sync + 'static, F: Floor> SecuredRouter<S, F> {
    /// The axum router and the document.
    ///
    /// # Errors
    /// Everything that is wrong with the routes, at once.
    pub fn try_split_for_parts(
        mut self,
    ) -> Result<(Router<S>, utoipa::openapi::OpenApi), Misrouted> {
        self.checked()?;
        let found = self.practices();
        let api = crate::openapi::assemble(self.base.take().unwrap_or_default(), &self.mounted)
            .map_err(Misrouted)?;
        #[cfg(feature = "swagger-ui")]
        if let Some(swagger) = self.swagger.take() {
            swagger.publish(&api);
        }
        found.log();
        Ok((self.whole(), api))
    }

    /// The axum router and the document.
    ///
    /// # Panics
    /// If the routes do not fit together; [`try_split_for_parts`](Self::try_split_for_parts)
    /// returns the same list.
    #[track_caller]
    pub fn split_for_parts(self) -> (Router<S>, utoipa::openapi::OpenApi) {
        match self.try_split_for_parts() {
            Ok(parts) => parts,
            Err(errors) => panic!("{errors}"),
        }
    }
}

impl<S: Clone + Send + Sync + 'static, F: Floor> SecuredRouter<S, F> {
    /// The axum router alone.
    ///
    /// # Errors
    /// Everything that is wrong with the routes, at once.
    #[cfg_attr(feature = "openapi", expect(unused_mut))]
    pub fn try_into_router(mut self) -> Result<Router<S>, Misrouted> {
        // The document is put together all the same: what is wrong with it is wrong with the routes.
        #[cfg(feature = "openapi")]
        return self.try_split_for_parts().map(|(router, _)| router);
        #[cfg(not(feature = "openapi"))]
        return self.checked().map(|()| {
            self.practices().log();
            self.whole()
        });
    }
}

impl<S: Clone + Send + Sync + 'static> Default for SecuredRouter<S> {
    fn default() -> Self {
        Self::new()
    }
}

impl<S, F> fmt::Debug for SecuredRouter<S, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecuredRouter")
            .field("routes", &self.mounted.len())
            .field("errors", &self.errors)
            .finish_non_exhaustive()
    }
}

pub(super) fn joined(prefix: &str, path: &str) -> String {
    match path {
        "/" => prefix.to_owned(),
        path => format!("{}{path}", prefix.trim_end_matches('/')),
    }
}
