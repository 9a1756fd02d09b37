//! The routes. Who may call each one stands above it.

use axum::Json;
use axum_secured::{public, secured};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    accounts::User,
    auth::{
        BasicUser, Integration, Scope, api_key, api_key_cookie, api_key_query, basic, bearer,
        system_key,
    },
};

/// A sentence for the caller.
#[derive(Serialize, ToSchema)]
pub(crate) struct Message {
    message: String,
}

impl Message {
    fn new(message: impl Into<String>) -> Json<Self> {
        Json(Self {
            message: message.into(),
        })
    }
}

/// An item and whose it is.
#[derive(Serialize, ToSchema)]
pub(crate) struct Item {
    #[schema(example = "1")]
    item_id: String,
    owner: String,
}

/// What became of a new item.
#[derive(Serialize, ToSchema)]
pub(crate) struct Created {
    result: String,
    owner: String,
}

/// The account of HTTP Basic.
#[derive(Serialize, ToSchema)]
pub(crate) struct Signed {
    username: String,
}

const ADMITTED: &str = "You have access to the protected route";

/// Needs the API key in a header
#[secured(api_key)]
#[utoipa::path(get, path = "/protected-route/", responses((status = 200, description = "Admitted", body = Message)))]
pub(crate) async fn protected_route() -> Json<Message> {
    Message::new(ADMITTED)
}

/// Needs the API key in the query
#[secured(api_key_query)]
#[utoipa::path(get, path = "/protected-query/", responses((status = 200, description = "Admitted", body = Message)))]
pub(crate) async fn protected_query() -> Json<Message> {
    Message::new(ADMITTED)
}

/// Needs the API key in a cookie
#[secured(api_key_cookie)]
#[utoipa::path(get, path = "/protected-cookie/", responses((status = 200, description = "Admitted", body = Message)))]
pub(crate) async fn protected_cookie() -> Json<Message> {
    Message::new(ADMITTED)
}

/// Who am I?
#[secured(bearer, scopes = Scope::UsersRead)]
#[utoipa::path(get, path = "/users/me/", responses((status = 200, description = "The caller's account", body = User)))]
pub(crate) async fn me(#[principal] user: User) -> Json<User> {
    Json(user)
}

/// The caller's items
#[secured(bearer, scopes = "items:read")]
#[utoipa::path(get, path = "/items/", responses((status = 200, description = "The items", body = [Item])))]
pub(crate) async fn list_items(#[principal] user: User) -> Json<Vec<Item>> {
    Json(vec![Item {
        item_id: "1".to_owned(),
        owner: user.username,
    }])
}

/// Create an item
#[secured(bearer, scopes = "items:write")]
#[utoipa::path(post, path = "/items/", responses((status = 200, description = "Created", body = Created)))]
pub(crate) async fn create_item(#[principal] user: User) -> Json<Created> {
    Json(Created {
        result: "Item created".to_owned(),
        owner: user.username,
    })
}

/// Needs a user name and a password
#[secured(basic)]
#[utoipa::path(get, path = "/basic-auth/", responses((status = 200, description = "Who signed in", body = Signed)))]
pub(crate) async fn basic_auth(#[principal] BasicUser(username): BasicUser) -> Json<Signed> {
    Json(Signed { username })
}

/// A user or the system.
pub(crate) enum Caller {
    User(User),
    System,
}

impl From<User> for Caller {
    fn from(user: User) -> Self {
        Self::User(user)
    }
}

impl From<Integration> for Caller {
    fn from(_: Integration) -> Self {
        Self::System
    }
}

/// Either a user or the system
#[secured(any(bearer, system_key))]
#[utoipa::path(get, path = "/dual-secured/", responses((status = 200, description = "Admitted", body = Message)))]
pub(crate) async fn dual_secured(#[principal] caller: Caller) -> Json<Message> {
    Message::new(match caller {
        Caller::User(user) => format!("Hello user {}", user.username),
        Caller::System => "Hello system integration".to_owned(),
    })
}

/// Both a user and the system
#[secured(all(bearer, system_key))]
#[utoipa::path(get, path = "/both-secured/", responses((status = 200, description = "Admitted", body = Message)))]
pub(crate) async fn both_secured(#[principal] (user, _): (User, Integration)) -> Json<Message> {
    Message::new(format!(
        "Hello user {} via system integration",
        user.username
    ))
}

/// Greets whoever comes, by name if they sign in
#[secured(optional(bearer))]
#[utoipa::path(get, path = "/greeting/", responses((status = 200, description = "A greeting", body = Message)))]
pub(crate) async fn greeting(#[principal] user: Option<User>) -> Json<Message> {
    Message::new(match user {
        Some(user) => format!("Hello {}", user.username),
        None => "Hello guest".to_owned(),
    })
}

/// Is it running?
#[public("liveness probe")]
#[utoipa::path(get, path = "/health", responses((status = 200, description = "It is")))]
pub(crate) async fn health() {}
