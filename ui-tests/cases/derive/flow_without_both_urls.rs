use axum_secured::SecuritySchemes;
use ui_tests::Nobody;

#[derive(SecuritySchemes)]
pub struct Own {
    #[scheme(oauth2(authorization_code()))]
    pub token: Nobody,
}

fn main() {}
