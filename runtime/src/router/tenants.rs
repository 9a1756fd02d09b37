//! Tenants on the router: where requests name theirs, and what cannot stand below that.

use crate::{
    decision::Ruling,
    floor::Floor,
    router::{
        SecuredRouter,
        caching::Caching,
        mounted::{Methods, Mounted},
        paths::parameters,
    },
    scheme::Kind,
    tenant::{Source, TenantIn},
};

impl<S: Clone + Send + Sync + 'static, F: Floor> SecuredRouter<S, F> {
    /// Lets callers reach their own tenant alone: whoever calls a route of this router has to belong to
    /// the tenant that the request names, in a parameter of its path or in a header. Any other is
    /// answered 404, the same for a tenant that exists and for one that does not.
    ///
    /// It holds for every route of this router, those mounted later, nested and merged ones, services
    /// and fallbacks included. [`Tenant`](crate::Tenant) tells a handler which tenant it is.
    ///
    /// - Callers belong to the tenant that their verifier names:
    ///   [`Key::tenant`](crate::api_keys::Key::tenant),
    #[cfg_attr(
        feature = "jwt",
        doc = "  [`JwtBuilder::tenant_claim`](crate::JwtBuilder::tenant_claim),"
    )]
    ///   [`Verified::tenant`](crate::Verified::tenant). Whoever belongs to none reaches nothing here.
    ///   Of several credentials in `all(..)` each that names a tenant has to name this one, and one has to.
    /// - Names are compared byte for byte: no case is folded, no Unicode normalised.
    /// - It is looked at once the requirement is met, before a limit counts. A request without a tenant,
    ///   or whose header is repeated, empty or not visible ASCII, is answered 400 then; who is not
    ///   admitted at all learns nothing of it.
    /// - Public handlers stay public, and have no [`Tenant`](crate::Tenant). `optional(..)` is refused when
    ///   the router is split, as is a path without the parameter, and a route for which two routers say
    ///   where its tenant is.
    ///
    /// ```
    /// # use std::sync::Arc;
    /// # use axum_secured::{ApiKeys, Misconfiguration, Secret, SecuritySchemes, api_keys::Key, routing::get};
    /// # #[derive(SecuritySchemes)] struct Auth { #[scheme(api_key(header = "k"))] api_key: ApiKeys<&'static str> }
    /// use axum_secured::{SecuredRouter, Tenant, TenantIn, secured};
    ///
    /// #[secured(api_key)]
    /// async fn items(#[principal] who: &'static str, tenant: Tenant) -> String {
    ///     format!("{who} sees the items of {tenant}")
    /// }
    ///
    /// # fn build(secret: Secret) -> Result<(), Misconfiguration> {
    /// let keys = ApiKeys::builder()
    ///     .with(Key::new(secret, "the robot").tenant("acme"))
    ///     .build()?;
    /// let router = SecuredRouter::<Arc<Auth>>::new()
    ///     .route("/items", get(items))
    ///     .tenant(TenantIn::header("X-Tenant"));
    /// let app: axum::Router = router
    ///     .try_into_router()
    ///     .expect("sound routes")
    ///     .with_state(Arc::new(Auth { api_key: keys }));
    /// # Ok(())
    /// # }
    /// # build(Secret::random_text()?)?;
    /// # Ok::<(), Misconfiguration>(())
    /// ```
    #[must_use]
    pub fn tenant(mut self, source: TenantIn) -> Self {
        self.errors.extend(source.unfit());
        if self.tenant.replace(source).is_some() {
            self.errors
                .push("there are two `tenant`: a request names its tenant in one place".to_owned());
        }
        self
    }

    /// Tells the routes, which from then on go their own way.
    pub(super) fn hand_tenant_down(&mut self) {
        let Some(tenant) = self.tenant.take() else {
            return;
        };
        if let Source::Header(name) = tenant.source() {
            let caching = Caching::by_tenant(name).layer();
            self.fallbacks.layer(&caching);
            self.router = std::mem::take(&mut self.router).layer(caching);
        }
        for route in &mut self.mounted {
            if let Some(other) = route.tenant.replace(tenant) {
                self.errors.push(format!(
                    "`{}` is given its tenant twice, by `{other}` and by `{tenant}`",
                    route.path
                ));
            }
        }
    }

    /// The routes as they will be told.
    pub(super) fn tenanted(&self) -> Vec<Mounted> {
        let mut mounted = self.mounted.clone();
        for route in &mut mounted {
            route.tenant = self.tenant.or(route.tenant);
        }
        mounted
    }
}

/// Tells the handlers.
pub(super) fn settle(mounted: &[Mounted]) {
    for route in mounted {
        route.binding.settle(route.tenant);
    }
}

/// What cannot stand where each request names a tenant.
pub(super) fn untenable(mounted: &[Mounted]) -> Vec<String> {
    let mut errors = Vec::new();
    for route in mounted {
        let Some(tenant) = route.tenant else {
            continue;
        };
        let Mounted {
            path, statement, ..
        } = route;
        if let Source::Path(name) = tenant.source() {
            errors.extend(misnamed(route, name));
        }
        let Ruling::Secured { policy, .. } = statement.ruling else {
            continue;
        };
        if let Source::Header(name) = tenant.source()
            && let Some((scheme, _)) = policy
                .schemes()
                .find(|(scheme, _)| is_read_from(&scheme.kind, name))
        {
            errors.push(format!(
                "`{path}`: `{tenant}` holds the credential of `{}`",
                scheme.name
            ));
        }
        if policy.is_optional() {
            errors.push(format!(
                "`{path}`: `{}` is `optional(..)`, and an anonymous caller belongs to no tenant",
                statement.site.name
            ));
        }
    }
    errors
}

/// Where the parameter `name` does not stand once in a path.
fn misnamed(route: &Mounted, name: &str) -> Option<String> {
    let path = &route.path;
    let what = match route.methods {
        Methods::Fallback => "the fallback of ",
        _ => "",
    };
    if !parameters(path).any(|parameter| parameter == name) {
        return Some(format!(
            "{what}`{path}` has no `{{{name}}}`, in which its requests were to name their tenant"
        ));
    }
    // A wildcard of this name is no tenant, and yet a second value of the parameter.
    let bears_name = |parameter: &&str| parameter.trim_start_matches('*') == name;
    (parameters(path).filter(bears_name).count() > 1).then(|| {
        format!("{what}`{path}` has `{{{name}}}` twice, and one of them was to name the tenant")
    })
}

/// Whether a scheme's credential stands in the header of this name.
fn is_read_from(kind: &Kind, name: &str) -> bool {
    match kind {
        Kind::ApiKeyHeader(known) => known.eq_ignore_ascii_case(name),
        Kind::Custom { published, .. } => is_read_from(published, name),
        _ => false,
    }
}
