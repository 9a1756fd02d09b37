//! Trusted proxies: whose word is taken for where a request comes from.

use std::{net::IpAddr, sync::Arc};

use http::{HeaderMap, HeaderName, header};
use ipnet::IpNet;

use super::element::{bare, forwarded, from_the_right};
use crate::misconfiguration::Misconfiguration;

/// The proxies that an application runs, and the one header field they write. Without any, as by
/// default, no header is looked at.
///
/// The field is read from its end, where the nearest proxy writes, over trusted proxies alone: what a
/// client puts into it beforehand changes nothing. Every proxy in the chain has to append to the field or
/// to replace it.
///
/// ```
/// use axum_secured::limits::TrustedProxies;
///
/// let proxies = TrustedProxies::x_forwarded_for(["10.0.0.0/8", "2001:db8:1::/48"])?;
/// let standard = TrustedProxies::forwarded(["192.0.2.7"])?;
/// # let _ = (proxies, standard);
/// # Ok::<(), axum_secured::Misconfiguration>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct TrustedProxies {
    networks: Arc<[IpNet]>,
    field: Field,
}

#[derive(Debug, Clone, Copy, Default)]
enum Field {
    #[default]
    XForwardedFor,
    Forwarded,
}

/// Reads one element.
type Read = fn(&[u8]) -> Option<IpAddr>;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

impl TrustedProxies {
    /// Proxies in these networks (`10.0.0.0/8`) or at these addresses, which write `X-Forwarded-For`.
    ///
    /// # Errors
    /// If there is none, one is not a network, or one is everybody.
    pub fn x_forwarded_for<N: AsRef<str>>(
        networks: impl IntoIterator<Item = N>,
    ) -> Result<Self, Misconfiguration> {
        Self::new(networks, Field::XForwardedFor)
    }

    /// The same for proxies that write `Forwarded` (RFC 7239).
    ///
    /// # Errors
    /// If there is none, one is not a network, or one is everybody.
    pub fn forwarded<N: AsRef<str>>(
        networks: impl IntoIterator<Item = N>,
    ) -> Result<Self, Misconfiguration> {
        Self::new(networks, Field::Forwarded)
    }

    fn new<N: AsRef<str>>(
        networks: impl IntoIterator<Item = N>,
        field: Field,
    ) -> Result<Self, Misconfiguration> {
        let networks: Arc<[IpNet]> = networks
            .into_iter()
            .map(|text| network(text.as_ref()))
            .collect::<Result<_, _>>()?;
        if networks.is_empty() {
            return Err(Misconfiguration::new(
                "no proxy is trusted: list their networks, or leave them out".to_owned(),
            ));
        }
        Ok(Self { networks, field })
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.networks
            .iter()
            .any(|network| network.contains(&address))
    }

    /// The first address from the end of the chain that no trusted proxy has. What cannot be read ends
    /// the chain: the proxy that wrote it then counts itself.
    pub(super) fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let (name, read): (_, Read) = match self.field {
            Field::XForwardedFor => (X_FORWARDED_FOR, bare),
            Field::Forwarded => (header::FORWARDED, forwarded),
        };
        let mut client = peer;
        if !self.trusts(client) {
            return client;
        }
        let lines = headers.get_all(name).iter().rev();
        for element in lines.flat_map(|line| from_the_right(line.as_bytes())) {
            let Some(before) = read(element) else {
                break;
            };
            client = before;
            if !self.trusts(client) {
                break;
            }
        }
        client
    }
}

fn network(text: &str) -> Result<IpNet, Misconfiguration> {
    let refused = |why: &str| Misconfiguration::new(format!("trusted proxy `{text}` {why}"));
    let network = text
        .parse()
        .or_else(|_| text.parse().map(|address: IpAddr| IpNet::from(address)))
        .map_err(|_| refused("is neither a network, as `10.0.0.0/8`, nor an address"))?;
    if network.prefix_len() == 0 {
        return Err(refused("is everybody, who could then claim any address"));
    }
    if let IpNet::V6(network) = network
        && network.network().to_ipv4_mapped().is_some()
    {
        return Err(refused("is IPv4 in IPv6: write it as IPv4"));
    }
    Ok(network)
}
