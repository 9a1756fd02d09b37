//! The items of a tenant: for those who belong to it, and some of it for the owner of an item alone.

use axum::{
    Json,
    extract::{Path, State},
};
use axum_secured::{Admitted, Decision, Tenant, check, secured};
use http::StatusCode;

use super::{Content, Items, KeptItem};
use crate::{
    accounts::User,
    auth::bearer,
    input::{Page, Place, Valid},
    problem::Problem,
};

/// Whose an item is may be asked before the item is changed: it never changes hands.
#[check]
async fn is_owner(
    caller: &User,
    State(items): State<Items>,
    tenant: Tenant,
    place: Place<(String, String)>,
) -> Decision {
    if_found(&items, &tenant, place, |item| item.owner == caller.username).await
}

/// Its owner, or a moderator of the tenant.
#[check]
async fn may_remove(
    caller: &Admitted<User>,
    State(items): State<Items>,
    tenant: Tenant,
    place: Place<(String, String)>,
) -> Decision {
    if_found(&items, &tenant, place, |item| {
        item.owner == caller.username || caller.has_role("moderator")
    })
    .await
}

/// What is decided of the item of a path, if there is one.
async fn if_found(
    items: &Items,
    tenant: &Tenant,
    place: Place<(String, String)>,
    may: impl Fn(&KeptItem) -> bool,
) -> Decision {
    let Some(id) = number(place) else {
        return Decision::Hide;
    };
    match items.find(tenant, id).await {
        Ok(Some(item)) if may(&item) => Decision::Allow,
        Ok(Some(_)) => Decision::Deny("somebody_else's"),
        Ok(None) => Decision::Hide,
        Err(error) => Decision::unavailable(error),
    }
}

/// The number in a path, if it is one, in the one way it is written.
fn number(place: Place<(String, String)>) -> Option<i64> {
    let Path((_, text)) = place.ok()?;
    text.parse().ok().filter(|id: &i64| id.to_string() == text)
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
    let id = number(place).ok_or_else(Problem::absent)?;
    let item = items.find(&tenant, id).await;
    let item = item.map_err(|_| Problem::unavailable())?;
    item.map(Json).ok_or_else(Problem::absent)
}

/// Change an item of one's own
#[secured(bearer, scopes = "items:write", check = is_owner)]
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
    tenant: Tenant,
    place: Place<(String, String)>,
    Valid(content): Valid<Content>,
) -> Result<Json<KeptItem>, Problem> {
    let id = number(place).ok_or_else(Problem::absent)?;
    let item = items.update(&tenant, id, content).await;
    let item = item.map_err(|_| Problem::unavailable())?;
    item.map(Json).ok_or_else(Problem::absent)
}

/// Remove an item of one's own, or, as a moderator, any
#[secured(bearer, scopes = "items:write", check = may_remove)]
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
    tenant: Tenant,
    place: Place<(String, String)>,
) -> Result<StatusCode, Problem> {
    let id = number(place).ok_or_else(Problem::absent)?;
    match items.remove(&tenant, id).await {
        Ok(true) => Ok(StatusCode::NO_CONTENT),
        Ok(false) => Err(Problem::absent()),
        Err(_) => Err(Problem::unavailable()),
    }
}
