use axum_secured::SecuritySchemes;
use ui_tests::Nobody;

#[derive(SecuritySchemes)]
pub struct Own {
    #[scheme(api_key(header = "Cookie"))]
    pub token: Nobody,
}

fn main() {}
