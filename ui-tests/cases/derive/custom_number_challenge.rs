use axum_secured::SecuritySchemes;
use ui_tests::Nobody;

#[derive(SecuritySchemes)]
pub struct Own {
    #[scheme(custom(String, challenge = 3, document = http(bearer)))]
    pub token: Nobody,
}

fn main() {}
