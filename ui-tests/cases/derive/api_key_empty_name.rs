use axum_secured::SecuritySchemes;
use ui_tests::Nobody;

#[derive(SecuritySchemes)]
pub struct Own {
    #[scheme(api_key(query = ""))]
    pub token: Nobody,
}

fn main() {}
