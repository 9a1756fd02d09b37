use axum_secured::SecuritySchemes;
use ui_tests::Nobody;

#[derive(SecuritySchemes)]
#[schemes(render = axum_secured::render::Detail, render = Other)]
pub struct Own {
    #[scheme(http(bearer))]
    pub token: Nobody,
}

fn main() {}
