use axum_secured::SecuritySchemes;
use ui_tests::Nobody;

#[derive(SecuritySchemes)]
pub struct Own {
    #[scheme(api_key(header = 3))]
    pub token: Nobody,
}

fn main() {}
