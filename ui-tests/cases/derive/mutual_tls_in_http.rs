use axum_secured::SecuritySchemes;
use ui_tests::Nobody;

#[derive(SecuritySchemes)]
pub struct Own {
    #[scheme(http(mutual_tls))]
    pub certificate: Nobody,
}

fn main() {}
