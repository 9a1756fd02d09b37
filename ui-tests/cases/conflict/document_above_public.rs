use axum_secured::public;

#[utoipa::path(get, path = "/")]
#[public("open")]
async fn handler() {}

fn main() {}
