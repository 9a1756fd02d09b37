use axum_secured::{SecuritySchemes};
use ui_tests::{Nobody};

#[derive(SecuritySchemes)]
pub struct Own {
    #[scheme(custom(String, document = api_key(header = "k")))]
    pub token: Nobody,
}

fn main() {}
