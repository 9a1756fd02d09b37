use axum_secured::SecuritySchemes;
use ui_tests::Nobody;

#[derive(SecuritySchemes)]
pub struct Own {
    #[scheme(custom(String, challenge = "S"))]
    pub token: Nobody,
}

fn main() {}
