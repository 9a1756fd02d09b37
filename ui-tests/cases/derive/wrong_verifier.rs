use axum_secured::{SecuritySchemes, secured};
use ui_tests::User;

#[derive(SecuritySchemes)]
pub struct Own {
    #[scheme(http(bearer))]
    pub token: String,
}

#[secured(token)]
async fn handler(#[principal] _who: User) {}

fn main() {}
