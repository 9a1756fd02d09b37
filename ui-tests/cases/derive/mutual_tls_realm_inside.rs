use axum_secured::SecuritySchemes;
use ui_tests::Nobody;

#[derive(SecuritySchemes)]
pub struct Own {
    #[scheme(mutual_tls(realm = "machines"))]
    pub certificate: Nobody,
}

fn main() {}
