use axum_secured::SecuritySchemes;
use ui_tests::Nobody;

#[derive(SecuritySchemes)]
pub struct Own {
    #[scheme(mutual_tls(scopes = ui_tests::Scope))]
    pub certificate: Nobody,
}

fn main() {}
