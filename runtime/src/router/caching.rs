//! Caching: answers that depend on a credential which caches do not know as one.

use std::sync::Arc;

use axum::response::Response;
use http::{HeaderMap, HeaderValue, header};
use tower::util::MapResponseLayer;

use crate::{
    decision::{Ruling, Statement},
    scheme::Kind,
};

/// What answers of a route are marked with. RFC 9111, section 3.5, keeps shared caches from storing
/// what was asked with `Authorization`; of cookies and keys they know nothing.
#[derive(Debug, Clone)]
pub(crate) struct Caching {
    /// The header fields that the answer depends on.
    fields: Arc<[&'static str]>,
    vary: Option<HeaderValue>,
    /// Whether they hold what a credential opened.
    is_private: bool,
}

impl Caching {
    /// `None` where every credential stands in `Authorization`, or none is asked for.
    pub(crate) fn of(statement: &Statement) -> Option<Self> {
        let Ruling::Secured { policy, .. } = statement.ruling else {
            return None;
        };
        let mut fields: Vec<&'static str> = Vec::new();
        let mut applies = false;
        for (scheme, _) in policy.schemes() {
            match scheme.kind.place() {
                Place::Known => continue,
                Place::Field(name)
                    if !fields.iter().any(|known| known.eq_ignore_ascii_case(name)) =>
                {
                    fields.push(name);
                }
                Place::Apart | Place::Field(_) => {}
            }
            applies = true;
        }
        // Names come from the macros, which accept tokens alone.
        let vary = HeaderValue::try_from(fields.join(", ")).ok();
        applies.then(|| Self {
            vary: vary.filter(|_| !fields.is_empty()),
            fields: fields.into(),
            is_private: true,
        })
    }

    /// Of a route whose answers depend on the header that names the tenant.
    pub(super) fn by_tenant(name: &'static str) -> Self {
        Self {
            fields: [name].into(),
            vary: HeaderValue::try_from(name).ok(),
            is_private: false,
        }
    }

    /// Marks an answer, as far as the handler has not said so itself.
    fn mark(&self, mut response: Response) -> Response {
        let headers = response.headers_mut();
        if self.is_private && !headers.contains_key(header::CACHE_CONTROL) {
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private"));
        }
        if let Some(vary) = &self.vary {
            if !headers.contains_key(header::VARY) {
                headers.insert(header::VARY, vary.clone());
                return response;
            }
            let missing: Vec<&str> = self
                .fields
                .iter()
                .copied()
                .filter(|field| !varies_by(headers, field))
                .collect();
            if !missing.is_empty()
                && let Ok(more) = HeaderValue::try_from(missing.join(", "))
            {
                headers.append(header::VARY, more);
            }
        }
        response
    }

    /// What marks every answer of a handler.
    pub(crate) fn layer(
        self,
    ) -> MapResponseLayer<impl Fn(Response) -> Response + Clone + Send + Sync + 'static> {
        MapResponseLayer::new(move |response| self.mark(response))
    }
}

/// Where a credential stands, as caches see it.
enum Place {
    /// In `Authorization`, which keeps them away.
    Known,
    /// In the URL, which they compare anyway, or nowhere in the request.
    Apart,
    /// In a header field they take for any other.
    Field(&'static str),
}

impl Kind {
    fn place(&self) -> Place {
        match self {
            Self::ApiKeyHeader(name) => Place::Field(name),
            Self::ApiKeyCookie(_) => Place::Field("Cookie"),
            Self::ApiKeyQuery(_) | Self::MutualTls => Place::Apart,
            Self::Custom { published, .. } => published.place(),
            Self::Basic | Self::Bearer { .. } | Self::OAuth2(_) | Self::OpenIdConnect(_) => {
                Place::Known
            }
        }
    }
}

fn varies_by(headers: &HeaderMap, field: &str) -> bool {
    headers
        .get_all(header::VARY)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','))
        .map(str::trim)
        .any(|known| known == "*" || known.eq_ignore_ascii_case(field))
}
