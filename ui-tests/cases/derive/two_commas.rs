use axum_secured::SecuritySchemes;
use ui_tests::Nobody;

#[derive(SecuritySchemes)]
pub struct Own {
    #[scheme(http(bearer),, realm = "a")]
    pub token: Nobody,
}

fn main() {}
