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
        binding::Binding,
        caching::Caching,
        fallbacks::Fallbacks,
        mounted::{Methods, Mounted},
        routing::MethodRoutes,
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
    pub(super) swagger: Option<crate::swagger::Swagger>,
    #[cfg(feature = "limits")]
    pub(super) limits: Option<crate::limits::Limits>,
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
