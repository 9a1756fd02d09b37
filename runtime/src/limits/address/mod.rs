//! Where a request comes from: the peer of the connection, or what trusted proxies say it is.

use std::{
    net::{IpAddr, SocketAddr},
    sync::Once,
};

use axum::extract::{ConnectInfo, connect_info::MockConnectInfo};
use http::request::Parts;

pub use self::proxies::TrustedProxies;

mod element;
mod proxies;

/// The address of a client, for counting. IPv6 counts by /64, the least that one subscriber is given.
///
/// It is the peer of the connection: serve the router with
/// [`into_make_service_with_connect_info::<SocketAddr>()`](axum::Router::into_make_service_with_connect_info).
/// Behind proxies the peer is a proxy; name those you run with [`TrustedProxies`]. Where nobody says
/// who the peer is, all such requests count together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ClientAddress(Option<IpAddr>);

impl ClientAddress {
    /// Of a request whose proxies are known.
    pub(crate) fn of(parts: &Parts, proxies: &TrustedProxies) -> Self {
        let peer = peer(parts);
        if peer.is_none() {
            warn_once();
        }
        Self(peer.map(|peer| proxies.client(peer.to_canonical(), &parts.headers)))
    }

    /// The whole address; `None` where nobody says who the peer of the connection is.
    pub fn ip(self) -> Option<IpAddr> {
        self.0
    }

    /// What is counted.
    pub(crate) fn network(self) -> Network {
        match self.0 {
            None => Network::Unknown,
            Some(IpAddr::V4(address)) => Network::V4(address.octets()),
            Some(IpAddr::V6(address)) => {
                let [a, b, c, d, e, f, g, h, ..] = address.octets();
                Network::V6([a, b, c, d, e, f, g, h])
            }
        }
    }
}

impl From<IpAddr> for ClientAddress {
    fn from(address: IpAddr) -> Self {
        Self(Some(address.to_canonical()))
    }
}

/// A client's address as far as it is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Network {
    Unknown,
    V4([u8; 4]),
    V6([u8; 8]),
}

impl Network {
    pub(crate) fn bytes(&self) -> &[u8] {
        match self {
            Self::Unknown => &[],
            Self::V4(octets) => octets,
            Self::V6(octets) => octets,
        }
    }
}

fn peer(parts: &Parts) -> Option<IpAddr> {
    let extensions = &parts.extensions;
    let peer = extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map(|ConnectInfo(peer)| peer);
    let mock = || {
        extensions
            .get::<MockConnectInfo<SocketAddr>>()
            .map(|MockConnectInfo(peer)| peer)
    };
    peer.or_else(mock).map(SocketAddr::ip)
}

fn warn_once() {
    static WARNED: Once = Once::new();
    WARNED.call_once(|| {
        tracing::warn!(
            "requests come without the address of their peer and count together: serve the router \
             with `into_make_service_with_connect_info::<SocketAddr>()`"
        );
    });
}

#[cfg(test)]
mod tests;
