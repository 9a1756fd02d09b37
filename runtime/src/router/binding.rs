//! Bindings: what is said of a router after its handlers were mounted, for each of them.

use std::sync::{Arc, OnceLock};

use axum::{extract::Request, handler::Handler};

use crate::tenant::{Asked, TenantIn};

/// Where requests for one handler name their tenant, if they have to, once that is settled: when the
/// router is split.
#[derive(Debug, Clone)]
pub(crate) struct Binding(Arc<OnceLock<Option<TenantIn>>>);

/// A handler with its binding. It stands within every layer, so that none of them can take away what
/// the guard has to know.
#[derive(Debug)]
pub(crate) struct Bound<H> {
    handler: H,
    tenant: Knowledge,
}

#[derive(Debug, Clone)]
enum Knowledge {
    Open(Binding),
    Settled(Option<TenantIn>),
}

impl Binding {
    pub(crate) fn new() -> Self {
        Self(Arc::new(OnceLock::new()))
    }

    pub(super) fn settle(&self, tenant: Option<TenantIn>) {
        // A router is split once.
        let _ = self.0.set(tenant);
    }

    pub(super) fn around<H>(&self, handler: H) -> Bound<H> {
        Bound {
            handler,
            tenant: Knowledge::Open(self.clone()),
        }
    }
}

/// Axum clones a handler for each request: what is settled by then is copied and counts no reference.
impl<H: Clone> Clone for Bound<H> {
    fn clone(&self) -> Self {
        let tenant = match &self.tenant {
            Knowledge::Open(Binding(cell)) => match cell.get() {
                Some(tenant) => Knowledge::Settled(*tenant),
                None => self.tenant.clone(),
            },
            settled @ Knowledge::Settled(_) => settled.clone(),
        };
        Self {
            handler: self.handler.clone(),
            tenant,
        }
    }
}

impl<H: Handler<T, S>, T, S> Handler<T, S> for Bound<H> {
    type Future = H::Future;

    fn call(self, request: Request, state: S) -> Self::Future {
        let settled = match &self.tenant {
            Knowledge::Open(Binding(cell)) => cell.get().copied(),
            Knowledge::Settled(tenant) => Some(*tenant),
        };
        let request = match settled {
            Some(None) => request,
            settled => asking(request, settled.flatten()),
        };
        self.handler.call(request, state)
    }
}

/// With what the guard has to know.
fn asking(request: Request, source: Option<TenantIn>) -> Request {
    let (mut parts, body) = request.into_parts();
    let asked = Asked::of(source, &mut parts);
    parts.extensions.insert(asked);
    Request::from_parts(parts, body)
}
