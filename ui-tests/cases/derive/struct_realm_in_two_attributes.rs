use axum_secured::SecuritySchemes;
use ui_tests::Nobody;

#[derive(SecuritySchemes)]
#[schemes(realm = "a")]
#[schemes(realm = "b")]
pub struct Own {
    #[scheme(http(bearer))]
    pub token: Nobody,
}

fn main() {}
