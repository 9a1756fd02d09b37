//! The connection to Redis, made again whenever it was lost.
//!
//! Not `ConnectionManager`, which stops trying after an error such as "max number of clients reached",
//! answers the first call after a long outage with the error of its last attempt, and keeps a connection
//! whose answers do not come.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::Duration,
};

use redis::{
    AsyncConnectionConfig, Client, ConnectionAddr, ConnectionInfo, IntoConnectionInfo, Pipeline,
    ProtocolVersion, PushInfo, PushKind, RedisError, Value,
    aio::{MultiplexedConnection, SendError},
    io::tcp::{TcpSettings, socket2::TcpKeepalive},
};
use tokio::{
    sync::Mutex,
    time::{Instant, timeout_at},
};

pub(crate) use self::{failure::Failure, program::Program};
use crate::misconfiguration::Misconfiguration;

mod failure;
mod program;

const SILENCE: Duration = Duration::from_secs(30);

pub(crate) struct Link {
    client: Client,
    timeout: Duration,
    open: Mutex<Option<Open>>,
}

/// A connection that many calls use at once.
#[derive(Clone)]
struct Open {
    connection: MultiplexedConnection,
    /// Nobody is at its other end, or nobody who answers.
    is_lost: Arc<AtomicBool>,
}

impl Link {
    /// Opens nothing yet.
    pub(crate) fn new(url: &str, timeout: Duration) -> Result<Self, Misconfiguration> {
        let client = Client::open(info(url)?);
        Ok(Self {
            client: client.map_err(|_| malformed())?,
            timeout,
            open: Mutex::new(None),
        })
    }

    /// Until when a call that begins now may take.
    pub(crate) fn deadline(&self) -> Instant {
        Instant::now() + self.timeout
    }

    /// Sends `commands` once. If that fails they may have been carried out, or still will be.
    pub(crate) async fn ask(
        &self,
        commands: &Pipeline,
        deadline: Instant,
    ) -> Result<Vec<Value>, Failure> {
        let open = timeout_at(deadline, self.open()).await;
        let mut open = open.map_err(|_| Failure::TooSlow(self.timeout))??;
        let answer = commands.query_async(&mut open.connection);
        let failure = match timeout_at(deadline, answer).await {
            Ok(Ok(values)) => return Ok(values),
            Ok(Err(error)) => Failure::from(error),
            Err(_) => Failure::TooSlow(self.timeout),
        };
        if !failure.is_answer() {
            open.is_lost.store(true, Relaxed);
        }
        Err(failure)
    }

    async fn open(&self) -> Result<Open, RedisError> {
        let mut kept = self.open.lock().await;
        if let Some(open) = &*kept
            && !open.is_lost.load(Relaxed)
        {
            return Ok(open.clone());
        }
        *kept = None;
        let is_lost = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&is_lost);
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(None)
            .set_response_timeout(None)
            .set_push_sender(move |push: PushInfo| {
                if push.kind == PushKind::Disconnection {
                    flag.store(true, Relaxed);
                }
                Ok::<_, SendError>(())
            });
        let connection = self
            .client
            .get_multiplexed_async_connection_with_config(&config)
            .await?;
        let open = Open {
            connection,
            is_lost,
        };
        *kept = Some(open.clone());
        Ok(open)
    }
}

/// Where Redis is, without user and password.
impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.client.get_connection_info().addr().fmt(f)
    }
}

fn info(url: &str) -> Result<ConnectionInfo, Misconfiguration> {
    // What follows a `/`, `?` or `#` in a password is taken for the place, and shown as such.
    if !url.starts_with("unix:") && !url.contains("+unix:") {
        let rest = url.split_once("://").map_or("", |(_, rest)| rest);
        let place = rest.split_once(['/', '?', '#']);
        if place.is_some_and(|(_, place)| place.contains('@')) {
            return Err(Misconfiguration::new(
                "the password in the URL of Redis is not percent-encoded",
            ));
        }
    }
    if url.contains('#') {
        return Err(Misconfiguration::new(
            "the URL of Redis holds a `#`: certificates are always verified",
        ));
    }
    let info = url.into_connection_info().map_err(|_| malformed())?;
    if matches!(info.addr(), ConnectionAddr::TcpTls { .. }) {
        let provider = rustls::crypto::aws_lc_rs::default_provider();
        // Where there is one already it does as well. Without, `redis` would panic if two are built in.
        let _ = provider.install_default();
    }
    // Only with RESP3 is it told when an idle connection was lost.
    let settings = info.redis_settings().clone();
    let settings = settings.set_protocol(ProtocolVersion::RESP3);
    let tcp = TcpSettings::default()
        .set_nodelay(true)
        .set_keepalive(TcpKeepalive::new().with_time(SILENCE));
    Ok(info.set_redis_settings(settings).set_tcp_settings(tcp))
}

fn malformed() -> Misconfiguration {
    // Without a word of it: it may hold a password.
    Misconfiguration::new(
        "the URL of Redis is not of the form `redis://[[user]:password@]host[:port][/database]` \
         (`rediss://` with TLS), or `unix:///path`",
    )
}
