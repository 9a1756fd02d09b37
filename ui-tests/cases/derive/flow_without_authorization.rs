use axum_secured::SecuritySchemes;
use ui_tests::Nobody;

#[derive(SecuritySchemes)]
pub struct Own {
    #[scheme(oauth2(authorization_code(token_url = "/t")))]
    pub token: Nobody,
}

fn main() {}
