use axum_secured::{SecuritySchemes};

#[derive(SecuritySchemes)]
pub struct Own<T> {
    #[scheme(http(bearer))]
    pub token: T,
}

fn main() {}
