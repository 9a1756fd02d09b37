//! Swagger UI: the document in a browser, with its Authorize button.

use axum::Router;
use http::Method;
use utoipa::openapi::OpenApi;
use utoipa_swagger_ui::{Config, SwaggerUi};

use crate::{
    decision::{Ruling, Statement},
    requirement::Site,
    router::mounted::{Methods, Mounted},
};

/// Where the pages and the document are served.
pub(crate) struct Swagger {
    path: &'static str,
    document: &'static str,
}

impl Swagger {
    pub(crate) fn new(path: &'static str, document: &'static str) -> Self {
        Self { path, document }
    }

    /// The routes it adds, for the manifest.
    pub(crate) fn mounted(&self) -> Vec<Mounted> {
        let statement = Statement {
            site: Site {
                name: "swagger_ui",
                file: file!(),
                line: line!(),
            },
            ruling: Ruling::Public {
                reason: "API documentation",
            },
        };
        let base = self.path.trim_end_matches('/');
        [
            base.to_owned(),
            format!("{base}/"),
            format!("{base}/{{*rest}}"),
            self.document.to_owned(),
        ]
        .into_iter()
        .map(|path| Mounted::new(&path, Methods::These(vec![Method::GET]), statement))
        .collect()
    }

    pub(crate) fn serve<S>(&self, router: Router<S>, api: &OpenApi) -> Router<S>
    where
        S: Clone + Send + Sync + 'static,
    {
        let ui = SwaggerUi::new(self.path)
            .url(self.document, api.clone())
            .config(Config::from(self.document).try_it_out_enabled(true));
        router.merge(Router::<S>::from(ui))
    }
}
