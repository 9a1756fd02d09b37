//! The items of a tenant: for those who belong to it, and some of it for the owner of an item alone.

use axum::{
    Json,
    extract::{Path, State},
};
use axum_secured::{Admitted, Tenant, secured};
use http::StatusCode;

use super::{Content, Items, KeptItem};
use crate::{
    accounts::User,
    auth::bearer,
    input::{Page, Place, Valid},
    problem::Problem,
};

/// Whether an item is the caller's to change.
fn is_owner(caller: &User, item: &KeptItem) -> bool {
    item.owner == caller.username
}

/// The item of a path, with its number.
async fn item(
    items: &Items,
    tenant: &Tenant,
    place: Place<(String, String)>,
) -> Result<(i64, KeptItem), Problem> {
    let Path((_, id)) = place.map_err(|_| Problem::absent())?;
    let id = id.parse().map_err(|_| Problem::absent())?;
    let item = items.find(tenant, id).await;
    let item = item.map_err(|_| Problem::unavailable())?;
    Ok((id, item.ok_or_else(Problem::absent)?))
}

/// The items of a tenant
///
/// By number, a hundred at once; the number of the last, as `after`, leads to the next ones.
#[secured(bearer, scopes = "items:read")]
#[utoipa::path(
    get,
    path = "/{tenant}/items/",
    params(("tenant" = String, Path, description = "The caller's own", example = "acme"), Page),
    responses(
        (status = 200, description = "The items", body = [KeptItem]),
        (status = 404, description = "It is not the caller's tenant", body = ref("#/components/schemas/SecurityProblem"), content_type = "application/problem+json"),
        (status = 422, description = "What is not valid", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list_tenant_items(
    State(items): State<Items>,
    tenant: Tenant,
    page: Page,
) -> Result<Json<Vec<KeptItem>>, Problem> {
    let after = page.after.as_deref().unwrap_or("0").parse();
    let after = after.map_err(|_| Problem::of("after", "is not the number of an item"))?;
    let listed = items.of_tenant(&tenant, after).await;
    Ok(Json(listed.map_err(|_| Problem::unavailable())?))
}

/// Keep a new item
#[secured(bearer, scopes = "items:write", limit = "120/minute")]
#[utoipa::path(
    post,
    path = "/{tenant}/items/",
    params(("tenant" = String, Path, description = "The caller's own", example = "acme")),
    request_body = Content,
    responses(
        (status = 201, description = "The new item, which is the caller's", body = KeptItem),
        (status = 404, description = "It is not the caller's tenant", body = ref("#/components/schemas/SecurityProblem"), content_type = "application/problem+json"),
        (status = 422, description = "What is not valid", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn create_tenant_item(
    State(items): State<Items>,
    #[principal] user: User,
    tenant: Tenant,
    Valid(content): Valid<Content>,
) -> Result<(StatusCode, Json<KeptItem>), Problem> {
    let created = items.create(&tenant, &user.username, content).await;
    let created = created.map_err(|_| Problem::unavailable())?;
    Ok((StatusCode::CREATED, Json(created)))
}

/// One item
#[secured(bearer, scopes = "items:read")]
#[utoipa::path(
    get,
    path = "/{tenant}/items/{item_id}",
    params(
        ("tenant" = String, Path, description = "The caller's own", example = "acme"),
        ("item_id" = String, Path, description = "Its number", example = "1"),
    ),
    responses(
        (status = 200, description = "The item", body = KeptItem),
        (status = 404, description = "The caller's tenant has no such item", body = ref("#/components/schemas/SecurityProblem"), content_type = "application/problem+json"),
    )
)]
pub(crate) async fn show_item(
    State(items): State<Items>,
    tenant: Tenant,
    place: Place<(String, String)>,
) -> Result<Json<KeptItem>, Problem> {
    let (_, item) = item(&items, &tenant, place).await?;
    Ok(Json(item))
}

/// Change an item of one's own
#[secured(bearer, scopes = "items:write")]
#[utoipa::path(
    put,
    path = "/{tenant}/items/{item_id}",
    params(
        ("tenant" = String, Path, description = "The caller's own", example = "acme"),
        ("item_id" = String, Path, description = "Its number", example = "1"),
    ),
    request_body = Content,
    responses(
        (status = 200, description = "The item as it is now", body = KeptItem),
        (status = 404, description = "The caller's tenant has no such item", body = ref("#/components/schemas/SecurityProblem"), content_type = "application/problem+json"),
        (status = 422, description = "What is not valid", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn change_item(
    State(items): State<Items>,
    #[principal] user: User,
    tenant: Tenant,
    place: Place<(String, String)>,
    Valid(content): Valid<Content>,
) -> Result<Json<KeptItem>, Problem> {
    let (id, item) = item(&items, &tenant, place).await?;
    if !is_owner(&user, &item) {
        return Err(Problem::forbidden("It is somebody else's."));
    }
    let now = KeptItem {
        name: content.name.clone(),
        quantity: content.quantity,
        ..item
    };
    match items.update(&tenant, id, content).await {
        Ok(true) => Ok(Json(now)),
        Ok(false) => Err(Problem::absent()),
        Err(_) => Err(Problem::unavailable()),
    }
}

/// Remove an item of one's own, or, as a moderator, any
#[secured(bearer, scopes = "items:write")]
#[utoipa::path(
    delete,
    path = "/{tenant}/items/{item_id}",
    params(
        ("tenant" = String, Path, description = "The caller's own", example = "acme"),
        ("item_id" = String, Path, description = "Its number", example = "1"),
    ),
    responses(
        (status = 204, description = "It is gone"),
        (status = 404, description = "The caller's tenant has no such item", body = ref("#/components/schemas/SecurityProblem"), content_type = "application/problem+json"),
    )
)]
pub(crate) async fn remove_item(
    State(items): State<Items>,
    #[principal] user: Admitted<User>,
    tenant: Tenant,
    place: Place<(String, String)>,
) -> Result<StatusCode, Problem> {
    let (id, item) = item(&items, &tenant, place).await?;
    if !is_owner(&user, &item) && !user.has_role("moderator") {
        return Err(Problem::forbidden("It is somebody else's."));
    }
    match items.remove(&tenant, id).await {
        Ok(true) => Ok(StatusCode::NO_CONTENT),
        Ok(false) => Err(Problem::absent()),
        Err(_) => Err(Problem::unavailable()),
    }
}
