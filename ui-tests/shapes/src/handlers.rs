//! The handlers.

use std::str::FromStr;

use axum::{
    Json,
    extract::Path,
    http::{HeaderMap, StatusCode, Uri},
    response::IntoResponse,
};
use axum_secured::{Admitted, Decision, check, public, secured};

use crate::schemes::{
    Caller, Machine, Private, Role, Scope, User, Writer, api_key, basic, bearer, connect, cookie,
    oauth, query, signature,
};

/// One scheme, documented.
#[secured(bearer)]
#[utoipa::path(get, path = "/")]
pub async fn one() {}

/// Alternatives, documented.
#[secured(any(all(signature, query), bearer("read"), oauth(Scope::Write), cookie))]
#[utoipa::path(post, path = "/")]
pub async fn either() -> impl IntoResponse {}

/// Strangers too, documented.
#[secured(optional(bearer))]
#[utoipa::path(put, path = "/")]
pub async fn optional(#[principal] who: Option<User>) -> StatusCode {
    match who {
        Some(_) => StatusCode::OK,
        None => StatusCode::NO_CONTENT,
    }
}

/// Everybody, documented.
#[public("liveness probe")]
#[utoipa::path(delete, path = "/")]
pub async fn open() {}

/// Two schemes at once, documented.
///
/// # Errors
/// None in truth.
#[secured(all(bearer("read"), api_key))]
#[utoipa::path(get, path = "/both/{id}", params(("id" = u8, Path)))]
pub async fn both(
    #[principal] who: (User, Machine),
    Path(id): Path<u8>,
) -> Result<Json<u8>, StatusCode> {
    let _ = who;
    Ok(Json(id))
}

/// A named requirement, documented.
#[secured(Writer)]
#[utoipa::path(get, path = "/named")]
pub async fn named(#[principal] who: Caller) {
    let _ = who;
}

/// A scope.
#[secured(bearer("read"))]
pub async fn scoped() {}

/// Scopes.
#[secured(bearer([Scope::Read, Scope::Write]))]
pub async fn listed() {}

/// Roles, a level and an age.
#[secured(bearer("read", roles = ["editor", Role::Admin], acr = "mfa", max_age = "15m"))]
pub async fn strict() {}

/// The same of several schemes, documented.
#[secured(any(
    all(bearer(roles = Role::Admin), api_key, query, cookie, basic, signature),
    connect(max_age = "1h"),
    oauth(acr = "mfa"),
))]
#[utoipa::path(put, path = "/")]
pub async fn strict_or_not() {}

/// The principal as it is.
#[secured(bearer)]
pub async fn principal(#[principal] who: User) {
    let _ = who;
}

/// The principal, converted.
#[secured(any(bearer, api_key, all(basic, cookie)))]
pub async fn converted(#[principal] who: Caller) {
    let _ = who;
}

/// Two principals.
#[secured(all(bearer, api_key))]
pub async fn pair(#[principal] (user, machine): (User, Machine)) {
    let _ = (user, machine);
}

/// Principals nobody looks at.
#[secured(all(bearer, api_key))]
pub async fn pattern(#[principal] (_, _): (User, Machine)) {}

/// With how it got in.
#[secured(bearer)]
pub async fn admitted(#[principal] who: Admitted<User>) -> String {
    who.scheme().to_owned()
}

/// With how one of several got in.
#[secured(any(bearer, api_key))]
pub async fn admitted_either(#[principal] who: Admitted<Caller>) -> String {
    who.scheme().to_owned()
}

/// Strangers too.
#[secured(optional(any(bearer, api_key)))]
pub async fn maybe(#[principal] who: Option<Caller>) -> String {
    format!("{who:?}")
}

/// Strangers too, and how others got in.
#[secured(optional(bearer))]
pub async fn maybe_admitted(#[principal] who: Option<Admitted<User>>) -> String {
    format!("{who:?}")
}

/// A principal of the mount's choice.
#[secured(bearer)]
pub async fn generic<U>(#[principal] who: U)
where
    U: From<User> + Send + 'static,
{
    let _ = who;
}

/// A scheme without scopes.
#[secured(connect)]
pub async fn connected() {}

/// With more arguments.
#[secured(any(Writer, api_key))]
pub async fn arguments(Path(id): Path<u8>, Json(name): Json<String>) -> String {
    format!("{id} {name}")
}

/// Everybody.
#[public("liveness probe")]
pub async fn plain_public() -> &'static str {
    "here"
}

/// Everybody, and not too often.
#[public("sign-in", limit = "5/minute")]
#[utoipa::path(get, path = "/limited", responses((status = 200, description = "OK")))]
pub async fn limited_public() {}

/// Below a floor.
#[public("probe", below_floor = "the load balancer has no token")]
#[utoipa::path(delete, path = "/", responses((status = 200, description = "OK")))]
pub async fn below() {}

/// A scheme, and not too often.
#[secured(bearer, limit = "100/hour")]
pub async fn limited(#[principal] user: User) {
    let _ = user;
}

/// Less visible than others.
#[secured(Private)]
pub(crate) async fn private(#[principal] who: Machine) {
    let _ = who;
}

/// A user's own.
#[check]
pub async fn owns(user: &User, Path(id): Path<u8>) -> Decision {
    let _ = user;
    if id == 0 {
        Decision::Deny("nobody's")
    } else {
        Decision::Allow
    }
}

/// Of any kind, and of who is not known.
#[check]
pub async fn shows<T>(who: Option<&User>, Path(id): Path<String>) -> Decision
where
    T: FromStr + Send,
{
    match who {
        Some(_) if T::from_str(&id).is_ok() => Decision::Allow,
        _ => Decision::Hide,
    }
}

/// By how the caller got in.
#[check]
pub(crate) async fn by_token(who: &Admitted<User>) -> Decision {
    let _ = who.scheme();
    Decision::Allow
}

/// A check, documented.
#[secured(bearer, check = owns)]
#[utoipa::path(get, path = "/checked/{id}", responses((status = 200)))]
pub async fn checked() {}

/// Several.
#[secured(optional(bearer), limit = "100/hour", check = [shows::<u8>, shows::<u16>])]
pub async fn checked_twice() {}

/// One that the handler gives its parameter.
#[secured(bearer, check = shows::<T>)]
pub async fn checked_generic<T: Send + FromStr + 'static>(#[principal] who: User) -> StatusCode {
    let _ = who;
    StatusCode::OK
}

/// Less visible than its handler.
#[secured(bearer, check = by_token)]
pub async fn checked_by_token() {}

/// A check of whoever the handler's caller can be turned into.
#[check]
pub async fn may<U: Clone + 'static, const N: usize>(user: Option<&U>) -> Decision {
    let _ = user;
    Decision::Allow
}

/// A check that is on its way out.
#[deprecated = "see `may`"]
#[check]
pub async fn might(user: &Admitted<Caller>, (headers, _): (HeaderMap, Uri)) -> Decision {
    let _ = (user, headers);
    Decision::Allow
}
