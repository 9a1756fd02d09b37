use axum_secured::SecuritySchemes;
use ui_tests::Nobody;

#[derive(SecuritySchemes)]
pub struct Own {
    #[scheme(custom(String, challenge = "My Scheme", document = http(bearer)))]
    pub token: Nobody,
}

fn main() {}
