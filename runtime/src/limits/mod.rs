//! Limits: how often a caller may ask, and how often an attempt may fail.

use std::{
    fmt,
    pin::Pin,
    sync::{
        Arc, LazyLock,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use http::request::Parts;

use self::{
    key::{Key, Place},
    memory::InProcess,
};
use crate::{
    catalogue::Catalogue,
    limit::Limit,
    misconfiguration::Misconfiguration,
    refusal::{Cause, Refusal},
    render::{Problem, Render, Rendering, rendering},
    requirement::{Requirement, Site},
};

pub use address::{ClientAddress, TrustedProxies};
pub use attempts::{Attempts, AttemptsBuilder, Permit, RetryAfter};
#[cfg(feature = "redis")]
pub use shared::RedisLimits;

mod address;
mod attempts;
mod bounded;
mod caller;
mod key;
mod memory;
#[cfg(feature = "redis")]
mod shared;

/// How many callers are remembered unless the application says otherwise.
const ENTRIES: usize = 100_000;

/// Where requests are counted, and how a client's address is found.
///
/// Handlers with a `limit` count in one that the process has, unless the application gives another to its
/// router: with [`SecuredRouter::limits`](crate::SecuredRouter::limits), or as an
/// [`Extension`](axum::Extension) of a plain [`axum::Router`]. Clones count together.
///
/// ```
/// use axum_secured::{Limits, SecuredRouter, limits::TrustedProxies};
///
/// let limits = Limits::builder()
///     .trusted_proxies(TrustedProxies::x_forwarded_for(["10.0.0.0/8"])?)
///     .build()?;
/// let router: SecuredRouter = SecuredRouter::new().limits(limits);
/// # Ok::<(), axum_secured::Misconfiguration>(())
/// ```
#[derive(Clone)]
pub struct Limits(Arc<Inner>);

struct Inner {
    proxies: TrustedProxies,
    /// Of those who proved who they are.
    callers: InProcess,
    /// Of others, by address. Anybody may fill it.
    addresses: InProcess,
    #[cfg(feature = "redis")]
    shared: Option<RedisLimits>,
    rendering: Rendering,
    is_warned: AtomicBool,
}

/// Puts [`Limits`] together.
pub struct LimitsBuilder {
    proxies: TrustedProxies,
    entries: usize,
    #[cfg(feature = "redis")]
    shared: Option<RedisLimits>,
    rendering: Rendering,
}

impl Limits {
    /// No trusted proxies, and room for 100 000 callers and as many addresses of others.
    pub fn builder() -> LimitsBuilder {
        LimitsBuilder {
            proxies: TrustedProxies::default(),
            entries: ENTRIES,
            #[cfg(feature = "redis")]
            shared: None,
            rendering: rendering::<Problem>,
        }
    }

    /// Those of a request: the application's, or else the process's.
    pub(crate) fn of(parts: &Parts) -> &Self {
        static OF_THE_PROCESS: LazyLock<Limits> = LazyLock::new(|| Limits::builder().finish());
        parts.extensions.get().unwrap_or_else(|| &*OF_THE_PROCESS)
    }

    /// Where a request comes from. That nobody says so is told once.
    fn client(&self, parts: &Parts) -> ClientAddress {
        let address = ClientAddress::over(parts, &self.0.proxies);
        if address.ip().is_none() && !self.0.is_warned.swap(true, Ordering::Relaxed) {
            tracing::warn!(
                "requests come without the address of their peer and count together: serve the \
                 router with `into_make_service_with_connect_info::<SocketAddr>()`"
            );
        }
        address
    }

    #[cfg_attr(
        not(feature = "redis"),
        expect(clippy::unused_async, reason = "Redis is waited for")
    )]
    async fn count(&self, limit: Limit, key: Key, counts: &InProcess) -> Result<(), Duration> {
        #[cfg(feature = "redis")]
        if let Some(shared) = &self.0.shared
            && let Some(counted) = shared.count(limit.into(), &key).await
        {
            return counted;
        }
        counts.count(limit.into(), &key)
    }
}

