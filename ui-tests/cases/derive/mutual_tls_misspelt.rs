use axum_secured::SecuritySchemes;
use ui_tests::Nobody;

#[derive(SecuritySchemes)]
pub struct Own {
    #[scheme(mutualTLS)]
    pub certificate: Nobody,
}

fn main() {}
