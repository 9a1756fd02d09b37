use axum_secured::SecuritySchemes;
use ui_tests::Nobody;

#[derive(SecuritySchemes)]
pub struct Own {
    #[scheme(custom(String, challenge = "S", document = http(bearer), document = http(basic)))]
    pub token: Nobody,
}

fn main() {}
