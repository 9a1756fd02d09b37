use axum_secured::SecuritySchemes;
use ui_tests::Nobody;

#[derive(SecuritySchemes)]
pub struct Own {
    #[scheme(oauth2(authorization_code(refresh_url = "/r", authorization_url = "/a")))]
    pub token: Nobody,
}

fn main() {}
