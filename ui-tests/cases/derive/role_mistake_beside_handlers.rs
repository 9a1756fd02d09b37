use axum_secured::{Roles, SecuritySchemes, secured};
use ui_tests::Nobody;

#[derive(Roles)]
pub enum Role {
    #[role("editor")]
    Editor,
    #[role("chief admin", includes(Editor))]
    Admin,
}

#[derive(SecuritySchemes)]
pub struct Auth {
    #[scheme(http(bearer), roles = Role)]
    pub token: Nobody,
}

#[secured(token(roles = "editor"))]
async fn handler() {}
#[secured(any(token(roles = Role::Admin), token(roles = "other")))]
async fn another() {}

fn main() {}
