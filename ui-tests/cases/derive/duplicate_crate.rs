use axum_secured::SecuritySchemes;
use ui_tests::Nobody;

#[derive(SecuritySchemes)]
#[schemes(crate = ::axum_secured, crate = ::axum_secured)]
pub struct Own {
    #[scheme(http(bearer))]
    pub token: Nobody,
}

fn main() {}
