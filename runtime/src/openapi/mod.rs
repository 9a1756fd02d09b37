//! The document: what a decision says in OpenAPI 3.1.

mod assemble;
mod operation;
mod parameters;
mod scheme;
mod tenant;

use utoipa::openapi::{
    RefOr, Schema,
    path::{HttpMethod, Operation},
};

pub(crate) use self::assemble::assemble;
use crate::decision::{Decision, Ruling};

/// The name of the refusal's schema among the components.
const SCHEMA: &str = "SecurityProblem";

/// A handler that `#[utoipa::path]` describes.
#[diagnostic::on_unimplemented(
    message = "this handler has no document",
    label = "put `#[utoipa::path(...)]` below its decision, or mount it with `.route(path, get(handler))`"
)]
pub trait Documented {
    /// Path, methods and operation, the decision included.
    fn document() -> Document;
}

/// What a documented handler publishes.
#[derive(Debug)]
pub struct Document {
    pub(crate) path: String,
    pub(crate) methods: Vec<HttpMethod>,
    pub(crate) operation: Operation,
    pub(crate) schemas: Schemas,
}

/// Named schemas that an operation refers to.
pub type Schemas = Vec<(String, RefOr<Schema>)>;

/// The document of the handler that `P` describes, decision included.
pub fn document<P>() -> Document
where
    P: utoipa::Path + for<'t> utoipa::__dev::Tags<'t> + utoipa::__dev::SchemaReferences,
{
    let mut operation = P::operation();
    let tags = P::tags();
    if !tags.is_empty() {
        operation
            .tags
            .get_or_insert_default()
            .extend(tags.into_iter().map(str::to_owned));
    }
    let mut schemas = Vec::new();
    P::schemas(&mut schemas);
    Document {
        path: P::path(),
        methods: P::methods(),
        operation,
        schemas,
    }
}

/// The operation that utoipa describes by `P`, with the decision `D`.
pub fn operation<P: utoipa::Path, D: Decision>() -> Operation {
    let mut operation = P::operation();
    operation::stamp(&mut operation, &D::statement());
    operation
}

/// The schemas an operation refers to, that of its refusals included.
pub fn schemas<P: utoipa::__dev::SchemaReferences, D: Decision>(schemas: &mut Schemas) {
    P::schemas(schemas);
    if let Ruling::Secured { body, .. } = D::statement().ruling {
        schemas.push((SCHEMA.to_owned(), (body.schema)()));
    }
}
