use axum_secured::SecuritySchemes;
use ui_tests::Nobody;

#[derive(SecuritySchemes)]
pub struct Own {
    #[scheme(open_id_connect("https://id.example.com"))]
    pub token: Nobody,
}

fn main() {}
