//! What is wrong with a request, field by field where it is its content.

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use axum_secured::limits::RetryAfter;
use http::{StatusCode, header};
use serde::Serialize;
use utoipa::ToSchema;

/// What is wrong with a request, field by field (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Problem {
    #[schema(example = "about:blank")]
    r#type: &'static str,
    #[schema(example = "Unprocessable Entity")]
    title: &'static str,
    #[schema(example = 422)]
    status: u16,
    #[schema(example = "The request is not valid.")]
    detail: &'static str,
    /// None where it is no content that is wrong: such a problem is like one of the guard.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Vec<Wrong>, required = true)]
    errors: Option<Vec<Wrong>>,
    /// In seconds.
    #[serde(skip)]
    retry_after: Option<u64>,
}

/// One field and what is wrong with it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Wrong {
    #[schema(example = "email")]
    pub(crate) field: String,
    pub(crate) detail: String,
}

impl Problem {
    fn new(status: StatusCode, detail: &'static str, errors: Vec<Wrong>) -> Self {
        Self {
            r#type: "about:blank",
            title: status.canonical_reason().unwrap_or_default(),
            status: status.as_u16(),
            detail,
            errors: Some(errors),
            retry_after: None,
        }
    }

    fn plain(status: StatusCode, detail: &'static str) -> Self {
        Self {
            errors: None,
            ..Self::new(status, detail, Vec::new())
        }
    }

    pub(crate) fn invalid(errors: Vec<Wrong>) -> Self {
        let detail = "The request is not valid.";
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, detail, errors)
    }

    pub(crate) fn unavailable() -> Self {
        let detail = "Try again later.";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, detail, Vec::new())
    }

    pub(crate) fn taken() -> Self {
        let errors = vec![Wrong {
            field: "username".to_owned(),
            detail: "is taken".to_owned(),
        }];
        let detail = "Somebody else has the name.";
        Self::new(StatusCode::CONFLICT, detail, errors)
    }

    /// What is somebody else's may as well not be there.
    pub(crate) fn absent() -> Self {
        Self::plain(StatusCode::NOT_FOUND, "There is no such resource.")
    }

    pub(crate) fn conflict(detail: &'static str) -> Self {
        Self::plain(StatusCode::CONFLICT, detail)
    }

    pub(crate) fn too_many(wait: RetryAfter) -> Self {
        Self {
            retry_after: Some(wait.seconds()),
            ..Self::plain(
                StatusCode::TOO_MANY_REQUESTS,
                "There were too many attempts.",
            )
        }
    }

    pub(crate) fn of(field: &str, detail: impl Into<String>) -> Self {
        Self::invalid(vec![Wrong {
            field: field.to_owned(),
            detail: detail.into(),
        }])
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or_default();
        let fields = [
            (header::CONTENT_TYPE, "application/problem+json"),
            (header::CACHE_CONTROL, "no-store"),
        ];
        let wait = self
            .retry_after
            .map(|seconds| [(header::RETRY_AFTER, seconds.to_string())]);
        (status, fields, wait, Json(self)).into_response()
    }
}

impl From<&(garde::Path, garde::Error)> for Wrong {
    fn from((path, error): &(garde::Path, garde::Error)) -> Self {
        Self {
            field: path.to_string(),
            detail: error.to_string(),
        }
    }
}
