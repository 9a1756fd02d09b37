//! The decision above the document and `#[debug_handler]`, in either order.
#![deny(warnings)]
#![allow(dead_code, clippy::unused_async)]
use std::sync::Arc;

use axum::{Json, debug_handler};
use axum_secured::{SecuredRouter, public, routes, routing::get, secured};
use ui_tests::{Auth, User, bearer};

#[secured(bearer)]
#[utoipa::path(get, path = "/a")]
#[debug_handler(state = Arc<Auth>)]
async fn secured_document_debug(#[principal] _who: User, _: Json<u8>) {}

#[secured(bearer)]
#[debug_handler(state = Arc<Auth>)]
#[utoipa::path(post, path = "/a")]
async fn secured_debug_document(#[principal] _who: User, _: Json<u8>) {}

#[secured(bearer)]
#[utoipa::path(delete, path = "/a")]
async fn secured_document(#[principal] _who: User) {}

#[secured(bearer)]
#[debug_handler(state = Arc<Auth>)]
async fn secured_debug(#[principal] _who: User) {}

#[public("open")]
#[utoipa::path(get, path = "/b")]
#[debug_handler(state = Arc<Auth>)]
async fn public_document_debug(_: Json<u8>) {}

#[public("open")]
#[debug_handler(state = Arc<Auth>)]
#[utoipa::path(post, path = "/b")]
async fn public_debug_document(_: Json<u8>) {}

#[public("open")]
#[debug_handler(state = Arc<Auth>)]
async fn public_debug(_: Json<u8>) {}

fn main() {
    let router: SecuredRouter<Arc<Auth>> = SecuredRouter::new()
        .routes(routes!(
            secured_document_debug,
            secured_debug_document,
            secured_document,
        ))
        .routes(routes!(public_document_debug, public_debug_document))
        .route("/c", get(secured_debug).post(public_debug));
    let document = router.split_for_parts().1;
    let operations = &document.paths.paths["/a"];
    for operation in [&operations.get, &operations.post, &operations.delete] {
        let security = operation.as_ref().and_then(|operation| operation.security.as_ref());
        assert_eq!(security.map(Vec::len), Some(1));
    }
}
