use axum_secured::SecuritySchemes;
use ui_tests::Nobody;

#[derive(SecuritySchemes)]
pub struct Own {
    #[scheme(open_id_connect(uri = "a"))]
    pub token: Nobody,
}

fn main() {}
