use axum_secured::{Scopes, SecuritySchemes};
use ui_tests::Nobody;

#[derive(Scopes)]
enum Own {
    #[scope("read")]
    Read,
}

#[derive(SecuritySchemes)]
pub struct Auth {
    #[scheme(http(bearer), scopes = Own)]
    pub token: Nobody,
}

fn main() {}
