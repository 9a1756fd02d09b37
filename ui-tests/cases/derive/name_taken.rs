use axum_secured::SecuritySchemes;
use ui_tests::Nobody;

#[allow(non_camel_case_types)]
pub struct token;

#[derive(SecuritySchemes)]
pub struct Own {
    #[scheme(http(bearer))]
    pub token: Nobody,
}

fn main() {}
