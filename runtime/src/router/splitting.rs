//! The end: what is wrong with the routes, or axum's router and the document.

use axum::Router;

use crate::{
    floor::Floor,
    router::{
        Misrouted, SecuredRouter,
        mounted::{conflicts, unreasoned},
        tenants::{settle, untenable},
    },
};

impl<S: Clone + Send + Sync + 'static, F: Floor> SecuredRouter<S, F> {
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
