use axum_secured::{SecuritySchemes};

#[derive(SecuritySchemes)]
pub struct Own {
    #[scheme(http(bearer))]
    pub token: String,
}

fn main() {}
