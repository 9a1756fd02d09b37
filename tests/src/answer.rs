//! Answers: what a request was answered, read whole.

use axum::{Router, body::Body};
use axum_secured::{Cause, Refusal};
use http::{HeaderMap, Method, Request};
use tower::ServiceExt as _;

/// The answer to one request.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The values of `WWW-Authenticate`.
    pub challenges: Vec<String>,
    /// All headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: String,
    /// What a layer learns.
    pub cause: Option<Cause>,
    method: Method,
}

/// One kind of refusal, as every refusal of this kind has to look.
#[derive(Debug, Clone, Copy)]
pub struct Refused {
    /// The status.
    pub status: u16,
    title: &'static str,
    detail: &'static str,
}

/// Nothing was presented.
pub const ABSENT: Refused = Refused {
    status: 401,
    title: "Unauthorized",
    detail: "Authentication is required.",
};
/// What was presented proves nothing.
pub const INVALID: Refused = Refused {
    status: 401,
    title: "Unauthorized",
    detail: "The credential is not valid.",
};
/// What was presented cannot be read.
pub const MALFORMED: Refused = Refused {
    status: 400,
    title: "Bad Request",
    detail: "The credential is malformed.",
};
/// The caller has to authenticate anew.
pub const STEP_UP: Refused = Refused {
    status: 401,
    title: "Unauthorized",
    detail: "The caller has to authenticate anew for this operation.",
};
/// A scope is missing.
pub const INSUFFICIENT: Refused = Refused {
    status: 403,
    title: "Forbidden",
    detail: "The credential lacks a scope that this operation needs.",
};
/// The caller may not enter.
pub const DENIED: Refused = Refused {
    status: 403,
    title: "Forbidden",
    detail: "The caller may not perform this operation.",
};
/// It looks absent.
pub const HIDDEN: Refused = Refused {
    status: 404,
    title: "Not Found",
    detail: "There is nothing here.",
};
/// There were too many.
pub const THROTTLED: Refused = Refused {
    status: 429,
    title: "Too Many Requests",
    detail: "There were too many requests; try again later.",
};
/// Nobody could tell.
pub const UNAVAILABLE: Refused = Refused {
    status: 503,
    title: "Service Unavailable",
    detail: "Authentication is temporarily unavailable.",
};
/// Something broke.
pub const FAULT: Refused = Refused {
    status: 500,
    title: "Internal Server Error",
    detail: "The request could not be authenticated.",
};

impl Refused {
    /// The whole body: with it fixed, nothing of the request or of the cause can stand in it.
    pub fn body(&self) -> String {
        let Self {
            status,
            title,
            detail,
        } = self;
        format!(
            r#"{{"type":"about:blank","title":"{title}","status":{status},"detail":"{detail}"}}"#
        )
    }
}

/// Sends `request` and reads the whole answer.
///
/// # Panics
/// If the answer is not text or longer than 64 kB.
pub async fn send(app: &Router, request: Request<Body>) -> Answer {
    let method = request.method().clone();
    let response = app.clone().oneshot(request).await;
    let (parts, body) = response.expect("a response").into_parts();
    let body = axum::body::to_bytes(body, 65_536).await;
    let challenges = parts.headers.get_all("www-authenticate").iter();
    Answer {
        status: parts.status.as_u16(),
        challenges: challenges
            .map(|value| value.to_str().expect("ASCII").to_owned())
            .collect(),
        body: String::from_utf8(body.expect("a short body").to_vec()).expect("UTF-8"),
        cause: parts.extensions.get::<Refusal>().map(Refusal::cause),
        headers: parts.headers,
        method,
    }
}

impl Answer {
    /// The value of the header `name`, where it stands once.
    ///
    /// # Panics
    /// If it is repeated or not text.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.headers.get_all(name).iter();
        let first = lines.next()?;
        assert!(lines.next().is_none(), "{name} is repeated");
        Some(first.to_str().expect("ASCII"))
    }

    /// Demands that a handler answered with `body`, and without a challenge.
    ///
    /// # Panics
    /// If it did not.
    #[track_caller]
    pub fn assert_admitted(&self, body: &str, case: &str) {
        assert_eq!((self.status, self.body.as_str()), (200, body), "{case}");
        assert_eq!(self.challenges, [""; 0], "{case}");
        assert_eq!(self.cause, None, "{case}");
    }

    /// Demands that the request was refused so and not otherwise: status, every challenge, the whole
    /// body, its type, and that it is not kept.
    ///
    /// # Panics
    /// If it was not.
    #[track_caller]
    pub fn assert_refused(&self, refused: Refused, challenges: &[&str], case: &str) {
        assert_eq!(self.status, refused.status, "{case}: {self:?}");
        assert_eq!(self.challenges, challenges, "{case}");
        assert_eq!(
            self.header("content-type"),
            Some("application/problem+json"),
            "{case}"
        );
        assert_eq!(self.header("cache-control"), Some("no-store"), "{case}");
        let body = if self.method == Method::HEAD {
            String::new()
        } else {
            refused.body()
        };
        assert_eq!(self.body, body, "{case}");
        let waits = self.header("retry-after").is_some();
        assert_eq!(waits, refused.status == 429, "{case}");
        for name in self.headers.keys() {
            let known = [
                "cache-control",
                "content-length",
                "content-type",
                "retry-after",
                "vary",
                "www-authenticate",
            ];
            assert!(known.contains(&name.as_str()), "{case}: {name}");
        }
        let told = self.cause.map(|cause| cause.status().as_u16());
        assert_eq!(told, Some(refused.status), "{case}: what layers learn");
    }
}
