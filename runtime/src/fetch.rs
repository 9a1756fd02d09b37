//! Requests of ours: small, short, and only where the configuration says.

use std::{borrow::Cow, fmt, net::IpAddr, pin::Pin, time::Duration};

#[cfg(feature = "introspection")]
use http::HeaderValue;
use http::{HeaderMap, StatusCode, header};
use reqwest::{Client, RequestBuilder, Response, Url, redirect};

use crate::misconfiguration::Misconfiguration;

/// No answer is larger. In bytes.
const MAX_BODY: usize = 512 * 1024;
/// How long a request may take, under the deadline that a verifier has by default.
const TIME: Duration = Duration::from_secs(4);
const TIME_TO_CONNECT: Duration = Duration::from_secs(2);
/// How long a connection is kept for the next request: many servers close theirs after five seconds.
const TIME_TO_IDLE: Duration = Duration::from_secs(4);

/// Where a request may go: `https`, or `http` on this machine.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Endpoint(Url);

impl Endpoint {
    /// # Errors
    /// If `text` is no absolute `https` URL (`http` for loopback hosts), or holds a user, a password
    /// or a fragment.
    pub(crate) fn parse(text: &str) -> Result<Self, &'static str> {
        let url = Url::parse(text).map_err(|_| "is not an absolute URL")?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err("holds a user or password");
        }
        if url.fragment().is_some() {
            return Err("holds a fragment");
        }
        let endpoint = Self(url);
        match endpoint.0.scheme() {
            "https" => Ok(endpoint),
            "http" if endpoint.is_local() => Ok(endpoint),
            "http" => Err("is not `https`; `http` is for loopback hosts only"),
            _ => Err("is not an `https` URL"),
        }
    }

    /// Whether it is on this machine.
    pub(crate) fn is_local(&self) -> bool {
        self.host() == "localhost" || self.address().is_some_and(|address| address.is_loopback())
    }

    /// Whether it is on this machine, be it by a name that is not for use.
    #[cfg(feature = "jwks")]
    pub(crate) fn leads_here(&self) -> bool {
        let name = self.host().trim_end_matches('.');
        name == "localhost"
            || name.ends_with(".localhost")
            || self.address().is_some_and(|address| {
                let address = address.to_canonical();
                address.is_loopback() || address.is_unspecified()
            })
    }

    #[cfg(all(test, feature = "jwks"))]
    pub(crate) fn text(&self) -> &str {
        self.0.as_str()
    }

    fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    fn address(&self) -> Option<IpAddr> {
        let host = self.host();
        let address = host.trim_start_matches('[').trim_end_matches(']');
        address.parse().ok()
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&shown(self.0.as_str()))
    }
}

/// A URL as logs, errors and `Debug` show it, fit or not: without what stands before an `@`, which may
/// be a password, and without its query, which may hold a key.
pub(crate) fn shown(url: &str) -> Cow<'_, str> {
    let (hidden, rest) = url.rsplit_once('@').unwrap_or(("", url));
    if hidden.contains('?') {
        // Nobody knows where which begins.
        return Cow::Borrowed("..");
    }
    let place = rest.split('?').next().unwrap_or_default();
    if place == url {
        return Cow::Borrowed(url);
    }
    let user = if hidden.is_empty() { "" } else { "..@" };
    let query = if place == rest { "" } else { "?.." };
    Cow::Owned(format!("{user}{place}{query}"))
}

/// What came back: with status 200, or 400 where that may say something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    #[cfg(feature = "introspection")]
    pub(crate) status: StatusCode,
    pub(crate) body: Vec<u8>,
    /// For how long it is fresh, if it says so (RFC 9111, section 4.2.1).
    pub(crate) fresh_for: Option<Duration>,
}

/// Why nothing of use came back. It holds no text of the peer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Failure {
    Unreachable,
    TooSlow,
    /// Not 200; a redirect is not followed.
    Status,
    TooLarge,
    /// Not what was asked for.
    Content(&'static str),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unreachable => "it cannot be reached",
            Self::TooSlow => "it takes too long",
            Self::Status => "its answer has a status other than 200",
            Self::TooLarge => "its answer is too large",
            Self::Content(what) => what,
        })
    }
}

