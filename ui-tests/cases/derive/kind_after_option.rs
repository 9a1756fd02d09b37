use axum_secured::SecuritySchemes;
use ui_tests::Nobody;

#[derive(SecuritySchemes)]
pub struct Own {
    #[scheme(scopes = Scope, http(bearer))]
    pub token: Nobody,
}

fn main() {}
