// 2 mistakes
use axum_secured::secured;
use ui_tests::{Role, bearer};

#[secured(bearer(roles("editor")))]
async fn handler_1() {}

#[secured(bearer("items:read", role(Role::Editor)))]
async fn handler_2() {}

fn main() {}
