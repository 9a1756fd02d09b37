// 2 mistakes
use axum_secured::SecuritySchemes;
use ui_tests::Nobody;

#[derive(SecuritySchemes)]
pub struct Own {
    #[scheme(http(bearer))]
    pub token: std::sync::Arc<String>,
    #[scheme(http(basic))]
    pub fit: Nobody,
    #[scheme(api_key(header = "X-Key"))]
    pub key: (),
}

fn main() {}
