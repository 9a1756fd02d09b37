// 11 mistakes
use axum_secured::SecuritySchemes;
use ui_tests::Nobody;

#[derive(SecuritySchemes)]
#[schemes(relm = "items", realm = 3)]
pub struct Own {
    #[scheme(api_kei(header = "X-Key"), realm = "")]
    pub key: Nobody,
    pub nothing: Nobody,
    #[scheme(oauth2(pasword(), implicit(), password(token_url = "/t")), scopes = "a")]
    pub any: Nobody,
    #[scheme(http(bearer) realm = "a", format = "JWT")]
    pub token: Nobody,
}

fn main() {}
