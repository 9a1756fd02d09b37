//! `POST /token`: the password grant of OAuth 2.0 (RFC 6749, section 4.3).
//!
//! RFC 9700, section 2.4, advises against this grant: an application of your own should send users
//! to an authorization server instead.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    Json,
    body::Bytes,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use axum_secured::{
    PasswordHasher, public,
    tokens::{Granted, TokenSigner},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    accounts::{Account, Accounts},
    auth::Scope,
};

/// No form of ours is longer; what is, is not read to its end.
pub(crate) const MAX_FORM: usize = 16 * 1024;

/// Issues access tokens to accounts.
pub(crate) struct Issuer {
    signer: TokenSigner,
    accounts: Accounts,
    hasher: PasswordHasher,
}

/// The form of the password grant.
#[derive(Deserialize, ToSchema)]
#[allow(dead_code)] // read by hand, because repeated parameters must be seen; the document needs the shape
pub(crate) struct TokenForm {
    #[schema(inline)]
    grant_type: GrantType,
    #[schema(example = "johndoe")]
    username: String,
    #[schema(format = Password)]
    password: String,
    /// Scopes asked for, separated by spaces; none are granted unasked.
    #[schema(example = "items:read", nullable = false)] // a form cannot say null
    scope: Option<String>,
}

/// The one grant that is served.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[allow(dead_code)] // like the form
enum GrantType {
    Password,
}

/// A token and what it is good for (RFC 6749, section 5.1).
#[allow(clippy::struct_field_names)] // the names are those of the RFC
#[derive(Serialize, ToSchema)]
pub(crate) struct Token {
    access_token: String,
    #[schema(example = "bearer")]
    token_type: &'static str,
    /// Seconds
    #[schema(example = 1800)]
    expires_in: u64,
    /// Granted: what was asked for and is allowed.
    scope: String,
}

/// Why there is no token (RFC 6749, section 5.2).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TokenError {
    #[schema(example = "invalid_grant")]
    error: &'static str,
    error_description: &'static str,
}

/// Sign in
#[public("sign-in: whoever calls has no token yet")]
#[utoipa::path(
    post,
    path = "/token",
    request_body(content = TokenForm, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "A token", body = Token),
        (status = 400, description = "No token, and why", body = TokenError),
        (status = 503, description = "Signing in is temporarily unavailable", body = TokenError),
    )
)]
pub(crate) async fn token(
    State(issuer): State<Arc<Issuer>>,
    headers: HeaderMap,
    form: Result<Bytes, axum::extract::rejection::BytesRejection>,
) -> Response {
    let answer = match form {
        Ok(form) => issuer.grant(&headers, &form).await,
        Err(_) => Err(invalid("invalid_request", "The form cannot be read.")),
    };
    let mut response = match answer {
        Ok(token) => Json(token).into_response(),
        Err((status, error)) => (status, Json(error)).into_response(),
    };
    let fields = response.headers_mut();
    fields.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    fields.insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
    response
}

type Refused = (StatusCode, TokenError);

fn invalid(error: &'static str, error_description: &'static str) -> Refused {
    (
        StatusCode::BAD_REQUEST,
        TokenError {
            error,
            error_description,
        },
    )
}

fn unavailable() -> Refused {
    let error_description = "Signing in is temporarily unavailable.";
    (
        StatusCode::SERVICE_UNAVAILABLE,
        TokenError {
            error: "temporarily_unavailable",
            error_description,
        },
    )
}

impl Issuer {
    pub(crate) fn new(signer: TokenSigner, accounts: Accounts, hasher: PasswordHasher) -> Self {
        Self {
            signer,
            accounts,
            hasher,
        }
    }

    async fn grant(&self, headers: &HeaderMap, form: &[u8]) -> Result<Token, Refused> {
        let parameters = parameters(headers, form)?;
        let parameter = |name: &str| parameters.get(name).map(String::as_str);
        match parameter("grant_type") {
            Some("password") => {}
            Some(_) => {
                return Err(invalid(
                    "unsupported_grant_type",
                    "Only `password` is served.",
                ));
            }
            None => return Err(invalid("invalid_request", "`grant_type` is missing.")),
        }
        let (Some(username), Some(password)) = (parameter("username"), parameter("password"))
        else {
            return Err(invalid(
                "invalid_request",
                "`username` and `password` are needed.",
            ));
        };
        let account = self.signed_in(username, password).await?;
        self.issue(&account, parameter("scope").unwrap_or_default())
    }

    /// An unknown name, a wrong password and a disabled account look the same and cost the same.
    async fn signed_in(&self, username: &str, password: &str) -> Result<Account, Refused> {
        let account = self
            .accounts
            .find(username.to_owned())
            .await
            .map_err(|_| unavailable())?;
        let hash = account
            .as_ref()
            .map(|account| account.password_hash.as_str());
        let right = self
            .hasher
            .verify(hash, password)
            .await
            .map_err(|_| unavailable())?;
        account
            .filter(|account| right && !account.user.disabled)
            .ok_or(invalid(
                "invalid_grant",
                "The user name or the password is wrong.",
            ))
    }

    fn issue(&self, account: &Account, requested: &str) -> Result<Token, Refused> {
        let granted = Granted::of::<Scope>(requested, &account.scopes)
            .ok_or(invalid("invalid_scope", "The scope is malformed."))?;
        let token = self.signer.token(&account.user.username);
        let token = token.granted(&granted).sign().map_err(|_| unavailable())?;
        Ok(Token {
            access_token: token.token,
            token_type: "bearer",
            expires_in: token.expires_in.as_secs(),
            scope: granted.to_string(),
        })
    }
}

/// The parameters of a form: a repeated one is an error, an empty one is as good as absent, an
/// unknown one is ignored (RFC 6749, section 3.2).
fn parameters(headers: &HeaderMap, form: &[u8]) -> Result<BTreeMap<String, String>, Refused> {
    let form_encoded = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| {
            let essence = value.split(';').next().unwrap_or_default().trim();
            essence.eq_ignore_ascii_case("application/x-www-form-urlencoded")
        });
    if !form_encoded || std::str::from_utf8(form).is_err() {
        return Err(invalid("invalid_request", "The body is not form-encoded."));
    }
    let mut parameters = BTreeMap::new();
    for (name, value) in form_urlencoded::parse(form) {
        if value.contains(['\0', '\u{fffd}']) {
            return Err(invalid("invalid_request", "A parameter is not text."));
        }
        if parameters
            .insert(name.into_owned(), value.into_owned())
            .is_some()
        {
            return Err(invalid("invalid_request", "A parameter is repeated."));
        }
    }
    parameters.retain(|_, value| !value.is_empty());
    Ok(parameters)
}