impl std::error::Error for Failure {}

pub(crate) type Fetching<'f> = Pin<Box<dyn Future<Output = Result<Answer, Failure>> + Send + 'f>>;

/// Fetches documents; tests script it.
#[cfg(feature = "jwks")]
pub(crate) trait Fetch: Send + Sync + 'static {
    fn get<'f>(&'f self, endpoint: &'f Endpoint) -> Fetching<'f>;
}

/// Sends forms; tests script it.
#[cfg(feature = "introspection")]
pub(crate) trait Ask: Send + Sync + 'static {
    fn post<'f>(
        &'f self,
        endpoint: &'f Endpoint,
        authorization: &'f HeaderValue,
        form: String,
    ) -> Fetching<'f>;
}

/// Fetches documents over the network.
pub(crate) struct Network {
    client: Client,
}

impl Network {
    /// For endpoints that are as local as `endpoint`.
    pub(crate) fn new(endpoint: &Endpoint) -> Result<Self, Misconfiguration> {
        let mut builder = Client::builder()
            .redirect(redirect::Policy::none())
            .timeout(TIME)
            .connect_timeout(TIME_TO_CONNECT)
            .pool_idle_timeout(TIME_TO_IDLE)
            .user_agent(concat!("axum-secured/", env!("CARGO_PKG_VERSION")));
        if endpoint.is_local() {
            builder = builder.no_proxy();
        }
        let client = builder
            .build()
            .map_err(|_| Misconfiguration::new("the TLS backend of this process cannot be used"))?;
        Ok(Self { client })
    }
}

#[cfg(feature = "jwks")]
impl Fetch for Network {
    fn get<'f>(&'f self, endpoint: &'f Endpoint) -> Fetching<'f> {
        Box::pin(async move {
            let request = self
                .client
                .get(endpoint.0.clone())
                .header(header::ACCEPT, "application/json");
            read(send(request).await?, &[StatusCode::OK]).await
        })
    }
}

#[cfg(feature = "introspection")]
impl Ask for Network {
    fn post<'f>(
        &'f self,
        endpoint: &'f Endpoint,
        authorization: &'f HeaderValue,
        form: String,
    ) -> Fetching<'f> {
        Box::pin(async move {
            let request = self
                .client
                .post(endpoint.0.clone())
                .header(header::ACCEPT, "application/json")
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .header(header::AUTHORIZATION, authorization)
                .body(form);
            let expected = [StatusCode::OK, StatusCode::BAD_REQUEST];
            read(send(request).await?, &expected).await
        })
    }
}

/// Sends a request, and once more if the connection was closed under it: a peer may close one that was
/// idle just when it is used again. None of our requests changes anything there.
async fn send(request: RequestBuilder) -> Result<Response, Failure> {
    let again = request.try_clone();
    match (request.send().await, again) {
        (Ok(response), _) => Ok(response),
        (Err(error), Some(again)) if !error.is_timeout() && !error.is_connect() => {
            again.send().await.map_err(failure)
        }
        (Err(error), _) => Err(failure(error)),
    }
}

