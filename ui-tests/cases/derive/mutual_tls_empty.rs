use axum_secured::SecuritySchemes;
use ui_tests::Nobody;

#[derive(SecuritySchemes)]
pub struct Own {
    #[scheme(mutual_tls())]
    pub certificate: Nobody,
}

fn main() {}
