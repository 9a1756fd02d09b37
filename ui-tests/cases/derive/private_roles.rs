use axum_secured::{Roles, SecuritySchemes};
use ui_tests::Nobody;

#[derive(Roles)]
enum Own {
    #[role("editor")]
    Editor,
}

#[derive(SecuritySchemes)]
pub struct Auth {
    #[scheme(http(bearer), roles = Own)]
    pub token: Nobody,
}

fn main() {}
