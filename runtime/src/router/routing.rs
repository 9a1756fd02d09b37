//! Handlers without a document: axum's `get`, `post`, … for decided handlers alone.

use std::marker::PhantomData;

use axum::{
    handler::Handler,
    routing::{MethodFilter, MethodRouter},
};
use http::Method;

use crate::{
    decision::{Decision, FirstArgument, Statement, Wired},
    floor::{Floor, NoFloor, assert_floor},
    router::{binding::Binding, caching::Caching, mounted::Methods},
};

/// The handlers of one path, by method.
#[derive(Debug)]
pub struct MethodRoutes<S, F = NoFloor> {
    pub(crate) router: MethodRouter<S>,
    pub(crate) statements: Vec<(Methods, Statement)>,
    /// Of all of them: they are mounted together.
    pub(crate) binding: Binding,
    pub(crate) errors: Vec<String>,
    floor: PhantomData<fn() -> F>,
}

impl<S: Clone + Send + Sync + 'static, F: Floor> MethodRoutes<S, F> {
    fn new() -> Self {
        Self {
            router: MethodRouter::new(),
            statements: Vec::new(),
            binding: Binding::new(),
            errors: Vec::new(),
            floor: PhantomData,
        }
    }

    fn with<H, T, A>(mut self, method: Method, handler: H) -> Self
    where
        H: Handler<T, S> + FirstArgument<A>,
        H::First: Wired<S>,
        T: 'static,
    {
        let statement = H::First::statement();
        let methods = Methods::These(vec![method.clone()]);
        let taken = self
            .statements
            .iter()
            .any(|(other, _)| *other == methods || *other == Methods::Any);
        let handler = self.binding.around(handler);
        match MethodFilter::try_from(method.clone()) {
            Ok(filter) if !taken => {
                self.router = match Caching::of(&statement) {
                    None => self.router.on(filter, handler),
                    Some(caching) => self.router.on(filter, handler.layer(caching.layer())),
                };
            }
            Ok(_) => self.errors.push(format!(
                "`{method}` is given a second handler, `{}`",
                statement.site.name
            )),
            Err(_) => self.errors.push(format!("`{method}` cannot be routed")),
        }
        self.statements.push((methods, statement));
        self
    }
}

// Asserted in what an author calls, so that rustc points there.
macro_rules! methods {
    ($($name:ident $method:ident)*) => {$(
        #[doc = concat!("A path whose `", stringify!($method), "` requests the decided `handler` serves.")]
        pub fn $name<H, T, S, A, F>(handler: H) -> MethodRoutes<S, F>
        where
            H: Handler<T, S> + FirstArgument<A>,
            H::First: Wired<S>,
            T: 'static,
            S: Clone + Send + Sync + 'static,
            F: Floor,
        {
            const { assert_floor::<H::First, F>() };
            MethodRoutes::new().with(Method::$method, handler)
        }
    )*

    impl<S: Clone + Send + Sync + 'static, F: Floor> MethodRoutes<S, F> {$(
        #[doc = concat!("And its `", stringify!($method), "` requests.")]
        #[must_use]
        pub fn $name<H, T, A>(self, handler: H) -> Self
        where
            H: Handler<T, S> + FirstArgument<A>,
            H::First: Wired<S>,
            T: 'static,
        {
            const { assert_floor::<H::First, F>() };
            self.with(Method::$method, handler)
        }
    )*}
    };
}

methods! {
    get GET
    post POST
    put PUT
    delete DELETE
    patch PATCH
    head HEAD
    options OPTIONS
    trace TRACE
}

/// A path whose requests of every method the decided `handler` serves, `OPTIONS` included.
pub fn any<H, T, S, A, F>(handler: H) -> MethodRoutes<S, F>
where
    H: Handler<T, S> + FirstArgument<A>,
    H::First: Wired<S>,
    T: 'static,
    S: Clone + Send + Sync + 'static,
    F: Floor,
{
    const { assert_floor::<H::First, F>() };
    let statement = H::First::statement();
    let binding = Binding::new();
    let handler = binding.around(handler);
    MethodRoutes {
        router: match Caching::of(&statement) {
            None => axum::routing::any(handler),
            Some(caching) => axum::routing::any(handler.layer(caching.layer())),
        },
        statements: vec![(Methods::Any, statement)],
        binding,
        errors: Vec::new(),
        floor: PhantomData,
    }
}
