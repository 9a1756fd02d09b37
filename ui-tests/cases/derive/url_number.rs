use axum_secured::SecuritySchemes;
use ui_tests::Nobody;

#[derive(SecuritySchemes)]
pub struct Own {
    #[scheme(oauth2(password(token_url = 3)))]
    pub token: Nobody,
}

fn main() {}