impl ClientAddress {
    /// Where a request comes from, over the trusted proxies of its [`Limits`].
    pub fn of(parts: &Parts) -> Self {
        Limits::of(parts).client(parts)
    }
}

impl LimitsBuilder {
    /// Whose word is taken for where a request comes from.
    #[must_use]
    pub fn trusted_proxies(mut self, proxies: TrustedProxies) -> Self {
        self.proxies = proxies;
        self
    }

    /// How many callers are remembered at once, over all handlers: so many who proved who they are, and as
    /// many addresses of others. Where there is no room for another, the one goes that was not heard of the
    /// longest, but nobody who is held off; if all of them are, newcomers count together.
    #[must_use]
    pub fn entries(mut self, entries: usize) -> Self {
        self.entries = entries;
        self
    }

    /// Counts in Redis, together with other processes.
    #[cfg(feature = "redis")]
    #[must_use]
    pub fn redis(mut self, shared: RedisLimits) -> Self {
        self.shared = Some(shared);
        self
    }

    /// How refusals of public handlers are rendered; those of others are as their schemes say.
    #[must_use]
    pub fn render<R: Render>(mut self) -> Self {
        self.rendering = rendering::<R>;
        self
    }

    /// The limits.
    ///
    /// # Errors
    /// If nobody could be remembered.
    pub fn build(self) -> Result<Limits, Misconfiguration> {
        if self.entries == 0 {
            return Err(Misconfiguration::new(
                "limits that remember nobody count nobody: give them entries".to_owned(),
            ));
        }
        Ok(self.finish())
    }

    fn finish(self) -> Limits {
        Limits(Arc::new(Inner {
            proxies: self.proxies,
            callers: InProcess::new(self.entries),
            addresses: InProcess::new(self.entries),
            #[cfg(feature = "redis")]
            shared: self.shared,
            rendering: self.rendering,
            is_warned: AtomicBool::new(false),
        }))
    }
}

/// Counts a request that the requirement admits; `None` where it has no limit. On the heap, so that a
/// guard without a limit needs no room for counting.
pub(crate) fn counting<'p, R: Requirement<C>, C: Catalogue>(
    alternative: Option<usize>,
    slots: &C::Slots,
    parts: &'p Parts,
) -> Option<Pin<Box<impl Future<Output = Result<(), Refusal>> + Send + use<'p, R, C>>>> {
    let limit = R::LIMIT?;
    let limits = Limits::of(parts);
    let place = const { Place::of(R::SITE, R::MODULE) };
    let key = caller::admitted::<C>(place, R::POLICY, alternative, slots, parts, limits);
    let counts = match alternative {
        Some(_) => &limits.0.callers,
        None => &limits.0.addresses,
    };
    Some(Box::pin(async move {
        let counted = limits.count(limit, key, counts).await;
        counted.map_err(|wait| refusal(wait, R::SITE, rendering::<C::Render>))
    }))
}

/// Counts a request that everybody may make.
pub(crate) async fn count_public(
    limit: Limit,
    site: Site,
    module: &str,
    parts: &Parts,
) -> Result<(), Refusal> {
    let limits = Limits::of(parts);
    let key = caller::anonymous(Place::of(site, module), parts, limits);
    let counted = limits.count(limit, key, &limits.0.addresses).await;
    counted.map_err(|wait| refusal(wait, site, limits.0.rendering))
}

fn refusal(wait: Duration, site: Site, rendering: Rendering) -> Refusal {
    Refusal::draft(Cause::Throttled, site, rendering)
        .reason(Some("limit"))
        .retry_after(Some(wait))
        .finish()
}

impl fmt::Debug for Limits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Limits")
            .field("proxies", &self.0.proxies)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for LimitsBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LimitsBuilder")
            .field("proxies", &self.proxies)
            .field("entries", &self.entries)
            .finish_non_exhaustive()
    }
}
