//! What document and manifest say of tenants.

use axum_secured::{SecuredRouter, TenantIn, public, routes, secured};
use serde_json::{Value, json};

use crate::{Auth, api_key, router};

#[secured(api_key)]
#[utoipa::path(
    get,
    path = "/said",
    params(("x-tenant" = Option<String>, Header, description = "Said by the author.")),
    responses(
        (status = 200),
        (status = 400, description = "Said by the author."),
        (status = 404, description = "Said by the author."),
    ),
    extensions(("x-tenant" = json!("said by the author"))),
)]
async fn said() {}

#[secured(api_key)]
#[utoipa::path(get, path = "/anywhere", responses((status = 200)))]
async fn anywhere() {}

#[public("for everybody")]
#[utoipa::path(get, path = "/open", responses((status = 200)))]
async fn open() {}

fn document(router: SecuredRouter<std::sync::Arc<Auth>>) -> Value {
    let (_, api) = router.split_for_parts();
    serde_json::to_value(api).expect("the document serialises")
}

#[test]
fn an_operation_says_where_its_tenant_is_named() {
    let document = document(router());
    for (path, method) in [
        ("/tenants/{tenant}/items", "get"),
        ("/tenants/{tenant}/items", "post"),
    ] {
        let operation = &document["paths"][path][method];
        assert_eq!(
            operation["x-tenant"],
            json!({ "in": "path", "name": "tenant" })
        );
        assert_eq!(
            operation["description"],
            json!("The caller has to belong to the tenant that the path parameter `tenant` names.")
        );
        let parameter = json!({
            "name": "tenant", "in": "path", "required": true, "schema": { "type": "string" },
        });
        assert_eq!(operation["parameters"], json!([parameter]));
    }
    let by_header = &document["paths"]["/ours/items"]["get"];
    assert_eq!(
        by_header["x-tenant"],
        json!({ "in": "header", "name": "X-Tenant" })
    );
    assert_eq!(
        by_header["description"],
        json!("The caller has to belong to the tenant that the header `X-Tenant` names.")
    );
    let parameter = json!({
        "name": "X-Tenant", "in": "header", "required": true,
        "description": "The tenant the request is for.", "schema": { "type": "string" },
    });
    assert_eq!(by_header["parameters"], json!([parameter]));
    let absent = &by_header["responses"]["404"];
    assert_eq!(
        absent["description"],
        json!("There is no such resource, or not for this caller")
    );
    let content = &absent["content"]["application/problem+json"]["schema"];
    assert_eq!(
        content["$ref"],
        json!("#/components/schemas/SecurityProblem")
    );
}

#[test]
fn what_the_author_says_stays() {
    let router = SecuredRouter::new()
        .routes(routes!(said))
        .tenant(TenantIn::header("X-Tenant"));
    let document = document(router);
    let said = &document["paths"]["/said"]["get"];
    let parameters = said["parameters"].as_array().expect("a list");
    assert_eq!(parameters.len(), 1, "{parameters:?}");
    assert_eq!(parameters[0]["description"], json!("Said by the author."));
    assert_eq!(
        parameters[0]["required"],
        json!(true),
        "who leaves it out is refused"
    );
    for status in ["400", "404"] {
        assert_eq!(
            said["responses"][status]["description"],
            json!("Said by the author.")
        );
    }
    assert_eq!(
        said["x-tenant"],
        json!({ "in": "header", "name": "X-Tenant" }),
        "ours to say"
    );
}

#[test]
fn a_name_with_backticks_is_code_in_the_description() {
    let router = SecuredRouter::new()
        .routes(routes!(said))
        .tenant(TenantIn::header("`x"));
    let description = &document(router)["paths"]["/said"]["get"]["description"];
    let expected = "The caller has to belong to the tenant that the header `` `x `` names.";
    assert_eq!(*description, json!(expected));
}

#[test]
fn a_parameter_whose_name_breaks_lines_is_refused() {
    let router = SecuredRouter::<std::sync::Arc<Auth>>::new().nest(
        "/{a\n\n# b}",
        SecuredRouter::new()
            .routes(routes!(said))
            .tenant(TenantIn::path("a\n\n# b")),
    );
    let refused = router.try_into_router().expect_err("no name").to_string();
    assert!(
        refused.contains("no parameter of a path has this name"),
        "{refused}"
    );
}

#[test]
fn a_bad_request_may_be_one_without_a_tenant() {
    let document = document(router().routes(routes!(anywhere)));
    let of = |path: &str| document["paths"][path]["get"]["responses"]["400"]["description"].clone();
    for path in ["/tenants/{tenant}/items", "/ours/items"] {
        assert_eq!(
            of(path),
            json!("A credential is malformed or presented twice, or the request names no tenant")
        );
    }
    assert_eq!(
        of("/anywhere"),
        json!("A credential is malformed or presented twice"),
        "below no router with tenants"
    );
}

#[test]
fn nothing_is_said_where_it_does_not_hold() {
    let secured = || SecuredRouter::new().routes(routes!(said));
    let document = document(
        secured().merge(
            SecuredRouter::new()
                .routes(routes!(open))
                .tenant(TenantIn::header("X-Tenant")),
        ),
    );
    assert_eq!(document["paths"]["/said"]["get"]["x-tenant"], json!(null));
    let open = &document["paths"]["/open"]["get"];
    assert_eq!(open["x-tenant"], json!(null));
    assert_eq!(open["parameters"], json!(null));
    assert_eq!(open["responses"]["404"], json!(null));
}

#[test]
fn the_manifest_says_where_each_tenant_is_named() {
    let manifest = router().manifest().to_string();
    for line in [
        "GET     /ours/items any(api_key, bearer), tenant = header(\"X-Tenant\") ",
        "GET     /tenants/{tenant}/items any(api_key, bearer), tenant = path(\"tenant\") ",
        "GET     /tenants/{tenant}/limited api_key, limit = \"1000/second\", tenant = path(\"tenant\") ",
        "GET     /tenants/{tenant}/open public (liveness probe) ",
        "ANY     /ours/foreign any(api_key, bearer), tenant = header(\"X-Tenant\") ",
        "-       /ours any(api_key, bearer), tenant = header(\"X-Tenant\") ",
    ] {
        assert!(manifest.contains(line), "{line} in\n{manifest}");
    }
}

/// Also before the router is split, and of routes that are mounted later.
#[test]
fn the_manifest_knows_it_at_once() {
    let router = SecuredRouter::<std::sync::Arc<Auth>>::new()
        .tenant(TenantIn::header("X-Tenant"))
        .routes(routes!(said))
        .routes(routes!(open));
    let tenants: Vec<_> = router
        .manifest()
        .lines()
        .iter()
        .map(|line| line.tenant)
        .collect();
    assert_eq!(tenants, [None, Some(TenantIn::header("X-Tenant"))]);
}
