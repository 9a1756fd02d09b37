use axum_secured::SecuritySchemes;
use ui_tests::Nobody;

#[derive(SecuritySchemes)]
pub struct Own {
    #[scheme(open_id_connect(url = "a", url = "b"))]
    pub token: Nobody,
}

fn main() {}
