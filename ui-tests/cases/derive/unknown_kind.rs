use axum_secured::{SecuritySchemes};
use ui_tests::{Nobody};

#[derive(SecuritySchemes)]
pub struct Own {
    #[scheme(apikey(header = "k"))]
    pub token: Nobody,
}

fn main() {}
