//! What the document says beside security stays true when routers are put together.

use std::sync::Arc;

use axum_secured::{
    ApiKey, Context, SecuredRouter, SecuritySchemes, Verdict, Verifier, routes, secured,
};
use serde_json::{Value, json};

struct Nobody;

impl Verifier<ApiKey> for Nobody {
    type Principal = ();
    async fn verify(&self, _: ApiKey, _: &Context<'_>) -> Verdict<()> {
        Verdict::Invalid
    }
}

#[derive(SecuritySchemes)]
struct Auth {
    #[scheme(api_key(header = "k"))]
    key: Nobody,
}

mod items {
    use super::{key, secured};

    #[secured(key)]
    #[utoipa::path(method(get, post), path = "/items", responses((status = 200)))]
    pub(super) async fn list() {}
}

mod users {
    use super::{key, secured};

    #[secured(key)]
    #[utoipa::path(
        get,
        path = "/users",
        responses((status = 200)),
        extensions(("x-security-order" = json!([["nobody"]])))
    )]
    pub(super) async fn list() {}
}

#[secured(key)]
#[utoipa::path(get, path = "/files/{*path}", params(("path" = String, Path)), responses((status = 200)))]
async fn file() {}

type Router = SecuredRouter<Arc<Auth>>;

fn document(router: Router) -> Value {
    serde_json::to_value(router.split_for_parts().1).expect("the document serialises")
}

#[test]
fn operation_ids_are_unique_in_whatever_order() {
    let nested = || Router::new().routes(routes!(items::list));
    let one = Router::new()
        .routes(routes!(users::list))
        .nest("/v1/{tenant}", nested())
        .nest("/v2", nested())
        .routes(routes!(file));
    let other = Router::new()
        .routes(routes!(file))
        .nest("/v2", nested())
        .nest("/v1/{tenant}", nested())
        .routes(routes!(users::list));
    let document_of_one = document(one);
    assert_eq!(document_of_one, document(other));
    let id =
        |path: &str, method: &str| document_of_one["paths"][path][method]["operationId"].clone();
    assert_eq!(id("/users", "get"), "list_get_users");
    assert_eq!(id("/v2/items", "get"), "list_get_v2_items");
    assert_eq!(id("/v2/items", "post"), "list_post_v2_items");
    assert_eq!(
        id("/v1/{tenant}/items", "get"),
        "list_get_v1__tenant__items"
    );
    assert_eq!(id("/files/{path}", "get"), "file");
}

#[test]
fn every_parameter_of_a_path_is_declared_once() {
    let router = Router::new()
        .nest("/v1/{tenant}", Router::new().routes(routes!(file)))
        .routes(routes!(users::list));
    let document = document(router);
    let parameters = &document["paths"]["/v1/{tenant}/files/{path}"]["get"]["parameters"];
    let string = json!({ "type": "string" });
    assert_eq!(
        *parameters,
        json!([
            { "name": "path", "in": "path", "required": true, "schema": string },
            { "name": "tenant", "in": "path", "required": true, "schema": string },
        ])
    );
    assert_eq!(document["paths"]["/users"]["get"].get("parameters"), None);
}

#[test]
fn braces_that_stand_for_themselves_are_no_parameter() {
    let router = Router::new().nest(
        "/{{v1}}/{tenant}",
        Router::new().routes(routes!(users::list)),
    );
    let document = document(router);
    let parameters = &document["paths"]["/{{v1}}/{tenant}/users"]["get"]["parameters"];
    let string = json!({ "type": "string" });
    let tenant = json!({ "name": "tenant", "in": "path", "required": true, "schema": string });
    assert_eq!(*parameters, json!([tenant]));
}

#[test]
fn the_order_of_schemes_is_not_the_authors_to_state() {
    let document = document(Router::new().routes(routes!(users::list)));
    let operation = &document["paths"]["/users"]["get"];
    assert_eq!(operation["security"], json!([{ "key": [] }]));
    assert_eq!(operation.get("x-security-order"), None);
}

#[test]
fn a_base_document_declares_no_scheme() {
    let mut base = utoipa::openapi::OpenApi::default();
    let mut components = utoipa::openapi::Components::new();
    components.add_security_scheme(
        "legacy",
        utoipa::openapi::security::SecurityScheme::MutualTls {
            description: None,
            deprecated: None,
            extensions: None,
        },
    );
    base.components = Some(components);
    let errors = Router::new()
        .openapi(utoipa::openapi::OpenApi::default())
        .openapi(base)
        .try_split_for_parts()
        .map(|_| ())
        .expect_err("two bases, one with a scheme of its own");
    assert_eq!(errors.errors().len(), 2, "{errors}");
}
