//! What admins do: with the accounts of their own tenant, and no other.

use axum::{
    Json,
    extract::{Path, State},
    http::header,
    response::IntoResponse,
};
use axum_secured::{Admitted, admitted::Proof, requirement, secured};
use http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    accounts::{Listed, Switch, User},
    auth::bearer,
    input::{Body, Page, Place},
    problem::Problem,
    sign_in::SignIn,
};

requirement!(pub(crate) IsAdmin -> User = bearer(roles = "admin"));

/// Whether an account may not enter.
#[derive(Deserialize, ToSchema)]
pub(crate) struct Disabled {
    disabled: bool,
}

/// The accounts of the caller's tenant
///
/// By name, a hundred at once; the name of the last, as `after`, leads to the next ones.
#[secured(bearer, scopes = "accounts:read", roles = "admin")]
#[utoipa::path(
    get,
    path = "/admin/users/",
    params(Page),
    responses(
        (status = 200, description = "The accounts", body = [Listed]),
        (status = 404, description = "The caller has no tenant", body = ref("#/components/schemas/SecurityProblem"), content_type = "application/problem+json"),
        (status = 422, description = "What is not valid", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list_accounts(
    State(accounts): State<SignIn>,
    #[principal] admin: User,
    page: Page,
) -> Result<impl IntoResponse, Problem> {
    let tenant = admin.tenant.ok_or_else(Problem::absent)?;
    let after = page.after.unwrap_or_default();
    let accounts = accounts.accounts.of_tenant(tenant, after).await;
    let accounts = accounts.map_err(|_| Problem::unavailable())?;
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(accounts)))
}

/// Disable an account, or enable it
///
/// Either ends every log-in of it. The last admin of a tenant stays enabled. An account of another
/// tenant looks like one that is not there.
#[secured(bearer, scopes = "accounts:write", roles = "admin")]
#[utoipa::path(
    put,
    path = "/admin/users/{username}/disabled",
    params(("username" = String, Path, description = "Whose account", example = "johndoe")),
    request_body = Disabled,
    responses(
        (status = 204, description = "It is so from now on"),
        (status = 404, description = "The tenant has no such account", body = ref("#/components/schemas/SecurityProblem"), content_type = "application/problem+json"),
        (status = 409, description = "It is the last admin", body = ref("#/components/schemas/SecurityProblem"), content_type = "application/problem+json"),
        (status = 422, description = "What is not valid", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn disable_account(
    State(accounts): State<SignIn>,
    #[principal] admin: Admitted<User>,
    username: Place<String>,
    Body(Disabled { disabled }): Body<Disabled>,
) -> Result<StatusCode, Problem> {
    let logged_in_at = admin.proofs().iter().find_map(Proof::authenticated_at);
    let logged_in_at = logged_in_at.ok_or_else(Problem::unavailable)?;
    let admin = admin.into_principal();
    let (Ok(Path(username)), Some(tenant)) = (username, admin.tenant) else {
        return Err(Problem::absent());
    };
    let by = (admin.username.clone(), logged_in_at);
    let switch = accounts
        .accounts
        .set_disabled_by(by, tenant, username.clone(), disabled);
    match switch.await {
        Ok(Switch::Done) => {
            let admin = admin.username;
            tracing::info!(admin, username, disabled, "an account is switched");
            Ok(StatusCode::NO_CONTENT)
        }
        Ok(Switch::Unknown) => Err(Problem::absent()),
        Ok(Switch::LastAdmin) => Err(Problem::conflict(
            "Nobody would be left in the tenant to enable accounts.",
        )),
        Ok(Switch::Ended) | Err(_) => Err(Problem::unavailable()),
    }
}
