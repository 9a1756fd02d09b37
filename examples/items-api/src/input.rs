//! What requests bring, read and checked: what is wrong with it is a problem.

use std::convert::Infallible;

use axum::{
    Json,
    extract::{
        FromRequest, FromRequestParts, Path, Query, Request,
        rejection::{JsonRejection, PathRejection},
    },
};
use axum_secured::limits::ClientAddress;
use garde::Validate;
use http::request::Parts;
use serde::{Deserialize, de::DeserializeOwned};
use utoipa::IntoParams;

use crate::problem::{Problem, Wrong};

/// A JSON body; what cannot be one is a problem too.
pub(crate) struct Body<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        match Json::from_request(request, state).await {
            Ok(Json(value)) => Ok(Self(value)),
            // The text of the others may quote what was sent, passwords included.
            Err(rejection) => {
                let detail = match rejection {
                    JsonRejection::MissingJsonContentType(_) => "it is not declared as JSON",
                    JsonRejection::JsonSyntaxError(_) => "it is not JSON",
                    JsonRejection::JsonDataError(_) => "a field is missing or of another type",
                    _ => "it cannot be read",
                };
                Err(Problem::of("body", detail))
            }
        }
    }
}

/// A JSON body that is valid too.
pub(crate) struct Valid<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned + Validate<Context = ()>> FromRequest<S> for Valid<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let Body(value): Body<T> = Body::from_request(request, state).await?;
        match value.validate() {
            Ok(()) => Ok(Self(value)),
            Err(report) => Err(Problem::invalid(report.iter().map(Wrong::from).collect())),
        }
    }
}

/// Where a request comes from, as attempts are counted.
pub(crate) struct Origin(pub(crate) ClientAddress);

impl<S: Send + Sync> FromRequestParts<S> for Origin {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(ClientAddress::of(parts)))
    }
}

/// What stands in the path, where it can be read at all.
pub(crate) type Place<T> = Result<Path<T>, PathRejection>;

/// Where a list goes on.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Page {
    /// The last that the list before had.
    pub(crate) after: Option<String>,
}

impl<S: Send + Sync> FromRequestParts<S> for Page {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match Query::from_request_parts(parts, state).await {
            Ok(Query(page)) => Ok(page),
            Err(_) => Err(Problem::of("query", "it cannot be read")),
        }
    }
}

pub(crate) fn is_line<C>(text: &str, _: &C) -> garde::Result {
    if text.chars().any(char::is_control) {
        return Err(garde::Error::new("has control characters"));
    }
    Ok(())
}
