//! Swagger UI: the document in a browser, with its Authorize button.

use std::sync::{Arc, OnceLock};

use axum::{Router, body::Bytes, response::IntoResponse, routing::get};
use http::{Method, StatusCode, header::CONTENT_TYPE};
use utoipa::openapi::OpenApi;
use utoipa_swagger_ui::{Config, SwaggerUi};

use crate::{
    decision::{Ruling, Statement},
    requirement::Site,
    router::{
        binding::Binding,
        mounted::{Methods, Mounted},
    },
};

/// Where the pages and the document are served.
pub(crate) struct Swagger {
    path: &'static str,
    document: &'static str,
    api: Arc<OnceLock<Bytes>>,
}

impl Swagger {
    pub(crate) fn new(path: &'static str, document: &'static str) -> Self {
        Self {
            path,
            document,
            api: Arc::default(),
        }
    }

    /// The routes it adds, for the manifest.
    pub(crate) fn mounted(&self, site: Site) -> Vec<Mounted> {
        let statement = Statement {
            site,
            ruling: Ruling::Public {
                reason: "API documentation",
            },
            limit: None,
            below_floor: None,
            exempted: "merge the router into one without a floor, which serves the pages",
            checks: &[],
        };
        let base = self.path.trim_end_matches('/');
        [
            base.to_owned(),
            format!("{base}/"),
            format!("{base}/{{*rest}}"),
            self.document.to_owned(),
        ]
        .into_iter()
        .map(|path| {
            Mounted::new(
                &path,
                Methods::These(vec![Method::GET]),
                statement,
                Binding::new(),
            )
        })
        .collect()
    }

    /// The pages, and the document once it is put together.
    pub(crate) fn routes<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        let pages =
            SwaggerUi::new(self.path).config(Config::from(self.document).try_it_out_enabled(true));
        let api = Arc::clone(&self.api);
        let document = async move || match api.get() {
            Some(json) => ([(CONTENT_TYPE, "application/json")], json.clone()).into_response(),
            // Only a router that was never split gets here, and nobody else has one to serve.
            None => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        };
        Router::<S>::from(pages).route(self.document, get(document))
    }

    /// Fills in the document.
    pub(crate) fn publish(&self, api: &OpenApi) {
        if let Ok(json) = serde_json::to_vec(api) {
            // A router is split once.
            let _ = self.api.set(Bytes::from(json));
        }
    }
}
