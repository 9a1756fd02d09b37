use axum_secured::{Scopes, SecuritySchemes, secured};
use ui_tests::{Nobody, User};

#[derive(Scopes)]
pub enum Scope {
    #[scope("items:read")]
    Read,
    #[scope("items write", implies(Read))]
    Write,
}

#[derive(SecuritySchemes)]
pub struct Auth {
    #[scheme(http(bearer), scopes = Scope)]
    pub token: Nobody,
}

#[secured(token("items:read"))]
async fn handler() {}
#[secured(any(token(Scope::Write), token("items:write")))]
async fn another(#[principal] _who: User) {}

fn main() {}
