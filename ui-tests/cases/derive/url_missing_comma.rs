use axum_secured::SecuritySchemes;
use ui_tests::Nobody;

#[derive(SecuritySchemes)]
pub struct Own {
    #[scheme(oauth2(password(token_url = "/t" refresh_url = "/r")))]
    pub token: Nobody,
}

fn main() {}
