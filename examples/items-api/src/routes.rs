//! Which routes there are, and what is around them.

use std::error::Error;

use axum::{Router, extract::DefaultBodyLimit};
use axum_secured::{Limits, Practice, SecuredRouter, TenantIn, routes};
use http::{HeaderName, Method, StatusCode, header};
use tower_http::{cors::CorsLayer, timeout::TimeoutLayer};
use utoipa::openapi::{InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder};

use crate::{
    App, KEY_IN_QUERY, PATIENCE,
    admin::{IsAdmin, disable_account, list_accounts},
    config::Config,
    email::change_email,
    handlers::{
        basic_auth, both_secured, create_item, dual_secured, greeting, health, list_items, me,
        protected_cookie, protected_query, protected_route,
    },
    items::handlers::{change_item, create_tenant_item, list_tenant_items, remove_item, show_item},
    sign_up::{change_password, sign_up},
    token::{self, introspect, keys, revoke, token},
};

pub(crate) fn router(config: &Config, limits: Limits) -> Result<Router<App>, Box<dyn Error>> {
    let (router, _) = SecuredRouter::new()
        .routes(routes!(protected_route))
        .routes(routes!(protected_query))
        .routes(routes!(protected_cookie))
        .routes(routes!(token))
        .routes(routes!(revoke))
        .routes(routes!(introspect))
        .routes(routes!(keys))
        .routes(routes!(sign_up))
        .routes(routes!(me))
        .routes(routes!(change_password))
        .routes(routes!(change_email))
        .merge(for_admins())
        .routes(routes!(list_items, create_item))
        .merge(below_tenants())
        .routes(routes!(basic_auth))
        .routes(routes!(dual_secured))
        .routes(routes!(both_secured))
        .routes(routes!(greeting))
        .routes(routes!(health))
        .limits(limits)
        .accept(Practice::KeyInQuery, KEY_IN_QUERY)
        .openapi(about())
        .swagger_ui("/docs", "/openapi.json")
        .try_split_for_parts()?;
    Ok(router
        .layer(DefaultBodyLimit::max(token::MAX_FORM))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::REQUEST_TIMEOUT,
            PATIENCE,
        ))
        .layer(cors(config)))
}

/// Nothing of it can be forgotten: what asks for less than an admin does not compile here.
fn for_admins() -> SecuredRouter<App, IsAdmin> {
    SecuredRouter::new()
        .floor::<IsAdmin>()
        .routes(routes!(list_accounts))
        .routes(routes!(disable_account))
}

/// What the callers of one tenant have to themselves.
fn below_tenants() -> SecuredRouter<App> {
    SecuredRouter::new()
        .routes(routes!(list_tenant_items, create_tenant_item))
        .routes(routes!(show_item, change_item, remove_item))
        .tenant(TenantIn::path("tenant"))
}

fn about() -> OpenApi {
    OpenApiBuilder::new()
        .info(
            InfoBuilder::new()
                .title("Items API")
                .version(env!("CARGO_PKG_VERSION"))
                .description(Some("An example of axum-secured."))
                .license(Some(
                    LicenseBuilder::new()
                        .name("MIT or Apache-2.0")
                        .identifier(Some("MIT OR Apache-2.0"))
                        .build(),
                ))
                .build(),
        )
        .build()
}

fn cors(config: &Config) -> CorsLayer {
    CorsLayer::new()
        .allow_origin(config.allowed_origins.clone())
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::DELETE])
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            HeaderName::from_static("x-api-key"),
            HeaderName::from_static("x-system-api-key"),
        ])
        .expose_headers([header::WWW_AUTHENTICATE])
}