async fn read(mut response: Response, expected: &[StatusCode]) -> Result<Answer, Failure> {
    let status = response.status();
    if !expected.contains(&status) {
        return Err(Failure::Status);
    }
    let fresh_for = fresh_for(response.headers());
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(failure)? {
        if body.len() + chunk.len() > MAX_BODY {
            return Err(Failure::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Answer {
        #[cfg(feature = "introspection")]
        status,
        body,
        fresh_for,
    })
}

fn failure(error: reqwest::Error) -> Failure {
    if error.is_timeout() {
        Failure::TooSlow
    } else {
        Failure::Unreachable
    }
}

/// What `Cache-Control` and `Age` say (RFC 9111, sections 5.1 and 5.2.2).
fn fresh_for(headers: &HeaderMap) -> Option<Duration> {
    let mut seconds = None;
    for line in headers.get_all(header::CACHE_CONTROL) {
        for directive in line.to_str().ok()?.split(',') {
            let (name, value) = directive.split_once('=').unwrap_or((directive, ""));
            let name = name.trim();
            if name.eq_ignore_ascii_case("no-cache") || name.eq_ignore_ascii_case("no-store") {
                return Some(Duration::ZERO);
            }
            if name.eq_ignore_ascii_case("max-age") {
                seconds = value.trim().trim_matches('"').parse::<u64>().ok();
            }
        }
    }
    let age = headers
        .get(header::AGE)
        .and_then(|age| age.to_str().ok()?.trim().parse::<u64>().ok())
        .unwrap_or_default();
    seconds.map(|seconds| Duration::from_secs(seconds.saturating_sub(age)))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn requests_go_out_encrypted_or_stay_here() {
        for fit in [
            "https://id.example.com",
            "https://id.example.com:8443/keys?a=b",
            "http://localhost:3000/jwks",
            "http://127.0.0.1/jwks",
            "http://127.9.9.9/jwks",
            "http://[::1]:80/jwks",
        ] {
            assert!(Endpoint::parse(fit).is_ok(), "{fit}");
        }
        for (unfit, why) in [
            ("", "absolute"),
            ("id.example.com/keys", "absolute"),
            ("http://id.example.com", "loopback"),
            ("http://localhost.example.com", "loopback"),
            ("http://127.0.0.1.example.com", "loopback"),
            ("http://10.0.0.1", "loopback"),
            ("http://169.254.169.254/latest", "loopback"),
            ("http://0.0.0.0", "loopback"),
            ("https://user@id.example.com", "user"),
            ("https://user:word@id.example.com", "user"),
            ("https://id.example.com/#keys", "fragment"),
            ("file:///etc/passwd", "https"),
            ("ftp://localhost", "https"),
        ] {
            let refused = Endpoint::parse(unfit).expect_err(unfit);
            assert!(refused.contains(why), "{unfit}: {refused}");
        }
    }

    #[test]
    fn a_query_is_not_shown() {
        let url = "https://id.example.com/keys?key=hunter2";
        let endpoint = Endpoint::parse(url).expect("a URL");
        for text in [format!("{endpoint:?}"), shown(url).into_owned()] {
            assert!(text.starts_with("https://id.example.com/keys"), "{text}");
            assert!(!text.contains("hunter2"), "{text}");
        }
        for (url, expected) in [
            ("", ""),
            ("https://id.example.com", "https://id.example.com"),
            ("https://u:p@id.example.com/?q", "..@id.example.com/?.."),
            ("https://id.example.com?one@two", ".."),
            ("https://u:one?two@id.example.com", ".."),
        ] {
            assert_eq!(shown(url), expected);
        }
    }

    #[test]
    fn an_answer_says_how_long_it_is_fresh() {
        let said = |lines: &[(&'static str, &'static str)]| {
            let mut headers = HeaderMap::new();
            for (name, value) in lines {
                headers.append(*name, HeaderValue::from_static(value));
            }
            fresh_for(&headers).map(|fresh| fresh.as_secs())
        };
        assert_eq!(said(&[]), None);
        assert_eq!(said(&[("cache-control", "public")]), None);
        assert_eq!(said(&[("cache-control", "max-age=x")]), None);
        assert_eq!(said(&[("cache-control", "public, Max-Age=300")]), Some(300));
        let parts = [
            ("cache-control", "public"),
            ("cache-control", "max-age=\"9\""),
        ];
        assert_eq!(said(&parts), Some(9));
        let aged = [("cache-control", "max-age=300"), ("age", "100")];
        assert_eq!(said(&aged), Some(200));
        let old = [("cache-control", "max-age=300"), ("age", "301")];
        assert_eq!(said(&old), Some(0));
        assert_eq!(said(&[("cache-control", "max-age=300, no-store")]), Some(0));
        assert_eq!(said(&[("cache-control", "no-cache")]), Some(0));
    }
}
