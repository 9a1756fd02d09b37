use axum_secured::SecuritySchemes;
use ui_tests::Nobody;

#[derive(SecuritySchemes)]
pub struct Own {
    #[scheme(custom(ui_tests::User, challenge = "X", document = mutual_tls(x)))]
    pub certificate: Nobody,
}

fn main() {}
