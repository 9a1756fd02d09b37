//! Handlers of one path, as `routes!` collects them.

use std::marker::PhantomData;

use axum::{
    handler::Handler,
    routing::{MethodFilter, MethodRouter},
};
use http::Method;
use utoipa::openapi::path::HttpMethod;

use crate::{
    decision::Statement,
    floor::NoFloor,
    openapi::Document,
    router::{
        binding::Binding,
        caching::Caching,
        mounted::{Methods, Mounted},
    },
};

/// The handlers of one `routes!`.
#[derive(Debug)]
pub struct Routes<S, F = NoFloor> {
    pub(crate) router: MethodRouter<S>,
    pub(crate) mounted: Vec<Mounted>,
    pub(crate) errors: Vec<String>,
    floor: PhantomData<fn() -> F>,
}

impl<S: Clone + Send + Sync + 'static, F> Routes<S, F> {
    pub(crate) fn new() -> Self {
        Self {
            router: MethodRouter::new(),
            mounted: Vec::new(),
            errors: Vec::new(),
            floor: PhantomData,
        }
    }

    /// With one more handler.
    #[must_use]
    pub fn add<H, T>(mut self, handler: H, statement: Statement, document: Document) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        let Document {
            path,
            methods,
            operation,
            schemas,
        } = document;
        if let Some(first) = self.mounted.first()
            && first.path != path
        {
            self.errors.push(format!(
                "`{}` serves `{path}`, `{}` serves `{}`: give each path its own `routes!`",
                statement.site.name, first.statement.site.name, first.path
            ));
            return self;
        }
        let methods: Vec<Method> = methods.iter().map(method).collect();
        let fresh: Vec<Method> = methods
            .iter()
            .filter(|method| !self.serves(method))
            .cloned()
            .collect();
        let binding = Binding::new();
        for method in fresh {
            let Ok(filter) = MethodFilter::try_from(method) else {
                continue;
            };
            let handler = binding.around(handler.clone());
            self.router = match Caching::of(&statement) {
                None => self.router.on(filter, handler),
                Some(caching) => self.router.on(filter, handler.layer(caching.layer())),
            };
        }
        let mut mounted = Mounted::new(&path, Methods::These(methods), statement, binding);
        mounted.operation = Some((operation, schemas));
        self.mounted.push(mounted);
        self
    }

    fn serves(&self, method: &Method) -> bool {
        self.mounted.iter().any(
            |mounted| matches!(&mounted.methods, Methods::These(methods) if methods.contains(method)),
        )
    }
}

fn method(method: &HttpMethod) -> Method {
    match method {
        HttpMethod::Get => Method::GET,
        HttpMethod::Post => Method::POST,
        HttpMethod::Put => Method::PUT,
        HttpMethod::Delete => Method::DELETE,
        HttpMethod::Options => Method::OPTIONS,
        HttpMethod::Head => Method::HEAD,
        HttpMethod::Patch => Method::PATCH,
        HttpMethod::Trace => Method::TRACE,
    }
}
