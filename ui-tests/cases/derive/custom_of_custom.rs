use axum_secured::SecuritySchemes;
use ui_tests::Nobody;

#[derive(SecuritySchemes)]
pub struct Own {
    #[scheme(custom(String, challenge = "S", document = custom(String, challenge = "S", document = http(bearer))))]
    pub token: Nobody,
}

fn main() {}
