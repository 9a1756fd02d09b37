//! Rendering: the body of a refusal, replaceable in one place for an application.

use std::{borrow::Cow, sync::LazyLock};

use http::HeaderValue;

use crate::{
    refusal::{Cause, Refusal},
    settled::guarded,
};

/// How the body of a refusal is written. Chosen for a struct of schemes with
/// `#[schemes(render = ...)]`; status and challenges are not its concern and stay correct.
pub trait Render: 'static {
    /// The media type of the bodies.
    const CONTENT_TYPE: &'static str;

    /// The body of `refusal`. Should it panic, [`Problem`] writes the body.
    fn body(refusal: &Refusal) -> Cow<'static, str>;

    /// The schema of the bodies, for the document.
    #[cfg(feature = "openapi")]
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema>;
}

/// `application/problem+json` (RFC 9457): `type`, `title`, `status`, `detail`. The default.
#[derive(Debug)]
pub enum Problem {}

impl Render for Problem {
    const CONTENT_TYPE: &'static str = "application/problem+json";

    fn body(refusal: &Refusal) -> Cow<'static, str> {
        // Every part is a constant without characters that JSON would escape.
        static BODIES: LazyLock<Bodies> = LazyLock::new(|| {
            Bodies::new(|cause| {
                let status = cause.status();
                format!(
                    r#"{{"type":"about:blank","title":"{}","status":{},"detail":"{}"}}"#,
                    status.canonical_reason().unwrap_or_default(),
                    status.as_u16(),
                    cause.detail(),
                )
            })
        });
        Cow::Borrowed(BODIES.of(refusal))
    }

    #[cfg(feature = "openapi")]
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        use utoipa::openapi::{ObjectBuilder, schema::Type};
        let field = |kind: Type, about: &str| {
            ObjectBuilder::new()
                .schema_type(kind)
                .description(Some(about))
        };
        ObjectBuilder::new()
            .description(Some("Why the request was refused (RFC 9457)."))
            .property(
                "type",
                field(Type::String, "A URI that identifies the kind of problem."),
            )
            .required("type")
            .property("title", field(Type::String, "The status in words."))
            .required("title")
            .property("status", field(Type::Integer, "The HTTP status code."))
            .required("status")
            .property(
                "detail",
                field(Type::String, "What is wrong with this request."),
            )
            .required("detail")
            .into()
    }
}

/// `application/json` with `detail` alone, the shape FastAPI's clients know.
#[derive(Debug)]
pub enum Detail {}

impl Render for Detail {
    const CONTENT_TYPE: &'static str = "application/json";

    fn body(refusal: &Refusal) -> Cow<'static, str> {
        static BODIES: LazyLock<Bodies> =
            LazyLock::new(|| Bodies::new(|cause| format!(r#"{{"detail":"{}"}}"#, cause.detail())));
        Cow::Borrowed(BODIES.of(refusal))
    }

    #[cfg(feature = "openapi")]
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        use utoipa::openapi::{ObjectBuilder, schema::Type};
        ObjectBuilder::new()
            .description(Some("Why the request was refused."))
            .property("detail", ObjectBuilder::new().schema_type(Type::String))
            .required("detail")
            .into()
    }
}

/// The bodies for every cause, written once.
struct Bodies([String; Cause::ALL.len()]);

impl Bodies {
    fn new(write: impl Fn(Cause) -> String) -> Self {
        Self(Cause::ALL.map(write))
    }

    fn of(&self, refusal: &Refusal) -> &str {
        &self.0[refusal.cause() as usize]
    }
}

/// A rendered body.
pub(crate) struct Rendered {
    pub(crate) content_type: HeaderValue,
    pub(crate) body: Cow<'static, str>,
}

/// A [`Render`] as a value.
pub(crate) type Rendering = fn(&Refusal) -> Rendered;

pub(crate) fn rendering<R: Render>(refusal: &Refusal) -> Rendered {
    match guarded(|| R::body(refusal)) {
        Some(body) => Rendered {
            // Checked when the application is compiled.
            content_type: const { HeaderValue::from_static(R::CONTENT_TYPE) },
            body,
        },
        None => Rendered {
            content_type: const { HeaderValue::from_static(Problem::CONTENT_TYPE) },
            body: Problem::body(refusal),
        },
    }
}
