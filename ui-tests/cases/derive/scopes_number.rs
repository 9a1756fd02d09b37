use axum_secured::SecuritySchemes;
use ui_tests::Nobody;

#[derive(SecuritySchemes)]
pub struct Own {
    #[scheme(http(bearer), scopes = 3)]
    pub token: Nobody,
}

fn main() {}
