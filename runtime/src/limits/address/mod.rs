//! Where a request comes from: the peer of the connection, or what trusted proxies say it is.

use std::net::{IpAddr, SocketAddr};

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
pub struct ClientAddress(pub(super) Option<IpAddr>);

impl ClientAddress {
    /// Where a request comes from, over these proxies.
    pub(super) fn over(parts: &Parts, proxies: &TrustedProxies) -> Self {
        Self(peer(parts).map(|peer| proxies.client(peer.to_canonical(), &parts.headers)))
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
                let mut prefix = [0; 8];
                prefix.copy_from_slice(&address.octets()[..8]);
                Network::V6(prefix)
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

#[cfg(test)]
mod tests;
